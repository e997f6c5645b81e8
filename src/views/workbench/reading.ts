import { LabError } from '../../base/errors';
import { buildGraph } from '../../resnet/build';
import type { Graph } from '../../resnet/graph';
import { mendedOrder } from '../../resnet/mend-order';
import { OrderError, parseOrder } from '../../resnet/order';

/** As long as a cell's order may be. */
export const MOST_CHARACTERS = 200;

/** What a text comes to as the order of an architecture. */
export type Reading =
  | { readonly kind: 'valid'; readonly graph: Graph }
  | {
      readonly kind: 'invalid';
      /** Why, as a sentence. */
      readonly message: string;
      readonly mend: string | undefined;
      /** The wrong token's place among the tokens; undefined where it is the whole. */
      readonly token: number | undefined;
      /** A valid order near it. */
      readonly mended: string | undefined;
    };

/** @param tooLong says that a text has more than so many characters */
export function readOrder(text: string, architecture: string, tooLong: (most: number) => string): Reading {
  if (text.length > MOST_CHARACTERS) return { kind: 'invalid', message: tooLong(MOST_CHARACTERS), mend: undefined, token: undefined, mended: undefined };
  try {
    return { kind: 'valid', graph: buildGraph({ architecture, order: text }) };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    const { offset } = error instanceof OrderError ? error : { offset: undefined };
    const mended = error instanceof OrderError ? mendedOrder(text) : undefined;
    return { kind: 'invalid', message: firstLine(error.message), mend: error.mend, token: offset === undefined ? undefined : text.slice(0, offset).split('-').length - 1, mended };
  }
}

/** The tokens of a text: those of a named order, or its words. */
export function wordsOf(text: string): string[] {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  try {
    return parseOrder(trimmed).text.split('-');
  } catch (error) {
    if (error instanceof OrderError) return trimmed.split('-');
    throw error;
  }
}

/** Without the drawing of the place, which is marked at the token. */
function firstLine(message: string): string {
  return message.replace(/\.?\n[^]*$/, '.');
}
