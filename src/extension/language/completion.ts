import * as vscode from 'vscode';
import type { Suggestion } from '../../experiment/cell/language/suggestion';
import { runsFolder } from '../runs/folder';
import type { Services } from '../services';
import { language, rangeOf, SELECTOR } from './core';

const TRIGGERS = [' ', '-', '[', '{', ',', ':'];
/** An engine that is busy starting is not waited for longer than a list of words may take to appear. */
const RUNS_PATIENCE_MS = 1500;
const KINDS: Readonly<Record<Suggestion['kind'], vscode.CompletionItemKind>> = {
  kind: vscode.CompletionItemKind.Module,
  key: vscode.CompletionItemKind.Property,
  word: vscode.CompletionItemKind.EnumMember,
  value: vscode.CompletionItemKind.Value,
  order: vscode.CompletionItemKind.Constant,
  token: vscode.CompletionItemKind.Operator,
  run: vscode.CompletionItemKind.Reference,
};
const SUGGEST_AGAIN: vscode.Command = { command: 'editor.action.triggerSuggest', title: '' };

class Item extends vscode.CompletionItem {
  constructor(
    readonly suggestion: Suggestion,
    range: vscode.Range,
    place: number,
  ) {
    super(suggestion.detail === undefined ? suggestion.label : { label: suggestion.label, description: suggestion.detail }, KINDS[suggestion.kind]);
    this.range = range;
    this.insertText = new vscode.SnippetString(suggestion.insert);
    this.sortText = String(place).padStart(4, '0');
    if (suggestion.more === true) this.command = SUGGEST_AGAIN;
  }
}

export function registerCompletion({ engine, log }: Services): vscode.Disposable {
  const runNames = async (document: vscode.TextDocument): Promise<readonly string[]> => {
    if (!vscode.workspace.isTrusted) return [];
    try {
      const asked = engine.ask('listRuns', { runs: runsFolder(document.uri) }).then((runs) => runs.map(({ id }) => id));
      return await Promise.race([asked, new Promise<readonly string[]>((resolve) => setTimeout(resolve, RUNS_PATIENCE_MS, []))]);
    } catch (error) {
      log.warn(`names of runs: ${String(error)}`);
      return [];
    }
  };
  return vscode.languages.registerCompletionItemProvider(
    SELECTOR,
    {
      async provideCompletionItems(document, position): Promise<Item[]> {
        const { completionsAt } = await language();
        const suggestions = await completionsAt(document.getText(), document.offsetAt(position), () => runNames(document));
        return suggestions.map((suggestion, i) => new Item(suggestion, rangeOf(document, suggestion), i));
      },
      resolveCompletionItem(item): vscode.CompletionItem {
        const documentation = item instanceof Item ? item.suggestion.documentation?.() : undefined;
        if (documentation !== undefined) item.documentation = new vscode.MarkdownString(documentation);
        return item;
      },
    },
    ...TRIGGERS,
  );
}
