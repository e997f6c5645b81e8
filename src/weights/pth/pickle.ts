import { t } from '../../base/l10n';
import { quoted, type Fail } from '../complaint';

/**
 * Reads Python's pickles as data. Nothing in a pickle is executed: a name that it asks for is looked up in a list of the caller's, and what is not in
 * that list is refused. Of the instructions those are known that Python's pickler writes for protocols 2 to 5, without out-of-band buffers and
 * extension codes. (https://github.com/python/cpython/blob/main/Lib/pickletools.py describes each.)
 */

/** Instructions, elements that a name copies, bytes of one text, and open marks. A checkpoint of ResNet-152 with Adam's state takes 150,000 instructions. */
const MOST_STEPS = 1_000_000;
const MOST_TEXT = 1024 ** 2;
const MOST_NESTED = 1000;

/** A Python tuple; a list is an array, a dict a Map, a set a Set. */
export class Tuple {
  constructor(readonly items: readonly unknown[]) {}
}

/** An object that weights do not need; what it holds is forgotten. */
export class Inert {
  constructor(readonly name: string) {}
}

/** What is made of a name's arguments. `spend` counts work that grows with them. */
export type Call = (args: readonly unknown[], spend: (steps: number) => void) => unknown;

/** A name of the list, as a value. */
export class Name {
  constructor(
    readonly name: string,
    readonly call: Call,
  ) {}
}

export interface PickleReader {
  /** The list of names, as `module.name`. */
  readonly names: ReadonlyMap<string, Call>;
  /** What a persistent id stands for. */
  readonly persistent?: (id: unknown) => unknown;
  readonly fail: Fail;
}

/** A value, and the byte after its pickle: another may follow. @throws LabError for a damaged pickle, one beyond the limits, and a name that is not in the list */
export function unpickle(bytes: Uint8Array, start: number, reader: PickleReader): { value: unknown; end: number } {
  return new Machine(bytes, start, reader).run();
}

class Machine {
  private readonly view: DataView;
  private readonly stack: unknown[] = [];
  /** Heights of the stack where lists, tuples and dicts began that are still open. */
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, unknown>();
  private steps = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
    private readonly reader: PickleReader,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): { value: unknown; end: number } {
    for (;;) {
      this.spend(1);
      const code = this.bytes[this.take(1)] ?? 0;
      if (code === STOP) return { value: this.pop(), end: this.at };
      const instruction = INSTRUCTIONS.get(code);
      if (instruction === undefined) throw this.reader.fail(t('its pickle has the instruction 0x{0} at byte {1}, which torch does not write', code.toString(16), this.at - 1));
      instruction(this);
    }
  }

  readonly spend = (steps: number): void => {
    this.steps += steps;
    if (this.steps > MOST_STEPS) throw this.reader.fail(t('its pickle has more than {0} instructions', MOST_STEPS));
  };

  damaged(): Error {
    return this.reader.fail(t('its pickle is damaged at byte {0}', this.at));
  }

  push(value: unknown): void {
    this.stack.push(value);
  }

  pop(): unknown {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) throw this.damaged();
    return this.stack.pop();
  }

  top(): unknown {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) throw this.damaged();
    return this.stack.at(-1);
  }

  mark(): void {
    if (this.marks.length === MOST_NESTED) throw this.reader.fail(t('its pickle is nested deeper than {0}', MOST_NESTED));
    this.marks.push(this.stack.length);
  }

  /** Everything since the last mark. */
  popMark(): unknown[] {
    const height = this.marks.pop();
    if (height === undefined) throw this.damaged();
    return this.stack.splice(height);
  }

  remember(key: number): void {
    this.memo.set(key, this.top());
  }

  memoize(): void {
    this.remember(this.memo.size);
  }

  recall(key: number): void {
    if (!this.memo.has(key)) throw this.damaged();
    this.push(this.memo.get(key));
  }

  /** Steps over so many bytes; answers where they begin. */
  take(count: number): number {
    const from = this.at;
    if (count > this.bytes.length - from) throw this.damaged();
    this.at += count;
    return from;
  }

  byte(): number {
    return this.view.getUint8(this.take(1));
  }

  short(): number {
    return this.view.getUint16(this.take(2), true);
  }

  int(): number {
    return this.view.getInt32(this.take(4), true);
  }

  word(): number {
    return this.view.getUint32(this.take(4), true);
  }

  long(): number {
    return Number(this.view.getBigUint64(this.take(8), true));
  }

  double(): number {
    return this.view.getFloat64(this.take(8));
  }

  raw(length: number): Buffer {
    if (length > MOST_TEXT) throw this.reader.fail(t('its pickle has a text of {0} bytes; {1} are read', length, MOST_TEXT));
    const from = this.take(length);
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + from, length);
  }

  /** A whole number of so many bytes, little-endian, two's complement: a number where it is one exactly. */
  whole(length: number): number | bigint {
    const digits = this.raw(length).toReversed();
    if (length === 0) return 0;
    const value = BigInt.asIntN(8 * length, BigInt(`0x${Buffer.from(digits).toString('hex')}`));
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }

  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw this.damaged();
    const text = this.raw(end - this.at).toString('utf8');
    this.take(1);
    return text;
  }

  /** Puts a name of the list on the stack. */
  name(module: unknown, name: unknown): void {
    if (typeof module !== 'string' || typeof name !== 'string') throw this.damaged();
    const full = `${module}.${name}`;
    const call = this.reader.names.get(full);
    if (call === undefined) {
      throw this.reader.fail(
        t('it asks for {0}, which no list of weights needs; nothing was executed', quoted(full)),
        t('Save the weights alone: torch.save(model.state_dict(), "weights.pth").'),
      );
    }
    this.push(new Name(full, call));
  }

  /** Replaces a name and its arguments by what they make. */
  reduce(): void {
    const args = this.pop();
    const callee = this.pop();
    if (!(args instanceof Tuple) || !(callee instanceof Name)) throw this.damaged();
    this.push(callee.call(args.items, this.spend));
  }

  persistent(): void {
    if (this.reader.persistent === undefined) throw this.damaged();
    this.push(this.reader.persistent(this.pop()));
  }

  append(values: readonly unknown[]): void {
    const list = this.top();
    if (list instanceof Inert) return;
    if (!Array.isArray(list)) throw this.damaged();
    for (const value of values) list.push(value);
  }

  /** Keys and values in turn. */
  setItems(items: readonly unknown[]): void {
    const map = this.top();
    if (map instanceof Inert) return;
    if (!(map instanceof Map)) throw this.damaged();
    this.fill(map, items);
  }

  fill(map: Map<unknown, unknown>, items: readonly unknown[]): Map<unknown, unknown> {
    if (items.length % 2 !== 0) throw this.damaged();
    for (let k = 0; k < items.length; k += 2) map.set(items[k], items[k + 1]);
    return map;
  }

  add(values: readonly unknown[]): void {
    const set = this.top();
    if (!(set instanceof Set)) throw this.damaged();
    for (const value of values) set.add(value);
  }

  /** The last values, in their order. */
  last(count: number): unknown[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  protocol(): void {
    const version = this.byte();
    if (version < 2 || version > 5) throw this.reader.fail(t('its pickle has protocol {0}; 2 to 5 are read', version));
  }
}

