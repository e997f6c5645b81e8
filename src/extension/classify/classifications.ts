import { basename, extname, join } from 'node:path';
import * as vscode from 'vscode';
import { sentence } from '../../base/errors';
import type { ClassificationAction, ViewAction } from '../../engine/view-protocol';
import type { ClassifyParams } from '../../engine/protocol';
import type { ClassificationAnswers, ClassificationData, ModelReference } from '../../models/classification-data';
import type { ModelChoice } from '../models/choice';
import type { PanelSubject } from '../panels';
import { reveal } from '../reveal';
import { runsFolder } from '../runs/folder';
import type { Services } from '../services';
import { tell } from '../tell';
import { startRun, type Run } from './run';
import { Session } from './session';
import type { ClassificationStatus } from './status';

/** Key of the workspace's state: folder of the newest classification. */
const LAST = 'classify.last';

/** The classifications of this window, each with its panel. */
export class Classifications {
  private readonly sessions = new Set<Session>();

  constructor(
    private readonly services: Services,
    private readonly choice: ModelChoice,
    private readonly status: ClassificationStatus,
    private readonly open: (subject: PanelSubject) => void,
  ) {}

  /** Classifies images and folders with the model that is remembered, or is chosen now. @throws the engine's error where models can't be listed */
  async classify(sources: readonly string[]): Promise<void> {
    const card = await this.choice.model();
    if (card !== undefined) await this.begin(sources, [card.reference]);
  }

  /** Classifies; a session that is given shows the new result in place of its own once that has begun. */
  begin(sources: readonly string[], models: readonly ModelReference[], into?: Session): Promise<void> {
    into?.stop();
    return this.follow({ sources, models, runs: placeFor(sources) }, into);
  }

  private async follow(params: ClassifyParams, into?: Session): Promise<void> {
    const { sources } = params;
    let session = into;
    const run = startRun(this.services.engine, params, () => session?.update(run));
    try {
      await showBeginning(run);
      if (run.data === undefined) return;
      session ??= this.sessionOf(run.data);
      session.follow(run);
      this.open(session.subject());
      this.status.watch(session);
      await this.remember(run.data.folder);
    } catch (error) {
      if (!(error instanceof vscode.CancellationError)) await this.failed(error, sources);
    }
  }

  /** A classification's folder, or a JSON file that was saved, in its panel. @throws the engine's error */
  async show(path: string): Promise<void> {
    const session = this.find(path) ?? this.sessionOf(await this.stored(path));
    this.open(session.subject());
    await this.remember(session.data.folder);
  }

  /** The newest one, in its panel. */
  async showLast(): Promise<void> {
    const folder = this.services.context.workspaceState.get<string>(LAST);
    if (folder !== undefined) return this.show(folder);
    const classify = vscode.l10n.t('Classify Images…');
    await tell('information', vscode.l10n.t('Nothing was classified here yet.'), [[classify, () => vscode.commands.executeCommand('resnetLab.classify')]]);
  }

  /** What a panel showed before the window was reloaded. @throws the engine's error */
  async revived(folder: string): Promise<PanelSubject> {
    return (this.find(folder) ?? this.sessionOf(await this.stored(folder))).subject();
  }

  /** Does what is asked about a result that an output shows; another model makes another result, in a panel. */
  act(action: ClassificationAction, data: ClassificationData): Promise<void> {
    return this.actOn(action, this.sessionOf(data));
  }

  /** Whether there is one to show again. */
  async knowLast(): Promise<void> {
    const known = this.services.context.workspaceState.get<string>(LAST) !== undefined;
    await vscode.commands.executeCommand('setContext', 'resnetLab.classified', known);
  }

  private find(folder: string): Session | undefined {
    return [...this.sessions].find(({ data }) => data.folder === folder);
  }

  private sessionOf(data: ClassificationData): Session {
    const session = this.find(data.folder) ?? new Session(data, (action, own) => this.guarded(action, own));
    this.sessions.add(session);
    return session;
  }

  /** Nothing runs in a result that was read. */
  private async stored(path: string): Promise<ClassificationData> {
    const data = await this.services.engine.ask('openClassification', { path });
    return data.state === 'running' || data.state === 'stopping' ? { ...data, state: 'stopped' } : data;
  }

  private async remember(folder: string): Promise<void> {
    await this.services.context.workspaceState.update(LAST, folder);
    await this.knowLast();
  }

  private async failed(error: unknown, sources: readonly string[]): Promise<void> {
    this.services.log.error(error instanceof Error ? error : String(error));
    await tell('error', sentence(error), [[vscode.l10n.t('Choose a Model…'), () => this.withAnother(sources)], [vscode.l10n.t('Show Log'), () => this.services.log.show()]]);
  }

