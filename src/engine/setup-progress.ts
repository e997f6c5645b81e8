import { t } from '../base/l10n';
import type { Step } from './way';

/** Where in the bar, in percent of the whole, the first and the second step stand whose bytes are known: the download and the unpacking. */
const SHARES = [[0, 85], [85, 97]] as const;
/** Seconds before the pace of a step says anything. */
const SETTLING = 2;

/** What a progress notification shows for the steps of an install. */
export class SetupProgress {
  private shown = 0;
  /** The steps with known bytes, in the order in which they began. */
  private readonly sized: string[] = [];
  private pace: { name: string; since: number; from: number } | undefined;

  constructor(private readonly now: () => number = Date.now) {}

  /** The line to show, and by how many percent of the whole the bar grows. */
  take(step: Step): { message: string; increment: number } {
    const before = this.shown;
    this.shown = Math.max(before, this.placeOf(step));
    return { message: this.line(step), increment: this.shown - before };
  }

  private placeOf({ name, state, done = 0, total }: Step): number {
    if (total === undefined || state === 'failed') return 0;
    if (!this.sized.includes(name)) this.sized.push(name);
    const share = SHARES[this.sized.indexOf(name)];
    return share === undefined ? 0 : share[0] + (done / total) * (share[1] - share[0]);
  }

  private line({ name, state, done, total }: Step): string {
    if (state !== 'progress' || done === undefined) return name;
    if (total === undefined) return t('{0}: {1} MB', name, megabytes(done));
    const left = this.secondsLeft(name, done, total);
    const [percent, amount, whole] = [String(Math.floor((100 * done) / total)), megabytes(done), megabytes(total)];
    return left === undefined ? t('{0}: {1} % ({2} of {3} MB)', name, percent, amount, whole) : t('{0}: {1} % ({2} of {3} MB), {4} left', name, percent, amount, whole, rough(left));
  }

  /** By the pace since this step's first report: what an earlier download left there is no pace. */
  private secondsLeft(name: string, done: number, total: number): number | undefined {
    if (this.pace?.name !== name) this.pace = { name, since: this.now(), from: done };
    const elapsed = (this.now() - this.pace.since) / 1000;
    const gained = done - this.pace.from;
    return elapsed < SETTLING || gained <= 0 ? undefined : (elapsed * (total - done)) / gained;
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

/** A duration as precisely as an estimate is worth. */
function rough(seconds: number): string {
  return seconds < 90 ? t('{0} s', Math.ceil(seconds)) : t('{0} min', Math.ceil(seconds / 60));
}