const STOP = 0x2e;

const INSTRUCTIONS: ReadonlyMap<number, (m: Machine) => void> = new Map<number, (m: Machine) => void>([
  [0x80, (m) => m.protocol()],
  [0x95, (m) => m.take(8)], // FRAME: a hint for readers of streams
  // The stack and the memo
  [0x28, (m) => m.mark()],
  [0x30, (m) => m.pop()],
  [0x31, (m) => m.popMark()],
  [0x71, (m) => m.remember(m.byte())],
  [0x72, (m) => m.remember(m.word())],
  [0x94, (m) => m.memoize()],
  [0x68, (m) => m.recall(m.byte())],
  [0x6a, (m) => m.recall(m.word())],
  // Constants and numbers
  [0x4e, (m) => m.push(null)],
  [0x88, (m) => m.push(true)],
  [0x89, (m) => m.push(false)],
  [0x4a, (m) => m.push(m.int())],
  [0x4b, (m) => m.push(m.byte())],
  [0x4d, (m) => m.push(m.short())],
  [0x8a, (m) => m.push(m.whole(m.byte()))],
  [0x47, (m) => m.push(m.double())],
  // Texts and bytes; Python 2 wrote its names as byte strings
  [0x58, (m) => m.push(m.raw(m.word()).toString('utf8'))],
  [0x8c, (m) => m.push(m.raw(m.byte()).toString('utf8'))],
  [0x8d, (m) => m.push(m.raw(m.long()).toString('utf8'))],
  [0x54, (m) => m.push(m.raw(m.word()).toString('latin1'))],
  [0x55, (m) => m.push(m.raw(m.byte()).toString('latin1'))],
  [0x42, (m) => m.push(m.raw(m.word()))],
  [0x43, (m) => m.push(m.raw(m.byte()))],
  [0x8e, (m) => m.push(m.raw(m.long()))],
  [0x96, (m) => m.push(m.raw(m.long()))],
  // Tuples, lists, dicts, sets
  [0x29, (m) => m.push(new Tuple([]))],
  [0x85, (m) => m.push(new Tuple(m.last(1)))],
  [0x86, (m) => m.push(new Tuple(m.last(2)))],
  [0x87, (m) => m.push(new Tuple(m.last(3)))],
  [0x74, (m) => m.push(new Tuple(m.popMark()))],
  [0x5d, (m) => m.push([])],
  [0x6c, (m) => m.push(m.popMark())],
  [0x61, (m) => m.append(m.last(1))],
  [0x65, (m) => m.append(m.popMark())],
  [0x7d, (m) => m.push(new Map())],
  [0x64, (m) => m.push(m.fill(new Map(), m.popMark()))],
  [0x73, (m) => m.setItems(m.last(2))],
  [0x75, (m) => m.setItems(m.popMark())],
  [0x8f, (m) => m.push(new Set())],
  [0x91, (m) => m.push(new Set(m.popMark()))],
  [0x90, (m) => m.add(m.popMark())],
  // Names, and what is made of them. BUILD gives an object its attributes, which no weights need.
  [0x63, (m) => m.name(m.line(), m.line())],
  [0x93, (m) => m.name(...(m.last(2) as [unknown, unknown]))],
  [0x52, (m) => m.reduce()],
  [0x81, (m) => m.reduce()],
  [0x62, (m) => m.pop()],
  [0x51, (m) => m.persistent()],
]);
