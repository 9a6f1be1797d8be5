import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { WinceError } from '@wince/core';
import { replaceFile } from '../files/atomic.ts';
import { sha256OfFile } from '../files/hash.ts';

/** What is fetched, and where it shall lie. */
export interface PullRequest {
  readonly url: string;
  /** Where the file shall lie in the end. What has come so far lies beside it, as `FILE.part`. */
  readonly file: string;
  /** What it must hash to, where that is known. Default: it is not checked. */
  readonly sha256?: string;
  /** Ends the work when it is aborted. Default: nothing ends it. */
  readonly signal?: AbortSignal;
  /** Bytes that are there, and in all; null where the server does not say. Default: nobody is told. */
  readonly onProgress?: (done: number, total: number | null) => void;
}

/** A file that was fetched. */
export interface Pulled {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Bytes that were there from an earlier try. */
  readonly resumed: number;
}

/**
 * Fetches a file, taking up an earlier try where the server still has the same file.
 *
 * @throws WinceError `pull-failed` (what has come stays, and is taken up by the next try), `pull-wrong-hash` (what has come is
 *   deleted), `pull-disk`
 */
export async function pullFile(request: PullRequest): Promise<Pulled> {
  const part = `${request.file}.part`;
  const tag = `${part}.tag`;
  await onDisk(part, () => mkdir(path.dirname(request.file), { recursive: true, mode: 0o700 }));
  const had = await sizeOf(part);
  const known = had > 0 ? await readFile(tag, 'utf8').catch(() => undefined) : undefined;
  const response = await ask(request, known === undefined ? 0 : had, known);
  const resumed = response.status === 206 ? had : 0;
  if (response.status !== 200 && response.status !== 206) {
    await response.body?.cancel();
    if (response.status === 416) await rm(part, { force: true });
    throw failed(request, `the server answered ${response.status}`);
  }
  const name = response.headers.get('etag') ?? response.headers.get('last-modified');
  if (name !== null && !name.startsWith('W/')) await onDisk(tag, () => replaceFile(tag, name));
  else await rm(tag, { force: true });
  const length = response.headers.get('content-length');
  const total = length === null ? null : resumed + Number(length);
  await receive(request, response, part, resumed, total);
  return finish(request, part, tag, resumed);
}

async function ask(request: PullRequest, had: number, tag: string | undefined): Promise<Response> {
  const headers: Record<string, string> =
    had > 0 && tag !== undefined ? { range: `bytes=${had}-`, 'if-range': tag } : {};
  try {
    return await fetch(request.url, { headers, signal: request.signal, redirect: 'follow' });
  } catch (cause) {
    throw failed(request, reasonOf(cause), cause);
  }
}

async function receive(
  request: PullRequest,
  response: Response,
  part: string,
  resumed: number,
  total: number | null,
): Promise<void> {
  const handle = await onDisk(part, () => open(part, resumed > 0 ? 'a' : 'w', 0o600));
  let done = resumed;
  try {
    const reader = response.body?.getReader();
    for (;;) {
      const step = await reader?.read().catch((cause: unknown) => {
        throw failed(request, `the connection broke after ${done} bytes: ${reasonOf(cause)}`, cause);
      });
      if (!step || step.done) break;
      await onDisk(part, () => handle.writeFile(step.value));
      done += step.value.length;
      request.onProgress?.(done, total);
    }
    await onDisk(part, () => handle.sync());
  } finally {
    await handle.close();
  }
  if (total !== null && done < total) throw failed(request, `only ${done} of ${total} bytes were received`);
}

async function finish(request: PullRequest, part: string, tag: string, resumed: number): Promise<Pulled> {
  const sha256 = await sha256OfFile(part);
  await rm(tag, { force: true });
  if (request.sha256 !== undefined && request.sha256 !== sha256) {
    await rm(part, { force: true });
    throw new WinceError(
      'pull-wrong-hash',
      `${request.url} has the SHA-256 ${sha256}, not ${request.sha256}.`,
      {
        hint: 'The file on the server is not the expected one, or it was changed on the way. It was deleted here.',
      },
    );
  }
  const bytes = await sizeOf(part);
  await onDisk(part, () => rename(part, request.file));
  return { file: request.file, bytes, sha256, resumed };
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

async function onDisk<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw new WinceError('pull-disk', `${file} cannot be written: ${reasonOf(cause)}.`, {
      hint: 'Free some space, or name another folder with --home. The next try continues with the part that is already here.',
      cause,
    });
  }
}

function failed({ url }: PullRequest, reason: string, cause?: unknown): WinceError {
  return new WinceError('pull-failed', `${url} could not be fetched: ${reason}.`, {
    hint: 'Run the command again: it continues with the part that is already here. Or fetch the file yourself and import it.',
    cause,
  });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.message}${inner}`;
}
