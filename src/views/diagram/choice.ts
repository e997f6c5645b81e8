import type { DiagramNetwork } from '../../diagram/diagram-data';

/** What the reader has chosen in a view of diagrams. */
export interface DiagramChoice {
  /** What it was chosen for: for other data it means nothing. */
  readonly of: string;
  /** Networks in place of those of the data: opened from the table, or chosen in a panel. */
  readonly networks?: readonly DiagramNetwork[] | undefined;
  readonly shown?: NetworksChoice | undefined;
}

/** What the reader has chosen to see of some networks. */
export interface NetworksChoice {
  /** Ids of what is expanded, network by network. */
  readonly expanded: readonly (readonly string[])[];
  readonly colour: string;
}
