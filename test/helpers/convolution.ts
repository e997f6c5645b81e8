import type { ConvSpec } from '../../src/backend/operations';

/** A convolution of images with filters. */
export interface Convolution extends ConvSpec {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** Every pair of an input value and the output value that it reaches through one weight: the definition of a convolution. `visit` gets their places in NHWC and HWIO. */
export function eachProduct(c: Convolution, visit: (x: number, w: number, y: number) => void): void {
  const [ownInputs, ownOutputs] = [c.inputs / c.groups, c.outputs / c.groups];
  const extent = (n: number): number => Math.floor((n + 2 * c.padding - c.dilation * (c.kernel - 1) - 1) / c.stride) + 1;
  const [rows, columns] = [extent(c.height), extent(c.width)];
  for (let n = 0; n < c.images; n++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        for (let o = 0; o < c.outputs; o++)
          for (let kr = 0; kr < c.kernel; kr++)
            for (let kc = 0; kc < c.kernel; kc++) {
              const r = row * c.stride - c.padding + kr * c.dilation;
              const k = column * c.stride - c.padding + kc * c.dilation;
              if (r < 0 || k < 0 || r >= c.height || k >= c.width) continue;
              for (let i = 0; i < ownInputs; i++) {
                const channel = Math.floor(o / ownOutputs) * ownInputs + i;
                visit(((n * c.height + r) * c.width + k) * c.inputs + channel, ((kr * c.kernel + kc) * ownInputs + i) * c.outputs + o, ((n * rows + row) * columns + column) * c.outputs + o);
              }
            }
}
