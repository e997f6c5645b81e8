import type { ProbesWords } from '../text/probes-words';
import { actionButton, element, setAttribute, setText } from '../ui/dom';
import { icon } from '../ui/icons';
import { nearest } from './seen';

/** Milliseconds from one record to the next while playing, and how long all of it takes at most. */
const BEAT = 120;
const WHOLE = 9000;
/** Milliseconds after which a moment that was moved to is kept. */
const SETTLED = 300;

export interface MomentOptions {
  /** Nothing may move by itself. */
  readonly reduced: () => boolean;
  readonly onMove: () => void;
  /** Undefined: the newest, whichever that is. */
  readonly onSettled: (step: number | undefined) => void;
}

/** Moves through the recorded moments of a training, by hand or by itself. */
export class Moments {
  readonly root: HTMLElement;
  private readonly slider: HTMLInputElement;
  private readonly start: HTMLButtonElement;
  private readonly end: HTMLButtonElement;
  private readonly playing: HTMLButtonElement;
  private readonly shown = element('output', { class: 'moment' });
  private moments: readonly number[] = [];
  /** Moved to and not yet kept. */
  private moved: number | undefined;
  private step = 0;
  private beat: ReturnType<typeof setInterval> | undefined;
  private settling: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly words: ProbesWords,
    private readonly options: MomentOptions,
  ) {
    this.slider = element('input', { type: 'range', min: 0, step: 1, 'aria-label': words.step });
    this.slider.addEventListener('input', () => {
      this.pause();
      this.move(Number(this.slider.value));
    });
    this.start = actionButton({ class: 'quiet end' }, () => this.jump(0));
    this.end = actionButton({ class: 'quiet end' }, () => this.jump(this.moments.length - 1));
    this.playing = actionButton({ class: 'quiet play' }, () => this.press());
    this.root = element('div', { class: 'moments' }, this.playing, this.start, this.slider, this.end, this.shown);
  }

  /** Takes the recorded moments and the chosen one; answers the one that is to be drawn. */
  update(moments: readonly number[], chosen: number, live: boolean): number {
    this.moments = moments;
    this.step = this.moved === undefined ? chosen : nearest(moments, this.moved);
    const { words, slider } = this;
    const [first = 0, last = 0] = [moments[0], moments.at(-1)];
    this.root.hidden = moments.length < 2;
    setAttribute(slider, 'max', String(moments.length - 1));
    slider.value = String(moments.indexOf(this.step));
    setAttribute(slider, 'aria-valuetext', words.stepOf(this.step));
    setText(this.start, words.start(first));
    setText(this.end, live ? words.newest(last) : words.end(last));
    setText(this.shown, words.stepOf(this.step));
    this.drawButton();
    return this.step;
  }

  dispose(): void {
    clearInterval(this.beat);
    clearTimeout(this.settling);
  }

  private jump(index: number): void {
    this.pause();
    this.move(index);
  }

  private press(): void {
    const at = this.moments.indexOf(this.step);
    if (this.options.reduced()) this.move(at + 1 < this.moments.length ? at + 1 : 0);
    else if (this.beat === undefined) this.play(at);
    else this.pause();
    this.drawButton();
  }

  /** From where it stands to the end, or all of it from the end. */
  private play(at: number): void {
    const stride = Math.max(1, Math.ceil((this.moments.length * BEAT) / WHOLE));
    if (at + 1 >= this.moments.length) this.move(0);
    this.beat = setInterval(() => {
      const next = Math.min(this.moments.length - 1, this.moments.indexOf(this.step) + stride);
      if (next === this.moments.length - 1 || !this.root.isConnected) this.pause();
      this.move(next);
    }, BEAT);
  }

  private pause(): void {
    clearInterval(this.beat);
    this.beat = undefined;
    this.drawButton();
  }

  private move(index: number): void {
    const step = this.moments[index];
    if (step === undefined) return;
    this.moved = step;
    this.slider.value = String(index);
    this.options.onMove();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settle(index), SETTLED);
  }

  /** The last moment is kept as the newest: where training goes on, it goes on with it. */
  private settle(index: number): void {
    if (this.beat !== undefined) return;
    const step = index === this.moments.length - 1 ? undefined : this.moved;
    this.moved = undefined;
    this.options.onSettled(step);
  }

  private drawButton(): void {
    const state = this.options.reduced() ? 'next' : this.beat === undefined ? 'play' : 'pause';
    if (this.playing.dataset['state'] === state) return;
    this.playing.dataset['state'] = state;
    const label = this.words[state];
    setAttribute(this.playing, 'title', label);
    setAttribute(this.playing, 'aria-label', label);
    this.playing.replaceChildren(icon(state === 'next' ? 'forward' : state));
  }
}
