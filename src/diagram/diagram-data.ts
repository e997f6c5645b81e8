import type { NetworkOptions } from '../resnet/graph';

/** Version of the data; views draw their own version and older ones. */
export const DIAGRAM_VERSION = 1;

/** The mime type under which a notebook stores it. */
export const DIAGRAM_MIME = 'application/vnd.resnet-lab.diagram+json';

/** What the view of a diagram shows. The view builds the graph itself, so this stays small. Plain JSON. */
export interface DiagramData {
  readonly version: typeof DIAGRAM_VERSION;
  /** None is the table of the architectures, each row of which opens its diagram; two are drawn side by side with what differs marked. */
  readonly networks: readonly DiagramNetwork[];
}

export interface DiagramNetwork {
  readonly label: string;
  readonly options: NetworkOptions;
  /** Values by which its boxes may be coloured, beside parameters, MACs and activation memory: those of a run's probes. */
  readonly heats?: readonly Heat[];
}

/** A value for some layers or units, by their names. */
export interface Heat {
  readonly title: string;
  readonly logarithmic?: boolean;
  readonly values: Readonly<Record<string, number>>;
}
