import * as vscode from 'vscode';
import type { DoctorReport } from '../engine/doctor';
import type { ExperimentData } from '../experiment/experiment-data';
import { registerDoctor } from './doctor';
import type { Services } from './services';
import { runningTrials, STATUS_COMMANDS, statusText, statusTooltip } from './status-text';

/** Milliseconds that the engine must be idle before it is asked what it runs on: the answer takes a process of its own, and nobody waits for it. */
const IDLE = 2000;

let bar: StatusBar | undefined;

/** Tells the status bar where an experiment stands. `key` names the output that shows it. */
export function noteExperiment(key: string, data: ExperimentData): void {
  bar?.note(key, data);
}

/** What trials run on may have changed: asks again. */
export function refreshBackend(): void {
  bar?.forgetBackend();
}

/** The item in the status bar, and the commands that say what trials run on. */
export function registerStatusBar(services: Services): vscode.Disposable {
  const item = (bar = new StatusBar(services));
  return vscode.Disposable.from(
    item,
    registerDoctor(services, (report) => item.learn(report)),
    vscode.commands.registerCommand('resnetLab.showLog', () => services.log.show()),
  );
}

class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('resnetLab.status', vscode.StatusBarAlignment.Right, 100);
  private readonly running = new Map<string, number>();
  private readonly subscriptions: vscode.Disposable;
  private backend: string | undefined;
  private report: DoctorReport | undefined;
  private crashed = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly services: Services) {
    this.item.name = 'ResNet Lab';
    this.item.command = 'resnetLab.doctor';
    this.subscriptions = vscode.Disposable.from(
      this.item,
      services.engine.onDidChangeState(() => this.engineChanged()),
      vscode.workspace.onDidOpenNotebookDocument(() => this.draw()),
      vscode.workspace.onDidCloseNotebookDocument(() => this.draw()),
    );
    this.draw();
  }

  note(key: string, data: ExperimentData): void {
    const running = runningTrials(data);
    if (running === 0) this.running.delete(key);
    else this.running.set(key, running);
    if (data.state === 'crashed') this.crashed = true;
    const [backend] = data.report.environment.backends;
    if (backend !== undefined && running > 0) this.setBackend(backend);
    this.draw();
  }

  learn(report: DoctorReport): void {
    this.report = report;
    this.setBackend(report.backend);
    this.draw();
  }

  forgetBackend(): void {
    this.report = undefined;
    this.engineChanged();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscriptions.dispose();
    bar = undefined;
  }

  private engineChanged(): void {
    const { state } = this.services.engine;
    clearTimeout(this.timer);
    if (state === 'off') this.report = undefined; // the next one may run on something else
    if (state === 'ready' || state === 'busy') this.crashed = false;
    if (state === 'ready' && this.report === undefined) this.timer = setTimeout(() => void this.examine(), IDLE);
    this.draw();
  }

  private async examine(): Promise<void> {
    try {
      this.learn(await this.services.engine.ask('examine', {}));
    } catch (error) {
      this.services.log.debug(`What trials run on is not known: ${String(error)}`);
    }
  }

  private setBackend(backend: string): void {
    if (backend === this.backend) return;
    this.backend = backend;
    void vscode.commands.executeCommand('setContext', 'resnetLab.backend', backend);
  }

  private draw(): void {
    const running = [...this.running.values()].reduce((sum, trials) => sum + trials, 0);
    const open = vscode.workspace.notebookDocuments.some(({ notebookType, isClosed }) => notebookType === 'resnet-lab' && !isClosed);
    if (!open && running === 0) return this.item.hide();
    const status = { backend: this.backend, report: this.report, running, crashed: this.crashed };
    const tooltip = new vscode.MarkdownString(statusTooltip(status));
    tooltip.isTrusted = { enabledCommands: STATUS_COMMANDS };
    this.item.text = `$(beaker) ${statusText(status)}`;
    this.item.tooltip = tooltip;
    this.item.accessibilityInformation = { label: `ResNet Lab, ${statusText(status)}` };
    this.item.backgroundColor = this.crashed ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.item.show();
  }
}
