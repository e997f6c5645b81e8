/** Filters of the first conv, in torch's order. */
export interface Filters {
  readonly layer: string;
  readonly filters: number;
  readonly channels: number;
  readonly kernel: number;
  /** filters × channels × kernel × kernel. */
  readonly values: readonly number[];
}