  private async withAnother(sources: readonly string[]): Promise<void> {
    const card = await this.choice.choose({ title: vscode.l10n.t('Which Model Shall Classify?') });
    if (card !== undefined && card !== 'none') await this.begin(sources, [(await this.choice.remember(card)).reference]);
  }

  private async guarded(action: ViewAction | ClassificationAction, session: Session): Promise<void> {
    try {
      await this.actOn(action, session);
    } catch (error) {
      this.services.log.error(error instanceof Error ? error : String(error));
      void vscode.window.showErrorMessage(sentence(error));
    }
  }

  private async actOn(action: ViewAction | ClassificationAction, session: Session): Promise<void> {
    switch (action) {
      case 'stop':
        return session.stop();
      case 'resume':
        return this.resume(session);
      case 'chooseModel':
        return this.chooseModel(session);
      case 'compareModel':
        return this.compareModel(session);
      case 'saveResult':
        return this.save(session);
      case 'revealRuns':
        return reveal(session.data.folder);
      case 'openPanel':
        return this.open(session.subject());
      case 'openReport':
        return undefined;
    }
  }

  /** Classifies what was not reached, into the same result. */
  private async resume(session: Session): Promise<void> {
    const sources = await this.sourcesOf(session);
    await this.follow({ sources, models: session.models, runs: placeFor(sources), resume: session.data.folder }, session);
  }

  private async chooseModel(session: Session): Promise<void> {
    const [current, ...others] = session.models;
    const card = await this.choice.choose({ title: vscode.l10n.t('Which Model Shall Classify?'), current, except: others[0] });
    if (card === undefined || card === 'none') return;
    await this.choice.remember(card);
    await this.begin(await this.sourcesOf(session), [card.reference, ...others], session);
  }

  private async compareModel(session: Session): Promise<void> {
    const [first, second] = session.models;
    if (first === undefined) return this.chooseModel(session);
    const none = second === undefined ? undefined : vscode.l10n.t('Compare with None');
    const card = await this.choice.choose({ title: vscode.l10n.t('Compare with Which Model?'), current: second, except: first, none });
    if (card === undefined) return;
    await this.begin(await this.sourcesOf(session), card === 'none' ? [first] : [first, card.reference], session);
  }

  /** What classifies the same images again: what was asked for, or else each image by its row. */
  private async sourcesOf({ data, sources }: Session): Promise<readonly string[]> {
    if (sources !== undefined) return sources;
    const found: string[] = [];
    while (found.length < data.rows) {
      const question = { kind: 'rows', from: found.length, count: data.rows } as const;
      const rows = (await this.services.engine.ask('askClassification', { folder: data.folder, question })) as ClassificationAnswers['rows'];
      if (rows.length === 0) break;
      found.push(...rows.map(({ image }) => join(data.root, image)));
    }
    return found;
  }

  private async save({ data }: Session): Promise<void> {
    const name = data.title.replace(/[^\p{L}\p{N}._-]+/gu, '-');
    const defaultUri = vscode.Uri.file(join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? data.root, `${name}.classification.json`));
    const uri = await vscode.window.showSaveDialog({ title: vscode.l10n.t('Save Classification'), defaultUri, filters: { JSON: ['json'], CSV: ['csv'] } });
    if (uri === undefined) return;
    await this.services.engine.ask('saveClassification', { folder: data.folder, file: uri.fsPath });
    const open = vscode.l10n.t('Open');
    const command = extname(uri.fsPath).toLowerCase() === '.json' ? 'resnetLab.openClassification' : 'vscode.open';
    void tell('information', vscode.l10n.t('Saved {0}.', basename(uri.fsPath)), [[open, () => vscode.commands.executeCommand(command, uri)]]);
  }
}

/** Until the first data are there, a notification says that it begins, and can cancel it. */
function showBeginning(run: Run): Thenable<void> {
  const options = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Classifying: the model is read, and images are looked for'), cancellable: true };
  return vscode.window.withProgress(options, (_, token) => {
    token.onCancellationRequested(() => run.stop());
    return run.begun;
  });
}

/** Folder of the runs of the workspace folder that the images lie in; for others, that of any notebook that belongs nowhere. */
function placeFor([first]: readonly string[]): string {
  const uri = first === undefined ? undefined : vscode.Uri.file(first);
  return runsFolder(uri !== undefined && vscode.workspace.getWorkspaceFolder(uri) !== undefined ? uri : undefined);
}
