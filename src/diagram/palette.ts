import type { BoxKind } from './drawing';
import type { ShortcutKind } from './model';

/** Fills on a light ground, as `rrggbb`: tints of Okabe and Ito's colours, which colour-blind readers tell apart; ink of 1e1e1e stands out on each. */
export const KIND_FILLS: Readonly<Record<BoxKind, string>> = {
  input: 'f0f0f0',
  conv: 'cfe5f5',
  bn: 'd9efe3',
  relu: 'fbe6c8',
  maxpool: 'e6def2',
  avgpool: 'e6def2',
  add: 'ffffff',
  'pad-shortcut': 'f6dfeb',
  fc: 'f9d9c9',
  softmax: 'f0f0f0',
  stage: 'eef3f8',
  unit: 'e3ecf5',
};

/** Lines of shortcuts; the main path is of INK. */
export const SHORTCUT_INKS: Readonly<Record<ShortcutKind, string>> = { identity: '0072b2', projection: 'b34700', padding: '8f4673', none: '1e1e1e' };

export const INK = '1e1e1e';
/** Border of boxes, and the ground of open ones. */
export const BORDER = '6b6b6b';
export const GROUND = 'ffffff';
export const OPEN_GROUND = 'fafbfd';
