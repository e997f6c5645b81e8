import { styleText } from 'node:util';
import { createLogUpdate } from 'log-update';

type Style = Parameters<typeof styleText>[0];

/** Lines that are redrawn at most so often, in milliseconds; without a terminal a line is written at most every `SLOW`. */
const FAST = 100;
const SLOW = 10_000;

/** Where the command line writes: results to stdout, progress and remarks to stderr. With `json`, stdout holds JSON and nothing else. */
export class Terminal {
  private readonly update = createLogUpdate(process.stderr);
  private lastDraw = 0;

  constructor(
    readonly json: boolean,
    readonly verbose: boolean,
  ) {}

  /** Text for people on stdout; nothing with --json. */
  print(text: string): void {
    if (this.json) return;
    this.clear();
    process.stdout.write(`${text}\n`);
  }

  /** A JSON value on one line of stdout; nothing without --json. */
  emit(value: unknown): void {
    if (this.json) process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  /** A remark on stderr. */
  note(text: string): void {
    this.clear();
    process.stderr.write(`${text}\n`);
  }

  /** Shows the state of the work, over what was shown before; without a terminal only now and then, as the one line `brief`. */
  live(lines: () => string[], brief: () => string): void {
    const now = Date.now();
    if (now - this.lastDraw < (this.isLive ? FAST : SLOW)) return;
    this.lastDraw = now;
    if (!this.isLive) {
      process.stderr.write(`${brief()}\n`);
      return;
    }
    const width = process.stderr.columns || 80;
    this.update(lines().map((line) => clipped(line, width)).join('\n'));
  }

  clear(): void {
    if (this.isLive) this.update.clear();
  }

  /** Styled where stdout is a terminal that shows colours (NO_COLOR is heeded). */
  style(style: Style, text: string): string {
    return styleText(style, text, { stream: process.stdout, validateStream: true });
  }

  get colour(): boolean {
    return this.style('red', 'x') !== 'x';
  }

  private get isLive(): boolean {
    return process.stderr.isTTY === true && process.env['TERM'] !== 'dumb';
  }
}

function clipped(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}

/** `1:05`, `2:03:04`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** A bar of `width` characters. */
export function bar(fraction: number, width = 24): string {
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}`;
}

export function percent(fraction: number, digits = 1): string {
  return `${(100 * fraction).toFixed(digits)} %`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
