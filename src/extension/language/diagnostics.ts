import * as vscode from 'vscode';
import type { CellProblem } from '../../experiment/cell/cell';
import type { Services } from '../services';
import { language, LANGUAGE_ID, SCHEMES } from './core';

const SOURCE = 'ResNet Lab';
/** A pause in the typing that is long enough to read what stands there. */
const PAUSE_MS = 150;

/** Marks what is wrong in cells, as one types. */
export function registerDiagnostics({ log }: Services): vscode.Disposable {
  const marks = vscode.languages.createDiagnosticCollection(LANGUAGE_ID);
  const waiting = new Map<string, NodeJS.Timeout>();
  const forget = ({ uri }: vscode.TextDocument): void => {
    clearTimeout(waiting.get(uri.toString()));
    waiting.delete(uri.toString());
  };
  const check = async (document: vscode.TextDocument): Promise<void> => {
    const { version } = document;
    const { problemsOf, problemSentence } = await language();
    // Newer text has its own check; a closed cell has no marks.
    if (document.isClosed || document.version !== version) return;
    marks.set(document.uri, problemsOf(document.getText()).map((problem) => diagnostic(problem, problemSentence(problem))));
  };
  const schedule = (document: vscode.TextDocument): void => {
    if (document.languageId !== LANGUAGE_ID || !SCHEMES.includes(document.uri.scheme)) return;
    forget(document);
    const run = (): void => {
      waiting.delete(document.uri.toString());
      check(document).catch((error: unknown) => log.error(error instanceof Error ? error : String(error)));
    };
    waiting.set(document.uri.toString(), setTimeout(run, PAUSE_MS));
  };
  vscode.workspace.textDocuments.forEach(schedule);
  return vscode.Disposable.from(
    marks,
    vscode.workspace.onDidOpenTextDocument(schedule),
    vscode.workspace.onDidChangeTextDocument(({ document }) => schedule(document)),
    vscode.workspace.onDidCloseTextDocument((document) => {
      forget(document);
      marks.delete(document.uri);
    }),
    new vscode.Disposable(() => waiting.forEach((timer) => clearTimeout(timer))),
  );
}

/** Where a problem is marked in the editor, which counts from 0. */
export function problemRange({ line, column, length = 0 }: CellProblem): vscode.Range {
  return new vscode.Range(line - 1, column - 1, line - 1, column - 1 + length);
}

function diagnostic(problem: CellProblem, message: string): vscode.Diagnostic {
  const made = new vscode.Diagnostic(problemRange(problem), message, vscode.DiagnosticSeverity.Error);
  made.source = SOURCE;
  return made;
}
