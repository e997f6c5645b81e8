import { Interrupted } from '../base/errors';

/** Throws `Interrupted` once the user has asked to stop. */
export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new Interrupted();
}

/** Waits, or throws `Interrupted` as soon as the user asks to stop. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  stopIfAborted(signal);
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end);
  });
  stopIfAborted(signal);
}
