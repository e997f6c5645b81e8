import { join } from 'node:path';
import { LabError } from '../../base/errors';
import { t } from '../../base/l10n';
import { anew } from '../../runs/files';
import { LineTail } from '../../runs/line-tail';
import { TrialSeries } from './trial-series';

/** Values kept of all trials together, about 100 MB; the trials that were not looked at for longest are forgotten first. */
const MOST_VALUES = 8e6;

/** Follows one run folder: reads what was added to its metrics, its timing and its probes. */
class Follower {
  readonly series = new TrialSeries();
  private readonly metrics: LineTail;
  private readonly timing: LineTail;
  private readonly probes: LineTail;
  private reading: Promise<void> = Promise.resolve();

  constructor(private readonly folder: string) {
    this.metrics = new LineTail(join(folder, 'metrics.jsonl'));
    this.timing = new LineTail(join(folder, 'timing.jsonl'));
    this.probes = new LineTail(join(folder, 'probes.jsonl'));
  }

  /** One after another: two readers at the same time would take the same lines. */
  refresh(): Promise<void> {
    return (this.reading = this.reading.catch(() => undefined).then(() => this.read()));
  }

  private async read(): Promise<void> {
    const { series } = this;
    await this.metrics.read((line, number) => series.addMetrics(this.parsed(line, 'metrics.jsonl', number)), () => series.clearMetrics());
    await this.timing.read((line, number) => series.addTiming(this.parsed(line, 'timing.jsonl', number)), () => series.clearTiming());
    await this.probes.read((line, number) => series.addProbe(this.parsed(line, 'probes.jsonl', number)), () => series.clearProbes());
  }

  private parsed(line: string, file: string, number: number): Record<string, unknown> {
    try {
      return JSON.parse(line) as Record<string, unknown>;
    } catch (cause) {
      throw new LabError(t('this line is damaged: it is not JSON.'), { place: `${join(this.folder, file)}:${number}`, mend: anew(), cause });
    }
  }
}

/** The numbers of trials by their run folders, read once and then only what is new. */
export class SeriesStore {
  private readonly followers = new Map<string, Follower>();

  /** Reads what is new in a folder, and returns all. @throws LabError where a line is damaged; the folder is then read anew the next time */
  async refresh(folder: string): Promise<TrialSeries> {
    const follower = this.followers.get(folder) ?? new Follower(folder);
    this.followers.delete(folder); // to the end: the last that was looked at
    this.followers.set(folder, follower);
    try {
      await follower.refresh();
    } catch (error) {
      this.followers.delete(folder);
      throw error;
    }
    this.forget(folder);
    return follower.series;
  }

  private forget(latest: string): void {
    let kept = [...this.followers.values()].reduce((sum, { series }) => sum + series.size, 0);
    for (const [folder, { series }] of this.followers) {
      if (kept <= MOST_VALUES || folder === latest) return;
      this.followers.delete(folder);
      kept -= series.size;
    }
  }
}
