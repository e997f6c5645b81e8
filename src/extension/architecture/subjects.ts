import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { DIAGRAM_MIME, DIAGRAM_VERSION, type DiagramData, type DiagramNetwork } from '../../diagram/diagram-data';
import { WORKBENCH_MIME, WORKBENCH_VERSION, type WorkbenchData } from '../../diagram/workbench-data';
import type { PanelState, PanelSubject } from '../panels';

/** Networks to be drawn, one or two of them; none is the table of all architectures. Needs no engine. */
export function diagramSubject(networks: readonly DiagramNetwork[]): PanelSubject {
  const data: DiagramData = { version: DIAGRAM_VERSION, networks };
  const title = networks.length === 0 ? vscode.l10n.t('Architectures') : networks.map(({ label }) => label).join(' ↔ ');
  return { ...still(), key: `diagram:${hash(networks)}`, title, mime: DIAGRAM_MIME, data: () => data, state: { kind: 'diagram', networks } };
}

/** The order workbench: there is one, whose order each request replaces. */
export class Workbench implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private data: WorkbenchData | undefined;

  constructor(private readonly open: (subject: PanelSubject) => void) {}

  show(order: string, architecture: string): void {
    this.data = { version: WORKBENCH_VERSION, order, architecture, request: Date.now() };
    this.changed.fire();
    this.open(this.subject(this.data));
  }

  /** As it was before the window was reloaded. */
  revived({ order, architecture, request }: Extract<PanelState, { kind: 'workbench' }>): PanelSubject {
    this.data ??= { version: WORKBENCH_VERSION, order, architecture, request };
    return this.subject(this.data);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private subject({ order, architecture, request }: WorkbenchData): PanelSubject {
    const onDidChange = this.changed.event;
    return { ...still(), key: 'workbench', title: vscode.l10n.t('Order Workbench'), mime: WORKBENCH_MIME, data: () => this.data, onDidChange, state: { kind: 'workbench', order, architecture, request } };
  }
}

/** What never changes by itself, and nothing can be done about. */
function still(): Pick<PanelSubject, 'onDidChange' | 'folder' | 'act'> {
  return { onDidChange: () => new vscode.Disposable(() => undefined), folder: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', act: () => undefined };
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
