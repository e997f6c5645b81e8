/** Version of the data; views draw their own version and older ones. */
export const WORKBENCH_VERSION = 1;

export const WORKBENCH_MIME = 'application/vnd.resnet-lab.workbench+json';

/** What the order workbench begins with. Plain JSON. */
export interface WorkbenchData {
  readonly version: typeof WORKBENCH_VERSION;
  /** A name or tokens; may be invalid, the workbench mends it. */
  readonly order: string;
  /** Whose parameters and multiply-adds are told. */
  readonly architecture: string;
  /** Larger than that of each request before: what the reader has made of one is kept until there is another. */
  readonly request: number;
}
