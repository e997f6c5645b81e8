/** How far a task has come; `total` is missing where it is not known. */
export interface Progress {
  task: string;
  done: number;
  total?: number;
  unit: 'bytes' | 'images';
}

export type OnProgress = (progress: Progress) => void;
