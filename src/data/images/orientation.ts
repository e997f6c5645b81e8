import type { Metadata, Sharp } from 'sharp';

/** How a stored picture is set upright: first mirrored left to right, then turned clockwise. By EXIF's numbers, 2 to 8. */
const turns: Readonly<Record<number, { readonly mirror: boolean; readonly degrees: number }>> = {
  2: { mirror: true, degrees: 0 },
  3: { mirror: false, degrees: 180 },
  4: { mirror: true, degrees: 180 },
  5: { mirror: true, degrees: 270 },
  6: { mirror: false, degrees: 90 },
  7: { mirror: true, degrees: 90 },
  8: { mirror: false, degrees: 270 },
};

/** How a picture lies by its EXIF data, else by its XMP data, as Pillow's `exif_transpose` reads them; 1 is upright. An AVIF is turned as it is decoded. */
export function orientationOf({ orientation, xmp, format }: Metadata): number {
  if (format === 'heif') return 1;
  if (orientation !== undefined) return orientation;
  return Number(/tiff:Orientation(?:="|>)([0-9])/.exec(xmp?.toString('latin1') ?? '')?.[1] ?? 1);
}

/** Sets a picture of that orientation upright. */
export function upright(image: Sharp, orientation: number): Sharp {
  const turn = turns[orientation];
  if (turn === undefined) return image;
  return image.flop(turn.mirror).rotate(turn.degrees);
}
