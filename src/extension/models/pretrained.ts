import * as vscode from 'vscode';
import { sentence } from '../../base/errors';
import type { ModelCard } from '../../models/model';
import { downloadsFolder } from '../../models/places';
import { PRETRAINED, PRETRAINED_BASE, type PretrainedFile } from '../../models/pretrained-table';
import { reveal } from '../reveal';
import type { Services } from '../services';
import { tell, type Action } from '../tell';
import { showWork } from '../work-progress';
import type { Importer } from './importer';
import { architectureTitle, megabytes } from './labels';
import type { ModelsList } from './list';

/** Gets torchvision's published weights, with the user's consent, and imports them. */
export class Pretrained {
  constructor(
    private readonly services: Services,
    private readonly list: ModelsList,
    private readonly importer: Importer,
  ) {}

  /** Undefined where the user thought better of it, or the file could not be had. `goesOn`: what follows needs no offer. */
  async choose(goesOn = false): Promise<ModelCard | undefined> {
    const title = vscode.l10n.t('Get Pretrained Weights');
    const items = PRETRAINED.map((file) => ({ label: architectureTitle(file.architecture), description: factsOf(file), detail: `${file.name}.pth`, file }));
    const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('Published by torchvision, for the 1,000 classes of ImageNet'), matchOnDescription: true, matchOnDetail: true });
    const base = vscode.workspace.getConfiguration('resnetLab').get('pretrainedBase', PRETRAINED_BASE).trim() || PRETRAINED_BASE;
    return chosen !== undefined && (await consents(chosen.file, base)) ? this.fetch(chosen.file, base, goesOn) : undefined;
  }

  private async fetch(file: PretrainedFile, base: string, goesOn: boolean): Promise<ModelCard | undefined> {
    const { engine, log } = this.services;
    try {
      const imported = await showWork(vscode.l10n.t('Getting {0}', `${file.name}.pth`), (options) => engine.ask('getPretrained', { name: file.name, base }, options));
      await this.list.load();
      this.importer.announce(imported, [], goesOn);
      return imported.card;
    } catch (error) {
      if (error instanceof vscode.CancellationError) return undefined;
      log.error(error instanceof Error ? error : String(error));
      const again: Action<ModelCard | undefined> = [vscode.l10n.t('Try Again'), () => this.fetch(file, base, goesOn)];
      return tell<ModelCard | undefined>('error', sentence(error), [again, [vscode.l10n.t('Open Folder'), () => this.openFolder()]]);
    }
  }

  /** Where a file that was got otherwise is to be put. */
  private async openFolder(): Promise<undefined> {
    const { cache } = await this.services.engine.ask('examine', {});
    const folder = downloadsFolder(cache);
    await vscode.workspace.fs.createDirectory(vscode.Uri.file(folder));
    await reveal(folder);
  }
}

/** `V2 · top-1 80.858 % · 102.5 MB`. */
function factsOf({ preprocessing, top1, bytes }: PretrainedFile): string {
  return [preprocessing.toUpperCase(), vscode.l10n.t('top-1 {0} %', (100 * top1).toFixed(3)), megabytes(bytes)].join(' · ');
}

/** Asks before anything is fetched: what, from where, and how much. A folder of this machine needs no asking. */
async function consents({ name, bytes }: PretrainedFile, base: string): Promise<boolean> {
  if (!/^https?:/i.test(base)) return true;
  const detail = [
    vscode.l10n.t('{0}, from {1}', megabytes(bytes), `${base.replace(/\/*$/, '/')}${name}.pth`),
    vscode.l10n.t('It is checked by the hash in its name. You can cancel at any time; what was fetched is kept for the next time.'),
  ].join('\n');
  const get = vscode.l10n.t('Download');
  return (await vscode.window.showInformationMessage(vscode.l10n.t('Download {0}?', `${name}.pth`), { modal: true, detail }, get)) === get;
}
