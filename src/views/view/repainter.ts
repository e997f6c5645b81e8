/** Milliseconds between two repaints: ten a second are enough for a curve that grows. */
const BETWEEN = 100;

/** Brings many wishes to repaint down to a few repaints, and none while nobody can see the page or the view. */
export class Repainter {
  private wanted = false;
  private last = -Infinity;
  private seen = true;
  private frame: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly ends = new AbortController();
  private readonly observer: IntersectionObserver;

  constructor(
    root: Element,
    private readonly paint: () => void,
  ) {
    document.addEventListener('visibilitychange', () => this.schedule(), { signal: this.ends.signal });
    // Half a screen ahead, so that what is scrolled to is there.
    this.observer = new IntersectionObserver((entries) => this.see(entries.at(-1)?.isIntersecting !== false), { rootMargin: '50%' });
    this.observer.observe(root);
  }

  request(): void {
    this.wanted = true;
    this.schedule();
  }

  dispose(): void {
    this.ends.abort();
    this.observer.disconnect();
    clearTimeout(this.timer);
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.wanted = false;
  }

  private see(seen: boolean): void {
    this.seen = seen;
    this.schedule();
  }

  private schedule(): void {
    if (!this.wanted || !this.seen || document.hidden || this.frame !== undefined || this.timer !== undefined) return;
    const wait = this.last + BETWEEN - performance.now();
    if (wait > 0) this.timer = setTimeout(() => this.ripe(), wait);
    else this.ripe();
  }

  private ripe(): void {
    this.timer = undefined;
    this.frame = requestAnimationFrame(() => {
      this.frame = undefined;
      if (!this.wanted || document.hidden) return;
      this.wanted = false;
      this.last = performance.now();
      this.paint();
    });
  }
}
