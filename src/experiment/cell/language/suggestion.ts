/** One thing that may be typed at a place. Offsets are UTF-16 units of the cell's text. */
export interface Suggestion {
  readonly label: string;
  readonly kind: 'kind' | 'key' | 'word' | 'value' | 'order' | 'token' | 'run';
  /** One line beside the label. */
  readonly detail?: string;
  /** Markdown; a function, for some of it takes time and only the chosen one's is shown. */
  readonly documentation?: () => string | undefined;
  /** A snippet in the editor's syntax. */
  readonly insert: string;
  /** What is replaced. */
  readonly start: number;
  readonly end: number;
  /** Something is to be chosen where the snippet ends: suggest again. */
  readonly more?: boolean;
}

/** A text as it stands within a snippet. */
export function snippetText(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
