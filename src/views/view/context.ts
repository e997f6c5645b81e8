import type { SaveFormat } from '../../engine/view-protocol';
import type { Strings } from '../text/strings';
import type { Theme } from '../ui/series-style';
import type { Choices } from './choices';
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
