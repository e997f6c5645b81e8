import * as vscode from 'vscode';
import type { DoctorReport } from '../engine/doctor';
import type { EngineReport, Mend } from '../engine/provision';
import { SetupProgress } from '../engine/setup-progress';
import type { Services } from './services';
import { refreshBackend } from './status-bar';
import { tell, type Action } from './tell';

const COMMAND = 'resnetLab.setUpNativeEngine';
/** Key of the global state: the offer was made. */
const OFFERED = 'nativeEngineOffered';

/** What the user is told at the end. */
interface Message {
  readonly text: string;
  readonly kind: 'information' | 'warning' | 'error';
  readonly actions: readonly Action<unknown>[];
}

/** The command that gets TensorFlow's native library. */
export function registerNativeEngine(services: Services): vscode.Disposable {
  let running: Promise<void> | undefined;
  // Once at a time; it is over when the user is told how it ended, not when that message is closed.
  return vscode.commands.registerCommand(COMMAND, () => (running ??= setUp(services).finally(() => (running = undefined))));
}

/** To be called when a cell has run on WASM: offers the native engine, once and for all windows, where this machine leaves a way open. */
export async function offerNativeEngine({ context, engine }: Services): Promise<void> {
  const settings = vscode.workspace.getConfiguration('resnetLab');
  const offered = (): boolean => context.globalState.get(OFFERED) === true;
  if (!settings.get('offerNativeEngine', true) || settings.get('backend') === 'wasm' || offered()) return;
  const report = await engine.ask('examine', {});
  // Asked again: another cell may have ended meanwhile.
  if (works(report) || report.ways.length === 0 || offered()) return;
  await context.globalState.update(OFFERED, true);
  const start = vscode.l10n.t('Set Up…');
  const message = vscode.l10n.t('This was computed with WebAssembly, on one thread. TensorFlow\'s native library trains several times faster on this machine.');
  const chosen = await vscode.window.showInformationMessage(message, start, vscode.l10n.t('Not Now'));
  if (chosen === start) await vscode.commands.executeCommand(COMMAND);
}

async function setUp(services: Services): Promise<void> {
  const message = await attempt(services).catch((error: unknown) => failed(error, services));
  if (message !== undefined) void tell(message.kind, message.text, message.actions).catch((error: unknown) => services.log.error(String(error)));
}

/** Answers undefined where the user did not want it. */
async function attempt(services: Services): Promise<Message | undefined> {
  const doctor = await services.engine.ask('examine', {});
  if (works(doctor)) return alreadyThere(doctor);
  // Without an open way nothing is fetched; the report then says what else can be done.
  if (doctor.ways.length > 0 && !(await consent(doctor))) return undefined;
  const report = await install(services);
  refreshBackend();
  note(report, services);
  return report.backend === 'tensorflow' ? done(report, services) : barred(report, services);
}

function works({ versions }: DoctorReport): boolean {
  return versions.tensorflow !== undefined;
}

function alreadyThere({ backend, reason, versions }: DoctorReport): Message {
  if (backend === 'tensorflow') return { text: vscode.l10n.t('The native engine is set up: {0}', reason), kind: 'information', actions: [] };
  const text = vscode.l10n.t('TensorFlow {0} works here, but trials run on WebAssembly. {1}', versions.tensorflow ?? '', reason);
  const open = (): unknown => vscode.commands.executeCommand('workbench.action.openSettings', 'resnetLab.backend');
  return { text, kind: 'information', actions: [[vscode.l10n.t('Open Setting'), open]] };
}

