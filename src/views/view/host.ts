import type { ClassificationAnswers, ClassificationQuestion } from '../../models/classification-data';
import type { ClassificationAction, FromView, SaveFormat, ToView, ViewAction, ViewTarget } from '../../engine/view-protocol';

export type Reply = Extract<ToView, { type: 'reply' }>;
export type ArmCurves = NonNullable<Reply['curves']>;
type Question = Extract<FromView, { request: number }>;
export type CurvesQuestion = Omit<Extract<FromView, { type: 'curves' }>, 'type' | 'request' | 'output'>;

/** What a view may ask of whoever holds its output. */
export interface Host {
  act(action: ViewAction | ClassificationAction): void;
  open(what: ViewTarget): void;
  /** @throws Error with the host's sentence */
  curves(question: CurvesQuestion): Promise<ArmCurves>;
  /** @throws Error with the host's sentence */
  ask<K extends ClassificationQuestion['kind']>(question: Extract<ClassificationQuestion, { kind: K }>): Promise<ClassificationAnswers[K]>;
  /** Answers the path, or undefined where the user thought better of it. `content` is base64 for PNG. @throws Error */
  save(name: string, format: SaveFormat, content: string): Promise<string | undefined>;
  /** @throws Error */
  copy(text: string): Promise<void>;
}

/** Questions and answers over messages, shared by all views of a page. */
export class HostLink {
  /** Numbers differ from page to page: an answer may reach several. */
  private next = Math.floor(Math.random() * 2 ** 48);
  private readonly waiting = new Map<number, (reply: Reply) => void>();

  constructor(private readonly post: (message: FromView) => void) {}

  /** Takes an answer that has come. */
  receive(reply: Reply): void {
    const answer = this.waiting.get(reply.request);
    this.waiting.delete(reply.request);
    answer?.(reply);
  }

  /** The host as the view of one output sees it. */
  of(output: string): Host {
    return {
      act: (action) => this.post({ type: 'action', output, action }),
      open: (what) => this.post({ type: 'open', what }),
      curves: async (question) => (await this.ask((request) => ({ type: 'curves', request, output, ...question }))).curves ?? [],
      ask: async <K extends ClassificationQuestion['kind']>(question: Extract<ClassificationQuestion, { kind: K }>) => (await this.ask((request) => ({ type: 'ask', request, output, question }))).answer as ClassificationAnswers[K],
      save: async (name, format, content) => (await this.ask((request) => ({ type: 'save', request, output, name, format, content }))).saved,
      copy: async (text) => void (await this.ask((request) => ({ type: 'copy', request, text }))),
    };
  }

  private ask(question: (request: number) => Question): Promise<Reply> {
    const request = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(request, (reply) => (reply.error === undefined ? resolve(reply) : reject(new Error(reply.error))));
      this.post(question(request));
    });
  }
}
