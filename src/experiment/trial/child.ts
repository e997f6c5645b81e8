import { fork, type ChildProcess } from 'node:child_process';
import { t } from '../../base/l10n';

/** How long a process that was asked to stop may take for its batch and checkpoint before it is killed. */
const GRACE = 60_000;

export interface ChildOptions<Message> {
  /** The bundle or source file that the process runs. */
  readonly module: string;
  readonly onMessage: (message: Message) => void;
  /** First request to stop: the process is told, and finishes its batch. */
  readonly stop: AbortSignal;
  /** Second request: it is killed. */
  readonly kill: AbortSignal;
}

/** How a process ended, and the last lines that it wrote. */
export interface ChildEnd {
  readonly how: string;
  readonly output: string;
}

/** Forks a process, sends it one request, and waits for its end. */
export function runChild<Message>(request: object, options: ChildOptions<Message>): Promise<ChildEnd> {
  return new Promise((resolve) => {
    let output = '';
    const keep = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-1000));
    const child = fork(options.module, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('message', (message) => options.onMessage(message as Message));
    const release = obey(child, options);
    child.on('error', (error) => keep(Buffer.from(error.message)));
    child.on('close', (code, signal) => {
      release();
      resolve({ how: signal ?? t('exit code {0}', code ?? '?'), output: output.trim().split('\n').slice(-3).join(' | ') });
    });
    send(child, request);
  });
}

/** Passes on requests to stop and to kill. Returns how to stop listening. */
function obey(child: ChildProcess, { stop, kill }: Pick<ChildOptions<never>, 'stop' | 'kill'>): () => void {
  let grace: NodeJS.Timeout | undefined;
  const onStop = (): void => {
    send(child, { type: 'stop' });
    grace = setTimeout(() => child.kill('SIGKILL'), GRACE);
  };
  const onKill = (): void => void child.kill('SIGKILL');
  stop.addEventListener('abort', onStop);
  kill.addEventListener('abort', onKill);
  if (stop.aborted) onStop();
  if (kill.aborted) onKill();
  return () => {
    clearTimeout(grace);
    stop.removeEventListener('abort', onStop);
    kill.removeEventListener('abort', onKill);
  };
}

function send(child: ChildProcess, message: object): void {
  if (child.connected) child.send(message, () => undefined); // a child that died meanwhile is seen by its end
}
