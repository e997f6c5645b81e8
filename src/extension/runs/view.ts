import * as vscode from 'vscode';
import type { RunSummary } from '../../engine/protocol';
import { groupDescription, groupLabel, runDescription, runLabel, runSpoken, runTooltip } from './labels';
import type { RunsModel } from './model';
import type { RunEntry, RunGroup } from './tree';

/** A run in one of its groups. */
export interface RunNode {
  readonly kind: 'run';
  readonly entry: RunEntry;
  readonly group: RunGroup;
}

export type Node = RunGroup | RunNode;

/** Icon and colour of each state. */
const ICONS: Readonly<Record<RunSummary['state'], readonly [icon: string, colour: string]>> = {
  running: ['loading~spin', 'charts.blue'],
  done: ['pass', 'testing.iconPassed'],
  failed: ['error', 'testing.iconFailed'],
  interrupted: ['debug-pause', 'charts.yellow'],
};

/** The runs as a tree: experiments, and their runs. */
export class RunsTree implements vscode.TreeDataProvider<Node> {
  readonly onDidChangeTreeData: vscode.Event<void>;

  constructor(private readonly model: RunsModel) {
    this.onDidChangeTreeData = model.onDidChange;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node?.kind === 'run') return [];
    if (node !== undefined) return node.runs.map((entry) => ({ kind: 'run', entry, group: node }));
    await this.model.ready();
    return [...this.model.groups];
  }

  getParent(node: Node): Node | undefined {
    return node.kind === 'run' ? node.group : undefined;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node.kind === 'run' ? runItem(node) : groupItem(node);
  }
}

function groupItem(group: RunGroup): vscode.TreeItem {
  const item = new vscode.TreeItem(groupLabel(group), vscode.TreeItemCollapsibleState.Expanded);
  item.id = group.key;
  item.description = groupDescription(group);
  item.iconPath = group.kind === 'other' ? new vscode.ThemeIcon('files') : new vscode.ThemeIcon('beaker');
  item.contextValue = group.kind;
  item.tooltip = group.kind === 'other' ? group.place : `${group.name}\n${group.place}`;
  item.accessibilityInformation = { label: `${groupLabel(group)}, ${groupDescription(group)}` };
  return item;
}

function runItem(node: RunNode): vscode.TreeItem {
  const { entry, group } = node;
  const { run } = entry;
  const [icon, colour] = ICONS[run.state];
  const item = new vscode.TreeItem(runLabel(entry), vscode.TreeItemCollapsibleState.None);
  item.id = `${group.key}/${run.id}`;
  item.description = runDescription(entry, group.runs);
  item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(colour));
  item.contextValue = `run.${run.state}`;
  item.tooltip = new vscode.MarkdownString(runTooltip(entry, vscode.env.language));
  item.accessibilityInformation = { label: runSpoken(entry) };
  item.command = { command: 'resnetLab.runs.open', title: vscode.l10n.t('Open'), arguments: [node] };
  return item;
}
