/** How the numbers of a tensor lie in a file: little-endian, one after the other. */
export interface NumberType {
  /** Bytes of a number. */
  readonly bytes: number;
  /**
   * The numbers of a buffer as 32-bit floats, in memory of their own: exactly where a float holds them (F32 to the bit; F16, BF16 with subnormals,
   * infinities and NaN), else the nearest one (F64; whole numbers beyond 2^53 by way of the nearest double).
   */
  floats(buffer: ArrayBufferLike, from: number, count: number): Float32Array;
}

/** The types that weights are kept in, by the words of safetensors. */
export const NUMBER_TYPES = {
  F64: { bytes: 8, floats: (buffer, from, count) => new Float32Array(new Float64Array(buffer, from, count)) },
  F32: { bytes: 4, floats: (buffer, from, count) => new Float32Array(buffer, from, count).slice() },
  F16: { bytes: 2, floats: (buffer, from, count) => ofBits(new Uint16Array(buffer, from, count), halfBits) },
  BF16: { bytes: 2, floats: (buffer, from, count) => ofBits(new Uint16Array(buffer, from, count), (bits) => bits << 16) },
  I64: { bytes: 8, floats: (buffer, from, count) => ofBigInts(new BigInt64Array(buffer, from, count)) },
  I32: { bytes: 4, floats: (buffer, from, count) => new Float32Array(new Int32Array(buffer, from, count)) },
  I16: { bytes: 2, floats: (buffer, from, count) => new Float32Array(new Int16Array(buffer, from, count)) },
  I8: { bytes: 1, floats: (buffer, from, count) => new Float32Array(new Int8Array(buffer, from, count)) },
  U64: { bytes: 8, floats: (buffer, from, count) => ofBigInts(new BigUint64Array(buffer, from, count)) },
  U32: { bytes: 4, floats: (buffer, from, count) => new Float32Array(new Uint32Array(buffer, from, count)) },
  U16: { bytes: 2, floats: (buffer, from, count) => new Float32Array(new Uint16Array(buffer, from, count)) },
  U8: { bytes: 1, floats: (buffer, from, count) => new Float32Array(new Uint8Array(buffer, from, count)) },
  BOOL: { bytes: 1, floats: (buffer, from, count) => Float32Array.from(new Uint8Array(buffer, from, count), (value) => (value === 0 ? 0 : 1)) },
} as const satisfies Record<string, NumberType>;

export type NumberTypeName = keyof typeof NUMBER_TYPES;

/** True where `word` is one of the types in `NUMBER_TYPES`. */
export function isNumberType(word: unknown): word is NumberTypeName {
  return typeof word === 'string' && Object.hasOwn(NUMBER_TYPES, word);
}

function ofBigInts(values: BigInt64Array | BigUint64Array): Float32Array {
  const floats = new Float32Array(values.length);
  for (let k = 0; k < values.length; k++) floats[k] = Number(values[k]);
  return floats;
}

/** Bits are written, not numbers, so that a NaN keeps its payload. */
function ofBits(halves: Uint16Array, bitsOf: (half: number) => number): Float32Array {
  const floats = new Float32Array(halves.length);
  const bits = new Uint32Array(floats.buffer);
  for (let k = 0; k < halves.length; k++) bits[k] = bitsOf(halves[k] ?? 0);
  return floats;
}

/** The bits of a 32-bit float for those of a 16-bit one (IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction). */
function halfBits(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f80_0000 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // A subnormal half is a normal single: its first set bit becomes the implied one.
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}
