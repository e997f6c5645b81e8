import type { SaveFormat } from '../../engine/view-protocol';
import type { Strings } from '../text/strings';
import type { Theme } from '../ui/series-style';
import type { Choices, Chosen } from './choices';
import type { Host } from './host';

/** What every part of a view needs. */
export interface ViewParts {
  readonly strings: Strings;
  readonly choices: Choices;
  readonly host: Host | undefined;
  readonly files: Files;
  theme(): Theme;
  /** Asks for a repaint soon. */
  repaint(): void;
}

/** Where files and texts go that the reader asks for. */
export interface Files {
  /** `name` is without an extension; `content` is base64 for PNG. */
  save(name: string, format: SaveFormat, content: string): void;
  copy(text: string): void;
}

/** What every view is made with. */
export interface ViewOptions {
  readonly strings: Strings;
  /** Absent where nobody answers: buttons that need it are not shown. */
  readonly host: Host | undefined;
  readonly place: 'output' | 'panel';
  /** What the reader had chosen when the view was last there, and where to keep it. */
  readonly saved: Chosen | undefined;
  readonly save: (chosen: Chosen) => void;
}
