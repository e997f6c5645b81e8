/**
 * An error that the user can mend: one clear sentence, where it happened, and what to do.
 * `kind` decides the exit code of the command line: `input` 2, `work` 1.
 */
export class LabError extends Error {
  readonly kind: 'input' | 'work';
  /** File, and line and column where there are any, as `file:line:column`. */
  readonly place: string | undefined;
  /** What the user can do about it, as a sentence. */
  readonly mend: string | undefined;

  constructor(message: string, options: { kind?: 'input' | 'work'; place?: string | undefined; mend?: string | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LabError';
    this.kind = options.kind ?? 'work';
    this.place = options.place;
    this.mend = options.mend;
  }
}

/** Bad usage or bad input: the caller's words are off, not the work. */
export function inputError(message: string, options: { place?: string | undefined; mend?: string | undefined; cause?: unknown } = {}): LabError {
  return new LabError(message, { ...options, kind: 'input' });
}

/** The work was stopped by the user; not a failure. */
export class Interrupted extends Error {
  constructor(message = 'interrupted') {
    super(message);
    this.name = 'Interrupted';
  }
}

/** The sentence to show for anything that was thrown. */
export function sentence(error: unknown): string {
  if (error instanceof LabError) {
    const place = error.place === undefined ? '' : `${error.place}: `;
    const mend = error.mend === undefined ? '' : ` ${error.mend}`;
    return `${place}${error.message}${mend}`;
  }
  return error instanceof Error ? error.message : String(error);
}
