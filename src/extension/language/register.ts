import * as vscode from 'vscode';
import type { NamedNetwork } from '../../experiment/cell/language/hover';
import type { OutlineEntry } from '../../experiment/cell/language/outline';
import type { Services } from '../services';
import { registerCompletion } from './completion';
import { language, rangeOf, SELECTOR } from './core';
import { registerDiagnostics } from './diagnostics';
import { registerQuickFixes } from './quick-fixes';

const SHOW_ARCHITECTURE = 'resnetLab.showArchitecture';
const OPEN_WORKBENCH = 'resnetLab.openWorkbench';

/** Completion, hover, problems with quick fixes, formatting and outline for the text of cells. */
export function registerLanguage(services: Services): vscode.Disposable {
  return vscode.Disposable.from(registerCompletion(services), registerDiagnostics(services), registerQuickFixes(), registerHover(), registerFormatting(), registerOutline());
}

function registerHover(): vscode.Disposable {
  return vscode.languages.registerHoverProvider(SELECTOR, {
    async provideHover(document, position): Promise<vscode.Hover | undefined> {
      const { hoverAt } = await language();
      const found = hoverAt(document.getText(), document.offsetAt(position));
      if (found === undefined) return undefined;
      const help = new vscode.MarkdownString(found.markdown);
      return new vscode.Hover(found.network === undefined ? help : [help, networkLinks(found.network)], rangeOf(document, found));
    },
  });
}

/** Links to the network's diagram and to the workbench with its order. Only the links' own Markdown may run commands, and these two alone. */
function networkLinks(network: NamedNetwork): vscode.MarkdownString {
  const link = (text: string, command: string): string => `[${text}](command:${command}?${encodeURIComponent(JSON.stringify([network]))})`;
  const links = new vscode.MarkdownString([link(vscode.l10n.t('Show diagram'), SHOW_ARCHITECTURE), link(vscode.l10n.t('Open in order workbench'), OPEN_WORKBENCH)].join(' · '));
  links.isTrusted = { enabledCommands: [SHOW_ARCHITECTURE, OPEN_WORKBENCH] };
  return links;
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
