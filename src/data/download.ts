import { open, rename, rm } from 'node:fs/promises';
import { EnvHttpProxyAgent, interceptors, request, type Dispatcher } from 'undici';
import { Interrupted, LabError, sentence } from '../base/errors';
import { t } from '../base/l10n';
import type { FileFacts } from './catalogue';
import { mismatch } from './checksum';
import { fileError, sizeOf } from './files';
import { pause, stopIfAborted } from './interruption';
import type { OnProgress } from './progress';

export interface DownloadOptions {
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
  /** Milliseconds before the first further try; doubled each time. */
  patience?: number;
}

const tries = 5;

/** A failure that another try may mend. */
class Passing extends Error {}

/** The server has no such file, or keeps it from us. */
export class NotThere extends LabError {}

/**
 * Fetches a file and puts it at `target` once its SHA-256 is right; until then it grows as `target.part`, from which a later call goes on.
 * Honours HTTP_PROXY, HTTPS_PROXY and NO_PROXY. Tries five times where trying again can help; a network that can't be reached fails within about 5 s.
 * @throws LabError naming the address, Interrupted
 */
export async function download(url: string, target: string, facts: FileFacts, options: DownloadOptions = {}): Promise<void> {
  const part = `${target}.part`;
  const agent = environmentAgent();
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: 5 }));
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        const resumed = await fetchInto(part, { url, facts, dispatcher, ...options });
        await accept(part, target, { url, facts, resumed, signal: options.signal });
        return;
      } catch (error) {
        stopIfAborted(options.signal);
        if (!(error instanceof Passing)) throw error;
        if (attempt === tries) throw new LabError(t('{0} ({1} tries).', error.message, tries), { place: url, cause: error });
      }
      await pause((options.patience ?? 500) * 2 ** (attempt - 1), options.signal);
    }
  } finally {
    await agent.destroy();
  }
}

function environmentAgent(): EnvHttpProxyAgent {
  const connect = { timeout: 5_000 };
  try {
    // proxyTunnel: plain http goes through a proxy as a plain request, since many proxies open tunnels to port 443 only.
    return new EnvHttpProxyAgent({ connect, proxyTls: connect, proxyTunnel: false, headersTimeout: 20_000, bodyTimeout: 30_000 });
  } catch (error) {
    throw new LabError(t("the proxy's address is not valid: {0}.", sentence(error)), { mend: t('Set HTTP_PROXY and HTTPS_PROXY to an address such as http://proxy.example:3128, or unset them.'), cause: error });
  }
}

interface Fetch extends DownloadOptions {
  url: string;
  facts: FileFacts;
  dispatcher: Dispatcher;
}

/** Makes `part` complete, from where it stands; returns whether bytes of an earlier call are in it. */
async function fetchInto(part: string, fetch: Fetch): Promise<boolean> {
  const have = (await sizeOf(part)) ?? 0;
  const response = await ask(have, fetch);
  const { statusCode: status, headers, body } = response;
  const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(String(headers['content-range']));
  if (status === 416 && Number(range?.[2]) === have) {
    await body.dump();
    return true;
  }
  if (status === 416 || (status === 206 && Number(range?.[1]) !== have)) {
    await body.dump();
    await rm(part, { force: true });
    throw new Passing(t('the server could not go on where the last download stopped'));
  }
  if (status !== 200 && status !== 206) {
    await body.dump();
    const message = t('the server answered {0}', status);
    throw status >= 500 || status === 429 || status === 408 ? new Passing(message) : new NotThere(`${message}.`, { place: fetch.url });
  }
  const start = status === 206 ? have : 0;
  const length = headers['content-length'] === undefined ? undefined : start + Number(headers['content-length']);
  await save(body, part, start, length, fetch);
  return start > 0;
}

async function ask(have: number, { url, dispatcher, signal }: Fetch): Promise<Dispatcher.ResponseData> {
  try {
    return await request(url, {
      dispatcher,
      signal: signal ?? null,
      headers: { 'accept-encoding': 'identity', 'user-agent': 'resnet-lab', ...(have > 0 ? { range: `bytes=${String(have)}-` } : {}) },
    });
  } catch (error) {
    if (passing(error)) throw new Passing(reason(error), { cause: error });
    throw new LabError(t('the server could not be reached: {0}.', reason(error)), { place: url, cause: error });
  }
}

/** Appends the body to `part` from byte `start` on; what is there already is kept when the connection breaks. */
async function save(body: AsyncIterable<Buffer>, part: string, start: number, length: number | undefined, fetch: Fetch): Promise<void> {
  const { facts, signal, onProgress } = fetch;
  const limit = Math.ceil(facts.bytes * 1.05) + 65_536; // room for the same content compressed anew
  let done = start;
  const task = t('download {0}', facts.name);
  const file = await open(part, start > 0 ? 'a' : 'w').catch((error: unknown) => {
    throw fileError(error, part);
  });
  try {
    for await (const chunk of body) {
      stopIfAborted(signal);
      if (done + chunk.length > limit) {
        await rm(part, { force: true });
        throw new LabError(t('the file is larger than expected ({0} bytes).', facts.bytes), { place: fetch.url });
      }
      await file.write(chunk);
      done += chunk.length;
      onProgress?.({ task, done, total: length ?? facts.bytes, unit: 'bytes' });
    }
  } catch (error) {
    if (error instanceof LabError || error instanceof Interrupted) throw error;
    const known = fileError(error, part);
    throw known instanceof LabError ? known : new Passing(t('the connection broke: {0}', reason(error)), { cause: error });
  } finally {
    await file.close();
  }
}

async function accept(part: string, target: string, { url, facts, resumed, signal }: { url: string; facts: FileFacts; resumed: boolean; signal: AbortSignal | undefined }): Promise<void> {
  const wrong = await mismatch(part, facts, signal);
  if (wrong === undefined) {
    await rename(part, target);
    return;
  }
  await rm(part, { force: true });
  // A part from elsewhere, or of another version, spoils a sound rest: worth a try from the start.
  if (resumed) throw new Passing(t('the file is not the one expected: {0}', wrong));
  throw new LabError(t('the file is not the one expected: {0}.', wrong), { place: url });
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code ?? '');
}

function passing(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'].includes(codeOf(error));
}

function reason(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reason(error.errors[0]);
  return sentence(error);
}
