import { t } from '../base/l10n';
import type { DoctorReport } from '../engine/doctor';
import type { ExperimentData } from '../experiment/experiment-data';

/** What the status bar knows. */
export interface Status {
  /** `tensorflow` or `wasm`; unknown until the engine has said so. */
  readonly backend?: string | undefined;
  readonly report?: DoctorReport | undefined;
  /** Trials that train or are evaluated now. */
  readonly running: number;
  /** The engine's process died under them. */
  readonly crashed: boolean;
}

const NAMES: Readonly<Record<string, string>> = { tensorflow: 'TensorFlow', wasm: 'WASM' };

/** As people write it: `TensorFlow`. */
export function backendName(backend: string): string {
  return NAMES[backend] ?? backend;
}

/** `TensorFlow · 2 trials`. */
export function statusText({ backend, running, crashed }: Status): string {
  if (crashed) return t('Engine stopped');
  const trials = running === 0 ? [] : [running === 1 ? t('1 trial') : t('{0} trials', running)];
  const words = [...(backend === undefined ? [] : [backendName(backend)]), ...trials];
  return words.length === 0 ? 'ResNet Lab' : words.join(' · ');
}

/** Markdown with command links: what runs, on what, why, and what would make it better. */
export function statusTooltip(status: Status): string {
  const { backend, report, running, crashed } = status;
  const links = [link(t('Show What Trials Run On'), 'resnetLab.doctor'), link(t('Show Log'), 'resnetLab.showLog'), link(t('Restart Engine'), 'resnetLab.restartEngine')];
  return [
    `**ResNet Lab**`,
    ...(crashed ? [t('The engine\'s process ended unexpectedly. Finished steps are kept: resume the cell to go on.')] : []),
    ...(backend === undefined ? [t('The engine starts with the first cell that is run.')] : [t('Trials run on {0}.', backendName(backend))]),
    ...(report === undefined ? [] : [plain(report.reason)]),
    ...(running === 0 ? [] : [running === 1 ? t('1 trial is running') : t('{0} trials are running', running)]),
    ...(backend === 'wasm' ? [link(t('Set Up Native Engine'), 'resnetLab.setUpNativeEngine')] : []),
    links.join(' | '),
  ].join('\n\n');
}

/** The commands that the tooltip may call. */
export const STATUS_COMMANDS = ['resnetLab.doctor', 'resnetLab.showLog', 'resnetLab.restartEngine', 'resnetLab.setUpNativeEngine'];

/** Trials of an experiment that are at work. */
export function runningTrials({ state, trials }: Pick<ExperimentData, 'state' | 'trials'>): number {
  if (state !== 'running' && state !== 'stopping') return 0;
  return trials.filter((trial) => trial.state === 'starting' || trial.state === 'running' || trial.state === 'evaluating').length;
}

function link(text: string, command: string): string {
  return `[${text}](command:${command})`;
}

function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>~]/g, '\\$&');
}
