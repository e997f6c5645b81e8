/** What the reader has chosen to see, shared by all charts of a page. */
export class Choices {
  private readonly hidden = new Set<number>();
  private readonly listeners: (() => void)[] = [];
  private chosen = { eachSeed: false, logarithmic: false };

  get eachSeed(): boolean {
    return this.chosen.eachSeed;
  }

  get logarithmic(): boolean {
    return this.chosen.logarithmic;
  }

  isShown(arm: number): boolean {
    return !this.hidden.has(arm);
  }

  show(arm: number, on: boolean): void {
    if (on) this.hidden.delete(arm);
    else this.hidden.add(arm);
    this.changed();
  }

  set(choice: Partial<{ eachSeed: boolean; logarithmic: boolean }>): void {
    this.chosen = { ...this.chosen, ...choice };
    this.changed();
  }

  /** Calls back after each change, and when the page's colours have changed. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  changed(): void {
    for (const listener of this.listeners) listener();
  }
}
