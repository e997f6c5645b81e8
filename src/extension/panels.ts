import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { DiagramNetwork } from '../diagram/diagram-data';
import type { FromView, ToView, ViewContext } from '../engine/view-protocol';
import type { Services } from './services';
import { answerView, type ViewSubject } from './view-host';

const VIEW_TYPE = 'resnetLab.experiment';

/** What a panel shows. `key` names it: one panel a key. */
export interface PanelSubject extends ViewSubject {
  readonly key: string;
  readonly title: string;
  /** Mime type of its data. */
  readonly mime: string;
  /** The data now, and again whenever they change. */
  data(): unknown;
  readonly onDidChange: vscode.Event<void>;
  /** What finds the subject again after the window was reloaded; may change with the data. */
  readonly state: PanelState;
}

/** Kept by the panel's page over a reload of the window. */
export type PanelState =
  | { readonly kind: 'cell'; readonly notebook: string; readonly cell: number }
  | { readonly kind: 'experiment'; readonly text: string; readonly name: string; readonly runs: string }
  | { readonly kind: 'runs'; readonly folders: readonly string[] }
  | { readonly kind: 'diagram'; readonly networks: readonly DiagramNetwork[] }
  | { readonly kind: 'workbench'; readonly order: string; readonly architecture: string; readonly request: number }
  | { readonly kind: 'classification'; readonly folder: string };

/** The panels beside the notebooks: the same view as in the output, over the whole height. */
export class Panels implements vscode.Disposable {
  private readonly panels = new Map<string, vscode.WebviewPanel>();

  constructor(private readonly services: Services) {}

  open(subject: PanelSubject): void {
    const there = this.panels.get(subject.key);
    if (there !== undefined) return there.reveal();
    const column = { viewColumn: this.column(), preserveFocus: true };
    this.fill(vscode.window.createWebviewPanel(VIEW_TYPE, subject.title, column, this.options()), subject);
  }

  /** Panels that were open when the window was closed come back: `find` answers what they showed. */
  revive(find: (state: PanelState) => Promise<PanelSubject | undefined>): vscode.Disposable {
    return vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
      deserializeWebviewPanel: async (panel, state: PanelState | undefined) => {
        const subject = state === undefined ? undefined : await find(state).catch(() => undefined);
        if (subject === undefined) return panel.dispose();
        panel.webview.options = this.options();
        this.fill(panel, subject);
      },
    });
  }

  dispose(): void {
    for (const panel of this.panels.values()) panel.dispose();
  }

  /** Where panels are seen already, unless that would cover what is being worked on; else beside it. */
  private column(): vscode.ViewColumn {
    const { activeTabGroup } = vscode.window.tabGroups;
    const inPanel = activeTabGroup.activeTab?.input instanceof vscode.TabInputWebview;
    const used = [...this.panels.values()].flatMap(({ viewColumn }) => viewColumn ?? []);
    return used.find((column) => inPanel || column !== activeTabGroup.viewColumn) ?? vscode.ViewColumn.Beside;
  }

  private options(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(this.services.context.extensionUri, 'dist')] };
  }

  private fill(panel: vscode.WebviewPanel, subject: PanelSubject): void {
    const { webview } = panel;
    const send = (message: ToView): void => void webview.postMessage(message);
    const show = (): void => {
      const data = subject.data();
      if (data !== undefined) send({ type: 'data', output: subject.key, data, state: subject.state });
    };
    const listeners = vscode.Disposable.from(
      subject.onDidChange(show),
      webview.onDidReceiveMessage((message: FromView) => (message.type === 'ready' ? show() : void answerView(message, subject, this.services, send))),
    );
    panel.iconPath = vscode.Uri.joinPath(this.services.context.extensionUri, 'media', 'activity-bar.svg');
    panel.onDidDispose(() => {
      listeners.dispose();
      this.panels.delete(subject.key);
    });
    this.panels.set(subject.key, panel);
    webview.html = this.page(webview, subject);
  }

  private page(webview: vscode.Webview, { title, state, key, mime }: PanelSubject): string {
    const nonce = randomBytes(16).toString('base64');
    const script = webview.asWebviewUri(vscode.Uri.joinPath(this.services.context.extensionUri, 'dist', 'panel.js')).toString();
    const context: ViewContext & { readonly state: PanelState; readonly output: string; readonly mime: string } = { language: vscode.env.language, host: true, translations: vscode.l10n.bundle, state, output: key, mime };
    const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src ${webview.cspSource} data: blob:; font-src ${webview.cspSource}`;
    return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escaped(title)}</title>
</head>
<body>
<main id="view" data-context="${escaped(JSON.stringify(context))}" data-nonce="${nonce}"></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
