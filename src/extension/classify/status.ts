import * as vscode from 'vscode';
import { progressText } from '../../models/classification-text';
import type { Session } from './session';

/** Milliseconds between two looks. */
const PACE = 500;

/** Says in the status bar how far the newest running classification is, whether or not its panel is seen; it opens the panel. */
export class ClassificationStatus implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('resnetLab.classification', vscode.StatusBarAlignment.Right, 99);
  private readonly running = new Set<Session>();
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    this.item.name = vscode.l10n.t('ResNet Lab: Classification');
    this.item.command = 'resnetLab.showLastClassification';
  }

  watch(session: Session): void {
    this.running.add(session);
    this.draw();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.item.dispose();
  }

  private draw(): void {
    clearTimeout(this.timer);
    for (const session of this.running) if (!session.running) this.running.delete(session);
    const newest = [...this.running].at(-1);
    if (newest === undefined) return this.item.hide();
    const { data } = newest;
    this.item.text = `$(eye) ${progressText(data)}`;
    this.item.tooltip = vscode.l10n.t('Classification of {0}', data.title);
    this.item.accessibilityInformation = { label: `${vscode.l10n.t('Classification of {0}', data.title)}, ${progressText(data)}` };
    this.item.show();
    this.timer = setTimeout(() => this.draw(), PACE);
  }
}
