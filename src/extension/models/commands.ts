import * as vscode from 'vscode';
import { sentence } from '../../base/errors';
import { reveal } from '../reveal';
import type { Services } from '../services';
import { exportModel } from './export';
import type { Importer } from './importer';
import { megabytes } from './labels';
import type { ModelsList } from './list';
import type { Pretrained } from './pretrained';
import { placeOf, type ModelNode } from './tree';
import type { ModelTreeNode } from './view';

export interface ModelCommands {
  readonly services: Services;
  readonly view: vscode.TreeView<ModelTreeNode>;
  readonly list: ModelsList;
  readonly importer: Importer;
  readonly pretrained: Pretrained;
}

/** The commands of the list. Those about a model act on the one that they are given, else on the selected one. `resnetLab.models.classify` is beside the other ways to classify. */
export function registerModelCommands({ services, view, list, importer, pretrained }: ModelCommands): vscode.Disposable {
  const register = (name: string, act: (...given: readonly unknown[]) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`resnetLab.models.${name}`, async (...given: readonly unknown[]) => {
      try {
        await act(...given);
      } catch (error) {
        services.log.error(error instanceof Error ? error : String(error));
        void vscode.window.showErrorMessage(sentence(error));
      }
    });
  const about = (act: (node: ModelNode) => unknown) => (given: unknown): unknown => {
    const node = nodeIn(given) ?? nodeIn(view.selection[0]);
    return node && act(node);
  };
  return vscode.Disposable.from(
    register('refresh', () => list.load()),
    register('import', (given, more) => importFiles(given, more, importer)),
    register('pretrained', () => pretrained.choose()),
    register('export', about(({ card }) => exportModel(card, services))),
    register('reveal', about(({ card }) => reveal(placeOf(card)))),
    register('remove', about((node) => remove(node, services, list))),
  );
}

/** A model of the list; other arguments, as of a key, are none. */
export function nodeIn(given: unknown): ModelNode | undefined {
  return (given as Partial<ModelNode> | undefined)?.kind === 'model' ? (given as ModelNode) : undefined;
}

/** From the Explorer with files, else those that the user chooses. */
async function importFiles(given: unknown, more: unknown, importer: Importer): Promise<void> {
  const uris = (Array.isArray(more) ? more : [given]).filter((uri): uri is vscode.Uri => uri instanceof vscode.Uri && uri.scheme === 'file');
  await (uris.length === 0 ? importer.choose() : importer.files(uris.map(({ fsPath }) => fsPath)));
}

async function remove({ card }: ModelNode, { engine }: Services, list: ModelsList): Promise<void> {
  const { name, reference, bytes } = card;
  if (reference.kind !== 'imported') return void vscode.window.showInformationMessage(vscode.l10n.t('This model is a checkpoint of a run: it goes with its run.'));
  const yes = vscode.l10n.t('Remove');
  const detail = vscode.l10n.t('Its copy of the weights ({0}) is deleted. The file that it was imported from stays as it is.', megabytes(bytes));
  if ((await vscode.window.showWarningMessage(vscode.l10n.t('Remove {0}?', name), { modal: true, detail }, yes)) !== yes) return;
  await engine.ask('removeModel', { folder: reference.folder });
  await list.load();
}
