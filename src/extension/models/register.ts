import * as vscode from 'vscode';
import type { Services } from '../services';
import { ModelChoice } from './choice';
import { nodeIn, registerModelCommands } from './commands';
import { ModelDrop } from './drop';
import { Importer } from './importer';
import { ModelsList } from './list';
import { Pretrained } from './pretrained';
import type { ModelNode } from './tree';
import { ModelsTree, type ModelTreeNode } from './view';

/** What other parts use of the models. */
export interface ModelsPart extends vscode.Disposable {
  readonly choice: ModelChoice;
  /** The one that is selected in the list. */
  selected(): ModelNode | undefined;
}

/** The view *Models*, and its commands. */
export function registerModels(services: Services): ModelsPart {
  const { engine, context } = services;
  const list = new ModelsList(engine);
  const importer = new Importer(services, list);
  const pretrained = new Pretrained(services, list, importer);
  const view = vscode.window.createTreeView<ModelTreeNode>('resnetLab.models', {
    treeDataProvider: new ModelsTree(list),
    dragAndDropController: new ModelDrop(importer, context.globalStorageUri),
    showCollapseAll: true,
  });
  list.visible = view.visible;
  const parts = vscode.Disposable.from(
    list,
    view,
    list.onDidChange(() => (view.message = list.problem ?? '')),
    view.onDidChangeSelection(() => void vscode.commands.executeCommand('setContext', 'resnetLab.modelSelected', nodeIn(view.selection[0]) !== undefined)),
    view.onDidChangeVisibility(({ visible }) => (list.visible = visible)),
    registerModelCommands({ services, view, list, importer, pretrained }),
  );
  const selected = (): ModelNode | undefined => nodeIn(view.selection[0]);
  return { selected, choice: new ModelChoice(context.workspaceState, list, importer, pretrained), dispose: () => void parts.dispose() };
}
