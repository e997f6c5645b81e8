import type { AxisKind } from '../chart/curves';
import type { Range } from '../chart/chart-options';
import type { ClassificationChoice } from '../classification/choice';
import type { DetailChoice } from '../classification/detail/detail-choice';
import type { DiagramChoice } from '../diagram/choice';
import type { WorkbenchChoice } from '../workbench/choice';
import type { MeasureId } from '../probes/measures';

/** What the reader has chosen to see, as plain data: kept where the view is destroyed and made again. */
export interface Chosen {
  /** Labels of the series that are hidden. */
  readonly hidden: readonly string[];
  readonly eachSeed: boolean;
  readonly logarithmic: boolean;
  /** Weight of the past in the moving average; undefined: as the data have it. */
  readonly smoothing?: number | undefined;
  /** By the chart's place. */
  readonly charts: readonly (ChartChoice | undefined)[];
  readonly trialsOpen?: boolean | undefined;
  /** In a view of diagrams. */
  readonly diagram?: DiagramChoice | undefined;
  readonly workbench?: WorkbenchChoice | undefined;
  readonly probes?: ProbeChoice | undefined;
  readonly analysis?: AnalysisChoice | undefined;
  readonly classification?: ClassificationChoice | undefined;
  /** Of one image of a classification. */
  readonly detail?: DetailChoice | undefined;
}

/** In a view of an analysis. */
export interface AnalysisChoice {
  /** Losses above that of guessing are cut off. */
  readonly cap?: boolean | undefined;
  /** The seed whose surfaces are drawn; null: the mean over all; undefined: the first. */
  readonly seed?: number | null | undefined;
  /** The height of a relief is proportional to the loss. */
  readonly proportional?: boolean | undefined;
  /** From where reliefs are seen, in degrees. */
  readonly turn?: number | undefined;
  readonly tilt?: number | undefined;
  /** The part of the axis that is seen, by figure. */
  readonly ranges?: Readonly<Record<string, Range | undefined>> | undefined;
}

/** Of what was measured inside networks. */
export interface ProbeChoice {
  readonly measure?: MeasureId | undefined;
  /** Undefined: as suits the measure. */
  readonly logarithmic?: boolean | undefined;
  /** False: each step has a scale of its own. */
  readonly sameScale?: boolean | undefined;
  /** Undefined: the newest. */
  readonly step?: number | undefined;
  /** A layer's name, or what stands for all of them. */
  readonly place?: string | undefined;
  /** Which arm the heat map is of. */
  readonly heat?: string | undefined;
  /** The part of the axis that is seen, by figure. */
  readonly ranges?: Readonly<Record<string, Range | undefined>> | undefined;
}

export interface ChartChoice {
  readonly subject?: string | undefined;
  readonly axis?: AxisKind | undefined;
  /** The part of the axis that is seen. */
  readonly range?: Range | undefined;
}

/** Shared by all charts of a view. */
export class Choices {
  private readonly listeners: (() => void)[] = [];
  private chosen: Chosen;

  constructor(
    saved: Chosen | undefined,
    private readonly save: (chosen: Chosen) => void,
  ) {
    this.chosen = { hidden: [], eachSeed: false, logarithmic: false, charts: [], ...saved };
  }

  get now(): Chosen {
    return this.chosen;
  }

  isShown(label: string): boolean {
    return !this.chosen.hidden.includes(label);
  }

  show(label: string, on: boolean): void {
    const others = this.chosen.hidden.filter((hidden) => hidden !== label);
    this.set({ hidden: on ? others : [...others, label] });
  }

  chart(place: number): ChartChoice {
    return this.chosen.charts[place] ?? {};
  }

  setChart(place: number, choice: ChartChoice): void {
    const charts = [...this.chosen.charts];
    charts[place] = { ...charts[place], ...choice };
    this.set({ charts });
  }

  setProbes(choice: ProbeChoice): void {
    this.set({ probes: { ...this.chosen.probes, ...choice } });
  }

  setAnalysis(choice: AnalysisChoice): void {
    this.set({ analysis: { ...this.chosen.analysis, ...choice } });
  }

  setClassification(choice: ClassificationChoice): void {
    this.set({ classification: { ...this.chosen.classification, ...choice } });
  }

  set(choice: Partial<Chosen>): void {
    this.chosen = { ...this.chosen, ...choice };
    this.save(this.chosen);
    for (const listener of this.listeners) listener();
  }

  /** Calls back after each change. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }
}
