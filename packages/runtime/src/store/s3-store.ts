import { setTimeout } from 'node:timers/promises';
import { WinceError } from '@wince/core';
import type { S3mini } from 's3mini';
import { contentOf, packEntry } from './entry-file.ts';
import { entryPath, originsOf } from './entry-path.ts';
import type { Store, StoreName } from './store.ts';

/** Whether a place is a bucket: `s3://BUCKET/PREFIX`. */
export function isBucket(place: string): boolean {
  return place.startsWith('s3://');
}

/** What decides how a bucket is entered: variables of the environment, with the names that other programs give them. */
type Environment = Readonly<Record<string, string | undefined>>;

/** How often a request is sent, and the first pause in milliseconds: it doubles. */
const TRIES = 6;
const PAUSE = 100;

/** Milliseconds for which one waits for an answer. */
const PATIENCE = 60_000;

/** Bytes of an entry that is sent at once; larger ones travel in parts of this size. */
const PART = 8 * 2 ** 20;

/**
 * Opens a store in a bucket of S3-compatible storage. An object appears whole or not at all, so that nothing is renamed; one that is
 * there is not replaced (`If-None-Match`), unless it is damaged.
 *
 * `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` enter it; `AWS_REGION` (us-east-1) and `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL` say
 * where it is.
 *
 * @param place `s3://BUCKET` or `s3://BUCKET/PREFIX`
 * @throws WinceError `bad-bucket`
 */
export async function openS3Store(
  place: string,
  {
    environment = process.env,
    patience = PATIENCE,
  }: { readonly environment?: Environment; readonly patience?: number } = {},
): Promise<Store> {
  const [, bucket, inside = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*?))?\/?$/.exec(place) ?? [];
  if (bucket === undefined) {
    throw new WinceError('bad-bucket', `"${place}" is not the place of a bucket.`, {
      hint: 'Give s3://BUCKET or s3://BUCKET/PREFIX.',
    });
  }
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (!accessKeyId || !secretAccessKey || environment.AWS_SESSION_TOKEN) {
    const why = environment.AWS_SESSION_TOKEN
      ? 'keys that hold for a session cannot be used'
      : 'AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set';
    throw new WinceError('bad-bucket', `The bucket of ${place} cannot be entered: ${why}.`, {
      hint: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to keys that may read and write the bucket, and unset AWS_SESSION_TOKEN.',
    });
  }
  const region = environment.AWS_REGION ?? 'us-east-1';
  const endpoint =
    environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL ?? `https://s3.${region}.amazonaws.com`;
  const { S3mini: Client } = await import('s3mini');
  const client = new Client({
    ...{ accessKeyId, secretAccessKey, region, endpoint: `${endpoint.replace(/\/$/, '')}/${bucket}` },
    requestAbortTimeout: patience,
  });
  const keyOf = (name: StoreName) => [...(inside === '' ? [] : [inside]), ...entryPath(name)].join('/');
  const asking = <Result>(what: string, ask: () => Promise<Result>) => patiently(`${what} of ${place}`, ask);
  const read = async (name: StoreName) => {
    const entry = await asking('An entry', () => client.getObjectArrayBuffer(keyOf(name)));
    return entry && contentOf(Buffer.from(entry), name);
  };
  return {
    place,
    get: read,
    async put(name, bytes) {
      const entry = packEntry(name, bytes);
      const isNew = await asking('An entry', () => put(client, keyOf(name), entry, { replace: false }));
      // What others have put there is the same, unless it is damaged.
      if (!isNew && (await read(name)) === null)
        await asking('An entry', () => put(client, keyOf(name), entry, { replace: true }));
    },
    async drop(name) {
      await asking('An entry', () => client.deleteObject(keyOf(name)));
    },
    async forget(sha256, { dryRun = false } = {}) {
      const keys: string[] = [];
      for (const origin of originsOf(sha256)) {
        const prefix = [...(inside === '' ? [] : [inside]), origin].join('/');
        const found = await asking('The list of entries', () => client.listObjects('/', prefix));
        keys.push(...(found ?? []).map(({ Key }) => Key));
      }
      if (!dryRun) for (const key of keys) await asking('An entry', () => client.deleteObject(key));
      return keys.map((key) => `s3://${bucket}/${key}`);
    },
    address: () => ({ folder: place, held: [] }),
  };
}

/** @returns false where an object is there already, and is not to be replaced */
async function put(
  client: S3mini,
  key: string,
  bytes: Buffer,
  { replace }: { readonly replace: boolean },
): Promise<boolean> {
  if (bytes.length > PART) {
    if (!replace && (await client.objectExists(key))) return false;
    await putInParts(client, key, bytes);
    return true;
  }
  const conditions: Readonly<Record<string, string>> = replace ? {} : { 'if-none-match': '*' };
  try {
    await client.putObject(key, bytes, 'application/octet-stream', undefined, conditions);
    return true;
  } catch (error) {
    // 412: it is there. 409: another one is writing it at this moment.
    if (!replace && [409, 412].includes(statusOf(error) ?? 0)) return false;
    throw error;
  }
}

/** An object in parts appears when it is complete; of one that was begun nothing stays. */
async function putInParts(client: S3mini, key: string, bytes: Buffer): Promise<void> {
  const id = await client.getMultipartUploadId(key);
  try {
    const parts: Awaited<ReturnType<S3mini['uploadPart']>>[] = [];
    for (let start = 0; start < bytes.length; start += PART) {
      const part = bytes.subarray(start, start + PART);
      const number = parts.length + 1;
      parts.push(await again(() => client.uploadPart(key, id, part, number)));
    }
    await client.completeMultipartUpload(key, id, parts);
  } catch (error) {
    await client.abortMultipartUpload(key, id).catch(() => undefined);
    throw error;
  }
}

async function patiently<Result>(what: string, ask: () => Promise<Result>): Promise<Result> {
  try {
    return await again(ask);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WinceError('store-unreachable', `${what} cannot be read or written (${reason}).`, {
      hint: 'Check the bucket, its endpoint (AWS_ENDPOINT_URL_S3) and the keys, and run the command again: it continues from what is there.',
      cause,
    });
  }
}

/** Asks again, after longer and longer pauses, where the server is busy or breaks off. */
async function again<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      const status = statusOf(error);
      const isFinal = status !== undefined && status < 500 && status !== 408 && status !== 429;
      if (isFinal || tries === TRIES) throw error;
      await setTimeout(PAUSE * 2 ** (tries - 1) * (0.5 + Math.random()));
    }
  }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error && typeof error.status === 'number'
    ? error.status
    : undefined;
}
