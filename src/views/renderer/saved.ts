import type { Chosen } from '../view/choices';

/** Outputs whose choices are kept; a notebook has fewer on the screen. */
const MOST = 100;

/** What the reader has chosen in each output: at hand while the page lives, and kept by the editor over its reload. */
export class Saved {
  private readonly all: Map<string, Chosen>;

  constructor(
    before: Readonly<Record<string, Chosen>>,
    private readonly write: (all: Record<string, Chosen>) => void,
  ) {
    this.all = new Map(Object.entries(before));
  }

  of(output: string): Chosen | undefined {
    return this.all.get(output);
  }

  keep(output: string, chosen: Chosen): void {
    this.all.delete(output);
    this.all.set(output, chosen);
    for (const oldest of this.all.keys()) {
      if (this.all.size <= MOST) break;
      this.all.delete(oldest);
    }
    this.write(Object.fromEntries(this.all));
  }
}
