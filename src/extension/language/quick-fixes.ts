import * as vscode from 'vscode';
import { language, rangeOf, SELECTOR } from './core';
import { problemRange } from './diagnostics';

const KIND = vscode.CodeActionKind.QuickFix;

/** Quick fixes of the problems in a range. */
export function registerQuickFixes(): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    SELECTOR,
    {
      async provideCodeActions(document, range, { diagnostics }): Promise<vscode.CodeAction[]> {
        if (diagnostics.length === 0) return [];
        const { fixesOf } = await language();
        const near = fixesOf(document.getText()).filter(({ problem }) => problemRange(problem).intersection(range) !== undefined);
        return near.map(({ problem, title, edits, preferred }) => {
          const action = new vscode.CodeAction(title, KIND);
          action.edit = new vscode.WorkspaceEdit();
          action.edit.set(document.uri, edits.map((edit) => new vscode.TextEdit(rangeOf(document, edit), edit.text)));
          action.diagnostics = diagnostics.filter((mark) => mark.range.start.isEqual(problemRange(problem).start));
          action.isPreferred = preferred;
          return action;
        });
      },
    },
    { providedCodeActionKinds: [KIND] },
  );
}
