import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { WinceError } from '@wince/core';
import { networkError } from '@wince/networks';
import { z } from 'zod';
import { sha256Of } from '../files/hash.ts';
import { scriptValue } from './script-value.ts';

const FORMAT = 'TensorFlow.js model';

/** A model of TensorFlow.js as it lies on a disk. */
export interface TfjsFiles {
  /** `tfjs`: a graph of operations; `keras`: layers. */
  readonly format: 'tfjs' | 'keras';
  /** The content of `model.json`. */
  readonly description: unknown;
  /** The shards, joined in their order. */
  readonly weights: Uint8Array<ArrayBuffer>;
  readonly shards: readonly { readonly file: string; readonly sha256: string }[];
}

const described = z.looseObject({
  modelTopology: z.union([
    z.looseObject({ node: z.array(z.unknown()) }).transform(() => 'tfjs' as const),
    z.looseObject({ model_config: z.looseObject({}) }).transform(() => 'keras' as const),
  ]),
  weightsManifest: z.array(z.looseObject({ paths: z.array(z.string()) })),
});

/**
 * Reads the shards that a `model.json` names, which lie beside it. A package for the web may have both as scripts, the
 * shards in base64 (`model.min.js`, `group1-shard1of2.min.js`): these are parsed and not run.
 *
 * @param bytes the content of the file
 * @throws WinceError `bad-network-file` where it is no such model or a shard is not beside it
 */
export async function readTfjsFiles(file: string, bytes: Uint8Array): Promise<TfjsFiles> {
  const text = Buffer.from(bytes).toString('utf8');
  // What stands behind the name of the model stands behind those of its shards: `.min.js`.
  const ending = file.endsWith('.js') ? /(\.min)?\.js$/.exec(file)?.[0] : undefined;
  const description = ending === undefined ? parsedJson(text, file) : scriptValue(text, file);
  const known = described.safeParse(description);
  if (!known.success) {
    const reason = `${file} has no modelTopology and weightsManifest of a graph or of layers.`;
    throw networkError('bad-network-file', FORMAT, reason, {}, known.error);
  }
  const paths = known.data.weightsManifest.flatMap((group) => group.paths);
  const read = await Promise.all(paths.map((shard) => readShard(path.dirname(file), shard, ending)));
  return {
    format: known.data.modelTopology,
    description,
    weights: Buffer.concat(read.map(({ content }) => content)),
    shards: read.map(({ name, bytes: own }) => ({ file: name, sha256: sha256Of(own) })),
  };
}

async function readShard(folder: string, shard: string, ending: string | undefined) {
  if (path.basename(shard) !== shard || shard === '..') {
    throw networkError('bad-network-file', FORMAT, `its weights "${shard}" do not lie beside it.`);
  }
  const name = shard + (ending ?? '');
  const file = path.join(folder, name);
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new WinceError('bad-network-file', `${FORMAT}: ${file}, which holds its weights, cannot be read.`, {
      hint: 'Put all files of the model into one folder.',
      cause,
    });
  });
  if (ending === undefined) return { name, bytes, content: bytes };
  const text = scriptValue(bytes.toString('utf8'), file);
  if (typeof text !== 'string') throw networkError('bad-network-file', FORMAT, `${file} exports no text.`);
  return { name, bytes, content: Buffer.from(text, 'base64') };
}

function parsedJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    // The parser counts characters, and says nothing of a text that only ends too early.
    const characters = Number(/at position (\d+)/.exec(reason)?.[1] ?? text.length);
    const offset = Buffer.byteLength(text.slice(0, characters));
    throw networkError('bad-network-file', FORMAT, `${file} is no JSON: ${reason}.`, { offset }, cause);
  }
}
