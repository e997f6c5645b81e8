import type { FigureText, NumberRows, NumberTable } from './analysis-figure';
import type { SurfaceScale } from './levels';
import type { Small } from './multiples';
import type { SurfaceLook } from './surface-look';

/** What contours and reliefs are drawn from. */
export interface SurfaceContent {
  /** Title of the analysis. */
  readonly analysis: string;
  readonly smalls: readonly Small[];
  readonly scale: SurfaceScale;
  readonly look: SurfaceLook;
  readonly contourText: FigureText;
  readonly reliefText: FigureText;
  readonly tables: () => readonly NumberTable[];
  readonly csv: () => NumberRows;
}
