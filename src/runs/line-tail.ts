import { open, type FileHandle } from 'node:fs/promises';
import { readable } from './files';

/** Bytes before the place of reading that are looked at again: if they differ, the file was cut off and has grown anew. */
const OVERLAP = 64;
/** Bytes read at a time. */
const CHUNK = 1 << 20;
const NEWLINE = 10;

/** Reads the lines that are added to a file, each once; a line that is not whole yet waits. Starts anew when the file was cut off. */
export class LineTail {
  private offset = 0;
  private lines = 0;
  private before = Buffer.alloc(0);

  constructor(private readonly path: string) {}

  /** Hands on what is new, each line with its number from 1. `onRestart`: all that was handed on before is void. A file that is not there has no lines. */
  async read(onLine: (line: string, number: number) => void, onRestart: () => void): Promise<void> {
    let file: FileHandle;
    try {
      file = await open(this.path, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw readable(error, this.path);
      if (this.offset > 0) this.restart(onRestart);
      return;
    }
    try {
      if (!(await this.isSame(file))) this.restart(onRestart);
      while (await this.readChunk(file, onLine));
    } finally {
      await file.close();
    }
  }

  private restart(onRestart: () => void): void {
    [this.offset, this.lines, this.before] = [0, 0, Buffer.alloc(0)];
    onRestart();
  }

  /** Whether the bytes before the place of reading are still those that were read. */
  private async isSame(file: FileHandle): Promise<boolean> {
    const { before, offset } = this;
    const again = Buffer.alloc(before.length);
    const { bytesRead } = await file.read(again, 0, again.length, offset - before.length);
    return bytesRead === before.length && again.equals(before);
  }

  /** Hands on the whole lines of one chunk. False once there are none. */
  private async readChunk(file: FileHandle, onLine: (line: string, number: number) => void): Promise<boolean> {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(CHUNK, size - this.offset));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, this.offset);
    const whole = bytes.subarray(0, bytes.subarray(0, bytesRead).lastIndexOf(NEWLINE) + 1);
    if (whole.length === 0) return false;
    this.offset += whole.length;
    this.before = Buffer.from(whole.subarray(-OVERLAP));
    for (const line of whole.toString('utf8').split('\n').slice(0, -1)) onLine(line, ++this.lines);
    return true;
  }
}
