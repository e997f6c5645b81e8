import { t } from '../base/l10n';
import type { DoctorReport } from '../engine/doctor';
import { backendName } from './status-text';

/** One fact: `backend`, `TensorFlow`, and more about it. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly detail?: string;
}

/** What trials run on, a fact a line. */
export function doctorFacts({ backend, reason, engine, threads, memory, datasets, versions }: DoctorReport): Fact[] {
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  const names = (present: boolean): string => datasets.filter((dataset) => dataset.present === present).map(({ name }) => name).join(', ');
  return [
    { name: t('backend'), value: backendName(backend), detail: reason },
    { name: t('native library'), value: engine === null ? t('none') : engine.origin, ...(engine !== null && { detail: engine.path }) },
    { name: t('threads of one trial'), value: String(threads) },
    { name: t('memory'), value: t('{0} free of {1}', gigabytes(memory.free), gigabytes(memory.total)) },
    { name: t('data sets here'), value: names(true) === '' ? t('none') : names(true), ...(names(false) !== '' && { detail: t('fetched when needed: {0}', names(false)) }) },
    ...versionFacts(versions),
  ];
}

function versionFacts(versions: DoctorReport['versions']): Fact[] {
  const of = (name: string, version: string | undefined): Fact[] => (version === undefined ? [] : [{ name, value: version }]);
  return [
    ...of('ResNet Lab', versions.resnetLab),
    ...of('TensorFlow', versions.tensorflow),
    ...of('TensorFlow.js', versions.tfjs),
    ...of(t('WASM backend'), versions.wasm),
    ...of('Node.js', `${versions.node} (Node-API ${versions.napi})`),
    ...of(t('system'), `${versions.os} ${versions.arch}`),
  ];
}

/** The same for a report on a problem: Markdown. `editor` names the editor and its version. */
export function doctorMarkdown(report: DoctorReport, editor: string): string {
  const rows = [...doctorFacts(report), { name: t('editor'), value: editor }].map(({ name, value, detail }: Fact) => `| ${cell(name)} | ${cell(detail === undefined ? value : `${value}: ${detail}`)} |`);
  const better = report.improve.map(({ what }) => `- ${what}`);
  return [
    `# ${t('What trials run on')}`,
    [`| | |`, '| --- | --- |', ...rows].join('\n'),
    ...(better.length > 0 ? [`## ${t('To do better')}`, better.join('\n')] : []),
    '',
  ].join('\n\n').trimEnd() + '\n';
}

/** Whether the native library would make trials faster and can be set up from here. */
export function wantsNativeEngine({ improve }: DoctorReport): boolean {
  return improve.some(({ command }) => command === 'resnet-lab engine install');
}

function cell(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/\|/g, '\\|').replace(/\s+/g, ' ');
}
