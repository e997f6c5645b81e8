import type { Curve, CurveName } from '../../experiment/report-data';
import { merged } from '../chart/merge';
import type { CurvesQuestion, Host } from './host';

/** Points a curve: as many as a chart has use for. */
const POINTS = 400;
/** Milliseconds that the reader's hand must have been still. */
const STILL = 250;
/** Milliseconds between two questions about a curve that grows. */
const BETWEEN = 2000;

/** Steps or epochs, both counted. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What a chart wants to show of a curve, beyond what the output holds. */
export interface Wish {
  readonly curve: CurveName;
  /** Undefined: as it is stored. */
  readonly smoothing: number | undefined;
  /** Undefined: all of it. */
  readonly span: Span | undefined;
}

interface Question extends CurvesQuestion {
  readonly kind: 'whole' | 'part';
  /** It was answered before; the curve has grown since. */
  readonly again: boolean;
}

interface Answer extends Span {
  /** How long the curves were when it was asked. */
  readonly total: number;
  readonly curves: ReadonlyMap<string, Curve>;
}

/** Curves in another smoothing or resolution than the output's, asked of the host once the reader has settled on a part of the axis. */
export class FineCurves {
  private readonly answers = new Map<string, Answer>();
  /** Questions on their way, and those that failed. */
  private readonly asked = new Set<string>();
  private readonly failures = new Map<CurveName, string>();
  private readonly wanted = new Map<CurveName, { wish: Wish; stored: Curve }>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastAsked = 0;

  constructor(
    private readonly host: Host | undefined,
    private readonly changed: () => void,
  ) {}

  /** What went wrong with the last question about a curve. */
  failureOf(curve: CurveName): string | undefined {
    return this.failures.get(curve);
  }

  /** The best there is of an arm's curve for a wish. */
  best(arm: string, stored: Curve, { curve, smoothing = weightOf(stored), span }: Wish): Curve {
    const whole = smoothing === weightOf(stored) ? stored : (this.answer('whole', curve, smoothing)?.curves.get(arm) ?? stored);
    const part = span === undefined || weightOf(whole) !== smoothing ? undefined : this.answer('part', curve, smoothing);
    const finer = part?.curves.get(arm);
    return part === undefined || finer === undefined ? whole : merged(whole, finer, part.from, part.to);
  }

  /** Asks for what a wish needs and isn't there, once the wish has stood for a moment. `stored` is the curve of the longest arm. */
  want(wish: Wish, stored: Curve): void {
    const questions = this.missing(wish, stored);
    if (this.host === undefined || questions.length === 0) return void this.wanted.delete(wish.curve);
    const before = this.wanted.get(wish.curve);
    this.wanted.set(wish.curve, { wish, stored });
    // A curve that grows must not put off the question about it for ever.
    if (this.timer !== undefined && before !== undefined && JSON.stringify(before.wish) === JSON.stringify(wish)) return;
    clearTimeout(this.timer);
    const grown = questions.every(({ again }) => again);
    this.timer = setTimeout(() => this.askAll(), grown ? Math.max(STILL, this.lastAsked + BETWEEN - Date.now()) : STILL);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.wanted.clear();
  }

  private askAll(): void {
    this.timer = undefined;
    for (const { wish, stored } of this.wanted.values()) for (const question of this.missing(wish, stored)) void this.ask(question, stored.total);
    this.wanted.clear();
  }

  private async ask(question: Question, total: number): Promise<void> {
    const { kind, again: _again, ...asking } = question;
    const key = `${kind} ${JSON.stringify(asking)}`;
    if (this.host === undefined || this.asked.has(key)) return;
    this.asked.add(key);
    this.lastAsked = Date.now();
    const { curve, smoothing, from, to } = asking;
    try {
      const curves = new Map((await this.host.curves(asking)).map(({ arm, curve: answer }) => [arm, answer]));
      this.answers.set(keyOf(kind, curve, smoothing), { from, to, total, curves });
      this.failures.delete(curve);
      this.asked.delete(key);
    } catch (error) {
      // Its key stays: a question that failed is not asked again.
      this.failures.set(curve, error instanceof Error ? error.message : String(error));
    }
    this.changed();
  }

  private missing({ curve, smoothing: wished, span }: Wish, { total, x, smoothing: kept = 0 }: Curve): Question[] {
    const questions: Question[] = [];
    const smoothing = wished ?? kept;
    const base = { curve, smoothing, points: POINTS };
    const whole = this.answer('whole', curve, smoothing);
    if (smoothing !== kept && (whole === undefined || whole.total < total)) questions.push({ ...base, kind: 'whole', again: whole !== undefined, from: 1, to: total });
    if (span !== undefined && x.length < total) {
      const part = this.answer('part', curve, smoothing);
      const again = part !== undefined && part.from === span.from && part.to === span.to;
      if (!again || (part.total < total && span.to >= part.total)) questions.push({ ...base, kind: 'part', again, ...span });
    }
    return questions;
  }

  private answer(kind: Question['kind'], curve: CurveName, smoothing: number): Answer | undefined {
    return this.answers.get(keyOf(kind, curve, smoothing));
  }
}

function keyOf(kind: Question['kind'], curve: CurveName, smoothing: number): string {
  return `${kind} ${curve} ${smoothing}`;
}

function weightOf({ smoothing = 0 }: Curve): number {
  return smoothing;
}
