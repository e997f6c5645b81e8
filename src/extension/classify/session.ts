import * as vscode from 'vscode';
import type { ClassifyParams } from '../../engine/protocol';
import type { ClassificationAction, ViewAction } from '../../engine/view-protocol';
import { CLASSIFICATION_MIME, type ClassificationData, type ModelReference } from '../../models/classification-data';
import type { PanelSubject } from '../panels';
import type { Run } from './run';

/** One panel's classification: what it shows now, and what runs for it. Another model, and the panel shows another result. */
export class Session {
  private readonly changed = new vscode.EventEmitter<void>();
  private run: Run | undefined;
  private asked: Pick<ClassifyParams, 'sources' | 'models'> | undefined;
  /** Names the panel, whatever it shows later. */
  private readonly key: string;

  constructor(
    private shown: ClassificationData,
    private readonly act: (action: ViewAction | ClassificationAction, session: Session) => Promise<void>,
  ) {
    this.key = `classification:${shown.folder}`;
  }

  get data(): ClassificationData {
    return this.shown;
  }

  get running(): boolean {
    return this.run !== undefined;
  }

  /** The models that answered, or were asked to. */
  get models(): readonly ModelReference[] {
    return this.shown.models.length > 0 || this.asked === undefined ? this.shown.models.map(({ reference }) => reference) : this.asked.models;
  }

  /** Images and folders that were asked for; undefined where only the rows know. */
  get sources(): readonly string[] | undefined {
    return this.asked?.sources ?? this.shown.sources;
  }

  /** Shows what this run tells from now on. */
  follow(run: Run): void {
    this.run = run;
    this.asked = run.params;
    this.update(run);
    void run.ended.then(() => {
      if (this.run === run) this.run = undefined;
    });
  }

  /** A run has told something. */
  update(run: Run): void {
    if (this.run !== run || run.data === undefined) return;
    this.shown = run.data;
    this.changed.fire();
  }

  stop(): void {
    this.run?.stop();
  }

  subject(): PanelSubject {
    const shown = (): ClassificationData => this.shown;
    return {
      key: this.key,
      title: vscode.l10n.t('Classification of {0}', this.shown.title),
      mime: CLASSIFICATION_MIME,
      get classification() {
        return shown().folder;
      },
      get folder() {
        return shown().root;
      },
      get state() {
        return { kind: 'classification', folder: shown().folder } as const;
      },
      data: shown,
      onDidChange: this.changed.event,
      act: (action) => this.act(action, this),
    };
  }
}
