/** Pixels of a PNG for each of the drawing's. */
const SCALE = 2;
/** What browsers draw on one canvas without failing. */
const MOST_PIXELS = 16_000;

/** An SVG document as a PNG of twice its size, as base64. @throws Error where the browser cannot draw it */
export async function pngOf(document: string, { width, height }: { readonly width: number; readonly height: number }): Promise<string> {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(document)}`;
  await picture.decode();
  const scale = Math.min(SCALE, MOST_PIXELS / Math.max(width, height));
  const canvas = window.document.createElement('canvas');
  Object.assign(canvas, { width: Math.ceil(width * scale), height: Math.ceil(height * scale) });
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^[^,]*,/, '');
}
