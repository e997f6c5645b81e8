/** What becomes of a question. */
export interface Asked<Question, Answer> {
  readonly waiting: (question: Question) => void;
  readonly answered: (answer: Answer, question: Question) => void;
  /** With the host's sentence. */
  readonly failed: (sentence: string, question: Question) => void;
}

/** Asks one question at a time: of those that are wished for meanwhile only the last is asked, and an answer that is no longer wished for is dropped. */
export class Asker<Question, Answer> {
  private wish: Question | undefined;
  private key: string | undefined;
  private busy = false;

  constructor(
    private readonly ask: (question: Question) => Promise<Answer>,
    private readonly on: Asked<Question, Answer>,
  ) {}

  /** Wishes for an answer, or for none. The same wish again does nothing. */
  want(question: Question | undefined): void {
    const key = question === undefined ? undefined : JSON.stringify(question);
    if (key === this.key) return;
    this.key = key;
    this.wish = question;
    if (question === undefined) return;
    this.on.waiting(question);
    void this.work();
  }

  /** Asks once more what failed. */
  again(): void {
    const { wish } = this;
    this.key = undefined;
    this.want(wish);
  }

  private async work(): Promise<void> {
    const { wish: question, key } = this;
    if (this.busy || question === undefined) return;
    this.busy = true;
    let tell: () => void;
    try {
      const answer = await this.ask(question);
      tell = () => this.on.answered(answer, question);
    } catch (error) {
      const sentence = error instanceof Error ? error.message : String(error);
      tell = () => this.on.failed(sentence, question);
    }
    this.busy = false;
    if (this.key === key) tell();
    else void this.work();
  }
}
