import * as vscode from 'vscode';
import { groupLabel, modelDescription, modelLabel, modelSpoken, modelTooltip } from './labels';
import type { ModelsList } from './list';
import type { ModelGroup, ModelNode } from './tree';

export type ModelTreeNode = ModelGroup | ModelNode;

/** What can classify, as a tree: imported models, and checkpoints of runs. */
export class ModelsTree implements vscode.TreeDataProvider<ModelTreeNode> {
  readonly onDidChangeTreeData: vscode.Event<void>;

  constructor(private readonly list: ModelsList) {
    this.onDidChangeTreeData = list.onDidChange;
  }

  async getChildren(node?: ModelTreeNode): Promise<ModelTreeNode[]> {
    if (node?.kind === 'model') return [];
    if (node !== undefined) return [...node.models];
    await this.list.ready();
    return [...this.list.groups];
  }

  getTreeItem(node: ModelTreeNode): vscode.TreeItem {
    return node.kind === 'model' ? modelItem(node) : groupItem(node);
  }
}

function groupItem(group: ModelGroup): vscode.TreeItem {
  const item = new vscode.TreeItem(groupLabel(group), vscode.TreeItemCollapsibleState.Expanded);
  const count = String(group.models.length);
  item.id = group.kind;
  item.description = count;
  item.iconPath = new vscode.ThemeIcon(group.kind === 'imported' ? 'package' : 'beaker');
  item.accessibilityInformation = { label: `${groupLabel(group)}, ${count}` };
  return item;
}

function modelItem({ key, card }: ModelNode): vscode.TreeItem {
  const item = new vscode.TreeItem(modelLabel(card), vscode.TreeItemCollapsibleState.None);
  item.id = key;
  item.description = modelDescription(card);
  item.iconPath = new vscode.ThemeIcon('symbol-misc');
  item.contextValue = `model.${card.reference.kind}`;
  item.tooltip = new vscode.MarkdownString(modelTooltip(card, vscode.env.language));
  item.accessibilityInformation = { label: modelSpoken(card) };
  return item;
}
