/** The states of something that is edited, one of which is now. */
export class History<T> {
  private past: T[] = [];
  private future: T[] = [];

  constructor(private current: T) {}

  get now(): T {
    return this.current;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** A new state; those that were taken back are gone. */
  set(next: T): void {
    this.past.push(this.current);
    this.future = [];
    this.current = next;
  }

  /** Another state in place of the one now: what is typed letter by letter is one step. */
  replace(next: T): void {
    this.current = next;
  }

  /** Answers whether there was a state before. */
  undo(): boolean {
    return this.step(this.past, this.future);
  }

  redo(): boolean {
    return this.step(this.future, this.past);
  }

  private step(from: T[], to: T[]): boolean {
    const next = from.pop();
    if (next === undefined) return false;
    to.push(this.current);
    this.current = next;
    return true;
  }
}
