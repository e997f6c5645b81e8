import * as vscode from 'vscode';
import type { OutlineEntry } from '../../experiment/language/outline';
import type { Services } from '../services';
import { registerCompletion } from './completion';
import { language, rangeOf, SELECTOR } from './core';
import { registerDiagnostics } from './diagnostics';
import { registerQuickFixes } from './quick-fixes';

/** Completion, hover, problems with quick fixes, formatting and outline for the text of cells. */
export function registerLanguage(services: Services): vscode.Disposable {
  return vscode.Disposable.from(registerCompletion(services), registerDiagnostics(services), registerQuickFixes(), registerHover(), registerFormatting(), registerOutline());
}

function registerHover(): vscode.Disposable {
  return vscode.languages.registerHoverProvider(SELECTOR, {
    async provideHover(document, position): Promise<vscode.Hover | undefined> {
      const { hoverAt } = await language();
      const found = hoverAt(document.getText(), document.offsetAt(position));
      return found === undefined ? undefined : new vscode.Hover(new vscode.MarkdownString(found.markdown), rangeOf(document, found));
    },
  });
}

function registerFormatting(): vscode.Disposable {
  return vscode.languages.registerDocumentFormattingEditProvider(SELECTOR, {
    async provideDocumentFormattingEdits(document): Promise<vscode.TextEdit[]> {
      const { formatCell } = await language();
      const text = document.getText();
      const formatted = formatCell(text);
      return formatted === undefined || formatted === text ? [] : [vscode.TextEdit.replace(rangeOf(document, { start: 0, end: text.length }), formatted)];
    },
  });
}

function registerOutline(): vscode.Disposable {
  return vscode.languages.registerDocumentSymbolProvider(SELECTOR, {
    async provideDocumentSymbols(document): Promise<vscode.DocumentSymbol[]> {
      const { outlineOf } = await language();
      return outlineOf(document.getText()).map((entry) => symbolOf(document, entry, vscode.SymbolKind.Module));
    },
  });
}

function symbolOf(document: vscode.TextDocument, entry: OutlineEntry, kind: vscode.SymbolKind): vscode.DocumentSymbol {
  const symbol = new vscode.DocumentSymbol(entry.name, entry.detail, kind, rangeOf(document, entry), rangeOf(document, { start: entry.start, end: entry.nameEnd }));
  symbol.children = entry.children.map((child) => symbolOf(document, child, child.children.length > 0 ? vscode.SymbolKind.Object : vscode.SymbolKind.Property));
  return symbol;
}
