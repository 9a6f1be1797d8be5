import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { WinceError } from '@wince/core';
import { networkError } from '@wince/networks';
import { z } from 'zod';
import { sha256Of } from '../files/hash.ts';
import { systemCode } from '../files/system-error.ts';
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

const graphTopology = z.looseObject({ node: z.array(z.unknown()) });
const layersTopology = z.union([
  z.looseObject({ model_config: z.looseObject({}) }),
  z.looseObject({ class_name: z.string(), config: z.looseObject({}) }),
]);
const manifest = z.array(z.looseObject({ paths: z.array(z.string()) }));
const description = z.looseObject({
  modelTopology: z.unknown().optional(),
  weightsManifest: z.unknown().optional(),
});

/** The file of a model: `model.json` in a folder, or the only JSON file there. @throws WinceError `no-such-file` */
export async function tfjsModelFile(folder: string): Promise<string> {
  const entries = await readdir(folder);
  const found = ['model.json', 'model.min.js', 'model.js'].find((name) => entries.includes(name));
  if (found !== undefined) return path.join(folder, found);
  // A model that was renamed stands alone as a rule.
  const others = entries.filter((name) => name.endsWith('.json') && name !== 'metadata.json');
  if (others.length === 1) return path.join(folder, others[0]);
  const which =
    others.length === 0 ? 'no JSON file' : `${others.length} JSON files, none of them called model.json`;
  throw new WinceError('no-such-file', `The folder ${folder} has ${which}.`, {
    hint: 'Give the file of the network itself.',
  });
}

/**
 * Reads the weights that a `model.json` names, which lie in its folder. Files that were renamed with the model are found:
 * `emotion.json` has its weights in `emotion.weights.bin` then. A package for the web may have both as scripts, the
 * shards in base64 (`model.min.js`, `group1-shard1of2.min.js`): these are parsed and not run.
 *
 * @param bytes the content of the file
 * @throws WinceError `bad-network-file` where it is no such model or a shard is not beside it
 */
export async function readTfjsFiles(file: string, bytes: Uint8Array): Promise<TfjsFiles> {
  const text = Buffer.from(bytes).toString('utf8');
  // What stands behind the name of the model stands behind those of its shards: `.min.js`.
  const ending = file.endsWith('.js') ? /(\.min)?\.js$/.exec(file)?.[0] : undefined;
  const found = ending === undefined ? parsedJson(text, file) : scriptValue(text, file);
  const { format, paths } = formOf(found, file);
  const read = await Promise.all(paths.map((shard) => readShard(file, shard, ending, paths.length === 1)));
  return {
    format,
    description: found,
    weights: Buffer.concat(read.map(({ content }) => content)),
    shards: read.map(({ name, bytes: own }) => ({ file: name, sha256: sha256Of(own) })),
  };
}

/** What the description is of, and where its weights are. Every reason names what is there instead. */
function formOf(found: unknown, file: string): { format: TfjsFiles['format']; paths: readonly string[] } {
  const refuse = (reason: string, hint?: string): never => {
    throw networkError('bad-network-file', FORMAT, `${file} ${reason}.`, { hint });
  };
  const known = description.safeParse(found);
  if (!known.success) return refuse('has no modelTopology and weightsManifest');
  const { modelTopology, weightsManifest, ...rest } = known.data;
  if (modelTopology === undefined) {
    if (layersTopology.safeParse(found).success || graphTopology.safeParse(found).success)
      return refuse(
        'has the layers of a model and no weights',
        'Give the file that has a weightsManifest, too.',
      );
    if ('packageName' in rest && 'labels' in rest)
      return refuse('describes what a model is for; the model itself is in model.json', 'Give model.json.');
    return refuse('has no modelTopology and weightsManifest');
  }
  const isGraph = graphTopology.safeParse(modelTopology).success;
  if (!isGraph && !layersTopology.safeParse(modelTopology).success)
    return refuse('has a modelTopology, but neither a graph of nodes nor layers in it');
  if (weightsManifest === undefined)
    return refuse('has a modelTopology, but no weightsManifest, so no weights');
  const groups = manifest.safeParse(weightsManifest);
  if (!groups.success) return refuse('has a weightsManifest without the paths of its files');
  return { format: isGraph ? 'tfjs' : 'keras', paths: groups.data.flatMap((group) => group.paths) };
}

async function readShard(model: string, shard: string, ending: string | undefined, isOnly: boolean) {
  const folder = path.dirname(model);
  const plain = path.posix.normalize(shard);
  if (/^([/\\]|\w+:)/.test(plain) || plain.split(/[/\\]/).includes('..') || plain.endsWith('/'))
    throw networkError('bad-network-file', FORMAT, `its weights "${shard}" are not in the same folder.`);
  const names = [plain, ...(ending === undefined ? renamed(model, plain, isOnly) : [])];
  for (const each of names) {
    const name = each + (ending ?? '');
    const file = path.join(folder, name);
    const bytes = await plainFile(folder, file);
    if (!bytes) continue;
    if (ending === undefined) return { name, bytes, content: bytes };
    const text = scriptValue(bytes.toString('utf8'), file);
    if (typeof text !== 'string')
      throw networkError('bad-network-file', FORMAT, `${file} does not export text.`);
    return { name, bytes, content: Buffer.from(text, 'base64') };
  }
  const file = path.join(folder, plain + (ending ?? ''));
  throw new WinceError(
    'bad-network-file',
    `${FORMAT}: ${file}, which contains its weights, cannot be read.`,
    {
      hint: 'Put all files of the model into one folder.',
    },
  );
}

/** What a file of weights may be called where the model was renamed. */
function renamed(model: string, shard: string, isOnly: boolean): readonly string[] {
  const stem = path.basename(model, path.extname(model));
  const own = ['.', '-', '_'].map((between) => `${stem}${between}${path.posix.basename(shard)}`);
  return isOnly ? [...own, `${stem}.weights.bin`, `${stem}.bin`, 'weights.bin', 'model.weights.bin'] : own;
}

/** The content of a file that lies in a folder; nothing where there is none, or a link leads out of the folder. */
async function plainFile(folder: string, file: string): Promise<Buffer | undefined> {
  try {
    const [root, real] = await Promise.all([realpath(folder), realpath(file)]);
    const isInside = !path.relative(root, real).startsWith('..');
    return isInside && (await stat(real)).isFile() ? await readFile(real) : undefined;
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return undefined;
  }
}

function parsedJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    // The parser counts characters, and says nothing of a text that only ends too early.
    const characters = Number(/at position (\d+)/.exec(reason)?.[1] ?? text.length);
    const offset = Buffer.byteLength(text.slice(0, characters));
    throw networkError(
      'bad-network-file',
      FORMAT,
      `${file} is not valid JSON: ${reason}.`,
      { offset },
      cause,
    );
  }
}
