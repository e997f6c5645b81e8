import * as vscode from 'vscode';
import type * as core from '../../experiment/cell/language/language';

/** The cell language's core with its schema and YAML parser: loaded by the first question, not by the extension's start. */
export function language(): Promise<typeof core> {
  return import('../../experiment/cell/language/language');
}

export const LANGUAGE_ID = 'resnet-lab';
/** Cells of notebooks, and texts that have no file yet. */
export const SCHEMES: readonly string[] = ['vscode-notebook-cell', 'untitled'];
export const SELECTOR: vscode.DocumentSelector = SCHEMES.map((scheme) => ({ language: LANGUAGE_ID, scheme }));

/** The range of offsets of a document's text. */
export function rangeOf(document: vscode.TextDocument, { start, end }: { readonly start: number; readonly end: number }): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
