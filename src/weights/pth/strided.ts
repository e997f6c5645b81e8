/** Where the numbers of a tensor lie in its storage, counted in numbers: torch's offset, sizes and strides. */
export interface Layout {
  readonly offset: number;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
}

/** Torch's own limit on dimensions. */
export const MOST_DIMENSIONS = 64;

/** How many numbers a tensor of this shape has. May be larger than any array, or Infinity; exact where it is a safe integer. */
export function sizeOf(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((a, b) => a * b, 1);
}

/** True where each number of the tensor lies in a storage of `count` numbers. Sizes and strides are natural numbers, so no sum can come back into range. */
export function fits({ offset, shape, stride }: Layout, count: number): boolean {
  if (shape.includes(0)) return offset <= count;
  return shape.reduce((last, size, axis) => last + (size - 1) * (stride[axis] ?? 0), offset) < count;
}

/** True where the numbers lie row by row without a gap. */
export function isContiguous({ shape, stride }: Layout): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 0;
    if (size === 0) return true;
    if (size !== 1 && stride[axis] !== step) return false;
    step *= size;
  }
  return true;
}

/** The numbers of a tensor, `bytes` long each, row by row in a buffer of their own. The layout fits the storage. */
export function gather(storage: ArrayBuffer, bytes: 1 | 2 | 4 | 8, layout: Layout): ArrayBuffer {
  switch (bytes) {
    case 1:
      return walk(new Uint8Array(storage), new Uint8Array(sizeOf(layout.shape)), layout);
    case 2:
      return walk(new Uint16Array(storage), new Uint16Array(sizeOf(layout.shape)), layout);
    case 4:
      return walk(new Uint32Array(storage), new Uint32Array(sizeOf(layout.shape)), layout);
    case 8:
      return walk(new BigUint64Array(storage), new BigUint64Array(sizeOf(layout.shape)), layout);
  }
}

interface Cells<T> {
  readonly length: number;
  readonly buffer: ArrayBuffer;
  [index: number]: T;
}

function walk<T>(from: Cells<T>, to: Cells<T>, { offset, shape, stride }: Layout): ArrayBuffer {
  const index = shape.map(() => 0);
  let place = offset;
  for (let k = 0; k < to.length; k++) {
    to[k] = from[place] as T;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const step = stride[axis] ?? 0;
      const next = (index[axis] ?? 0) + 1;
      if (next < (shape[axis] ?? 0)) {
        index[axis] = next;
        place += step;
        break;
      }
      index[axis] = 0;
      place -= step * (next - 1);
    }
  }
  return to.buffer;
}
