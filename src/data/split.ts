/** Size of an image: `height` × `width` pixels of `channels` values. */
export interface ImageShape {
  height: number;
  width: number;
  channels: number;
}

/** A labelled set of images of one shape, read by index. */
export interface Split {
  readonly size: number;
  /** Class index per example. */
  readonly labels: Int32Array;
  /**
   * Writes the uint8 pixels (NHWC) of the examples, in the order given, into `into`
   * (indices.length × height × width × channels bytes).
   */
  pixels(indices: Int32Array, into: Uint8Array, signal?: AbortSignal): Promise<void>;
}

/** Bytes (and values) of one image. */
export function imageSize(shape: ImageShape): number {
  return shape.height * shape.width * shape.channels;
}

/** A split whose pixels sit in memory, one image after the other (N × H × W × C). */
export class MemorySplit implements Split {
  readonly size: number;

  constructor(
    private readonly data: Uint8Array,
    readonly labels: Int32Array,
    private readonly stride: number,
  ) {
    this.size = labels.length;
    if (data.length !== this.size * stride) throw new RangeError(`${String(this.size)} labels and ${String(data.length)} bytes of pixels do not belong together`);
  }

  pixels(indices: Int32Array, into: Uint8Array): Promise<void> {
    const { data, stride } = this;
    for (let k = 0; k < indices.length; k++) {
      const from = (indices[k] as number) * stride;
      into.set(data.subarray(from, from + stride), k * stride);
    }
    return Promise.resolve();
  }
}
