/** What the reader has made of what the workbench was opened with. */
export interface WorkbenchChoice {
  readonly order: string;
  readonly architecture: string;
  /** The request that it is of; later ones have larger numbers. */
  readonly request: number;
}