/** Asks before anything is fetched: what, from where, and where it goes. */
async function consent({ ways, cache }: DoctorReport): Promise<boolean> {
  const lines = ways.map(({ host, bytes, unpackedBytes }) => (bytes === undefined || unpackedBytes === undefined
    ? vscode.l10n.t('tfjs-node\'s own install, from {0}', host)
    : vscode.l10n.t('TensorFlow\'s wheel: {0} MB from PyPI ({1}, or the package index that pip is set to), checked by SHA-256; {2} MB on the disk', (bytes / 1e6).toFixed(0), host, (unpackedBytes / 1e6).toFixed(0))));
  const detail = [
    ways.length > 1 ? vscode.l10n.t('The first of these that works:') : '',
    ...lines.map((line) => (ways.length > 1 ? `• ${line}` : `${line}.`)),
    vscode.l10n.t('It goes to {0}. You can cancel at any time; what was fetched is kept for the next time.', vscode.Uri.joinPath(vscode.Uri.file(cache), 'engine').fsPath),
  ].filter((line) => line !== '').join('\n');
  const start = vscode.l10n.t('Set Up');
  return (await vscode.window.showInformationMessage(vscode.l10n.t('Set up TensorFlow\'s native library?'), { modal: true, detail }, start)) === start;
}

function install({ engine, log }: Services): Thenable<EngineReport> {
  const title = vscode.l10n.t('Native engine');
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, (progress, token) => {
    const bar = new SetupProgress();
    return engine.ask('installEngine', {}, {
      token,
      onUpdate: (step) => {
        progress.report(bar.take(step));
        if (step.state !== 'progress') log.info([step.name, step.state, step.detail ?? ''].join(' · '));
      },
    });
  });
}

/** The log has everything that was tried, with the commands that would help in a terminal. */
function note({ attempts, summary, improve }: EngineReport, { log }: Services): void {
  for (const { way, outcome, detail } of attempts) log.info(`${way} · ${outcome} · ${detail}`);
  log.info(summary);
  for (const { what, command } of improve) log.info(`${what}\n  ${command}`);
}

function done({ summary }: EngineReport, { log }: Services): Message {
  return { text: vscode.l10n.t('{0} Trials that start now run on it.', summary), kind: 'information', actions: [showLog(log)] };
}

/** The reason, and the next step: for a file, the browser may reach what this machine does not. */
function barred({ attempts, summary, improve }: EngineReport, { log }: Services): Message {
  const [next] = improve;
  const file = next?.file;
  const text = [summary, attempts.at(-1)?.detail, file === undefined ? next?.what : byHand(file)].filter(Boolean).join(' ');
  return { text, kind: 'warning', actions: [...(file === undefined ? [] : downloads(file)), tryAgain(), showLog(log)] };
}

type NeededFile = NonNullable<Mend['file']>;

function byHand({ name, bytes, sha256, folder }: NeededFile): string {
  return vscode.l10n.t('Download {0} ({1} MB) where the network allows it, put it into {2}, and try again. Its SHA-256 is {3}.', name, (bytes / 1e6).toFixed(1), folder, sha256);
}

function downloads({ url, folder }: NeededFile): Action<unknown>[] {
  return [
    [vscode.l10n.t('Download in Browser'), () => vscode.env.openExternal(vscode.Uri.parse(url, true))],
    [vscode.l10n.t('Copy Folder Path'), () => vscode.env.clipboard.writeText(folder)],
  ];
}

function failed(error: unknown, { log }: Services): Message {
  if (error instanceof vscode.CancellationError) {
    return { text: vscode.l10n.t('Setting up the native engine was cancelled. What was fetched is kept for the next time.'), kind: 'information', actions: [tryAgain()] };
  }
  log.error(error instanceof Error ? error : String(error));
  const text = vscode.l10n.t('The native engine could not be set up: {0}', error instanceof Error ? error.message : String(error));
  return { text, kind: 'error', actions: [tryAgain(), showLog(log)] };
}

function tryAgain(): Action<unknown> {
  return [vscode.l10n.t('Try Again'), () => vscode.commands.executeCommand(COMMAND)];
}

function showLog(log: vscode.LogOutputChannel): Action<unknown> {
  return [vscode.l10n.t('Show Log'), () => log.show()];
}
