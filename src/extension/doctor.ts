import * as vscode from 'vscode';
import type { DoctorReport } from '../engine/doctor';
import { sentence } from '../base/errors';
import { doctorFacts, doctorMarkdown, wantsNativeEngine } from './doctor-text';
import type { Services } from './services';

const SCHEME = 'resnet-lab-doctor';

interface Choice extends vscode.QuickPickItem {
  readonly act?: () => unknown;
}

/** The command that says what trials run on, and what can be done about it. `onReport` hears of every answer. */
export function registerDoctor({ engine, log }: Services, onReport: (report: DoctorReport) => void): vscode.Disposable {
  const page = new DoctorPage();
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, page),
    page,
    vscode.commands.registerCommand('resnetLab.doctor', async () => {
      try {
        const location = vscode.ProgressLocation.Window;
        const report = await vscode.window.withProgress({ location, title: vscode.l10n.t('Looking at what trials run on') }, () => engine.ask('examine', {}));
        onReport(report);
        await show(report, page);
      } catch (error) {
        log.error(error instanceof Error ? error : String(error));
        const showLog = vscode.l10n.t('Show Log');
        if ((await vscode.window.showErrorMessage(sentence(error), showLog)) === showLog) log.show();
      }
    }),
  );
}

async function show(report: DoctorReport, page: DoctorPage): Promise<void> {
  const text = doctorMarkdown(report, `${vscode.env.appName} ${vscode.version}`);
  const run = (command: string) => () => vscode.commands.executeCommand(command);
  const chosen = await vscode.window.showQuickPick<Choice>(
    [
      ...(wantsNativeEngine(report) ? [{ label: `$(cloud-download) ${vscode.l10n.t('Set Up Native Engine')}`, detail: vscode.l10n.t('Trials run several times faster.'), act: run('resnetLab.setUpNativeEngine') }] : []),
      { label: `$(copy) ${vscode.l10n.t('Copy as Markdown')}`, act: () => vscode.env.clipboard.writeText(text) },
      { label: `$(markdown) ${vscode.l10n.t('Open as Page')}`, act: () => page.open(text) },
      { label: `$(output) ${vscode.l10n.t('Show Log')}`, act: run('resnetLab.showLog') },
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      ...doctorFacts(report).map(({ name, value, detail }) => ({ label: name, description: value, ...(detail !== undefined && { detail }), act: () => page.open(text) })),
    ],
    { title: vscode.l10n.t('What Trials Run On'), matchOnDescription: true, matchOnDetail: true },
  );
  await chosen?.act?.();
}

/** The facts as a page that is only read. */
class DoctorPage implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private text = '';

  provideTextDocumentContent(): string {
    return this.text;
  }

  async open(text: string): Promise<void> {
    this.text = text;
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${vscode.l10n.t('What Trials Run On')}.md` });
    this.changed.fire(uri);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      await vscode.window.showTextDocument(uri); // the Markdown extension may be switched off
    }
  }

  dispose(): void {
    this.changed.dispose();
  }
}
