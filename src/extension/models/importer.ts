import { basename } from 'node:path';
import * as vscode from 'vscode';
import { sentence } from '../../base/errors';
import type { ImportedModel, ImportParams } from '../../engine/protocol';
import type { ModelCard } from '../../models/model';
import { isEngineError } from '../engine-errors';
import type { Services } from '../services';
import { tell, type Action } from '../tell';
import { showWork } from '../work-progress';
import { chooseNetwork } from './architecture-choice';
import type { ModelsList } from './list';
import { nodeOf, placeOf } from './tree';

/** Endings of files that models are imported from; a tfjs model is a `model.json`. */
const ENDINGS = ['pth', 'pt', 'bin', 'safetensors', 'json'];

/** Takes files of weights in as models, and mends with the user what can't be recognised. */
export class Importer {
  constructor(
    private readonly services: Services,
    private readonly list: ModelsList,
  ) {}

  /** Lets the user choose files. Answers what was imported. `goesOn`: what follows needs no offer. */
  async choose(goesOn = false): Promise<ModelCard[]> {
    const filters = { [vscode.l10n.t('Weights of networks')]: ENDINGS };
    const files = await vscode.window.showOpenDialog({ title: vscode.l10n.t('Import Models'), openLabel: vscode.l10n.t('Import'), canSelectMany: true, filters });
    return this.files((files ?? []).map(({ fsPath }) => fsPath), goesOn);
  }

  async files(files: readonly string[], goesOn = false): Promise<ModelCard[]> {
    const cards: ModelCard[] = [];
    for (const file of files) {
      const card = await this.file({ file }, goesOn);
      if (card !== undefined) cards.push(card);
    }
    return cards;
  }

  /** Undefined where it was cancelled, or could not be mended. */
  async file(params: ImportParams, goesOn = false): Promise<ModelCard | undefined> {
    try {
      const imported = await showWork(vscode.l10n.t('Importing {0}', basename(params.file)), (options) => this.services.engine.ask('importModel', params, options));
      await this.list.load();
      this.announce(imported, this.changes(imported.card, params), goesOn);
      return imported.card;
    } catch (error) {
      if (error instanceof vscode.CancellationError) return undefined;
      return this.failed(error, params, goesOn);
    }
  }

  /** Says what a model was taken for, and what can be done next; waits for no answer. */
  announce({ card, remarks }: ImportedModel, changes: readonly Action<unknown>[], goesOn: boolean): void {
    const text = [vscode.l10n.t('{0} is imported.', card.name), ...remarks].join(' ');
    const classify = (): unknown => vscode.commands.executeCommand('resnetLab.models.classify', nodeOf(card));
    const actions: Action<unknown>[] = [...(goesOn ? [] : [[vscode.l10n.t('Classify Images…'), classify] as const]), ...changes];
    void tell('information', text, actions).catch((error: unknown) => this.services.log.error(String(error)));
  }

  /** What the file can be taken for instead. Names of its own are wanted where the classes are not ImageNet's. */
  private changes(card: ModelCard, params: ImportParams): Action<unknown>[] {
    const again = (change: Promise<Partial<ImportParams> | undefined>): Promise<unknown> => this.replace(card, params, change);
    const labels: Action<unknown> = [vscode.l10n.t('Choose a Label File…'), () => again(chooseLabels())];
    return [[vscode.l10n.t('Set Architecture…'), () => again(chooseNetwork(basename(params.file)))], ...(card.labels.kind === 'names' ? [labels] : [])];
  }

  private async replace(old: ModelCard, params: ImportParams, change: Promise<Partial<ImportParams> | undefined>): Promise<void> {
    const changed = await change;
    const card = changed && (await this.file({ ...params, ...changed }));
    if (card === undefined || placeOf(card) === placeOf(old)) return;
    await this.services.engine.ask('removeModel', { folder: placeOf(old) });
    await this.list.load();
  }

  private async failed(error: unknown, params: ImportParams, goesOn: boolean): Promise<ModelCard | undefined> {
    const { log } = this.services;
    log.error(error instanceof Error ? error : String(error));
    const again = async (change: Promise<Partial<ImportParams> | undefined>): Promise<ModelCard | undefined> => {
      const changed = await change;
      return changed && this.file({ ...params, ...changed }, goesOn);
    };
    const actions: Action<ModelCard | undefined>[] = [
      ...(isEngineError(error) && error.data.wants === 'architecture' ? [[vscode.l10n.t('Choose the Architecture…'), () => again(chooseNetwork(basename(params.file)))] as const] : []),
      ...(params.labels === undefined ? [] : [[vscode.l10n.t('Choose a Label File…'), () => again(chooseLabels())] as const]),
    ];
    return tell<ModelCard | undefined>('error', sentence(error), actions.length > 0 ? actions : [[vscode.l10n.t('Show Log'), () => void log.show()]]);
  }
}

async function chooseLabels(): Promise<Partial<ImportParams> | undefined> {
  const filters = { [vscode.l10n.t('Class names')]: ['txt', 'json', 'names'], [vscode.l10n.t('All files')]: ['*'] };
  const [file] = (await vscode.window.showOpenDialog({ title: vscode.l10n.t('Class Names: One a Line, or a JSON List'), openLabel: vscode.l10n.t('Use'), filters })) ?? [];
  return file && { labels: file.fsPath };
}
