import { readFile } from 'node:fs/promises';
import {
  abstentionOf,
  applyCell,
  FACE_LOOK,
  type FittedCell,
  keptColumns,
  keysInSnakeCase,
  keysOfSchema,
  matrix,
  readFittedCell,
  WinceError,
} from '@wince/core';
import { MODEL_SCHEMA, type ModelManifest, modelManifest, type TrainedModel } from '@wince/observation';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { z } from 'zod';
import { writeAtomically } from '../files/atomic.ts';
import { sha256Of } from '../files/hash.ts';
import { systemReason } from '../files/system-error.ts';

const MANIFEST = 'manifest.json';
const MODEL = 'model.json';

/** A fitted cell with its account: what `writeModel` writes and `readModel` reads. */
export function completeModel(
  manifest: Omit<ModelManifest, 'schema' | 'kind' | 'model_sha256' | 'note'>,
  fitted: TrainedModel['fitted'],
): TrainedModel {
  const complete: ModelManifest = {
    schema: MODEL_SCHEMA,
    kind: 'wince model',
    ...manifest,
    model_sha256: sha256Of(contentOf(fitted)),
    note: 'Research use only: not a medical device.',
  };
  return { manifest: complete, fitted };
}

function contentOf(fitted: TrainedModel['fitted']): Uint8Array {
  return strToU8(JSON.stringify(fitted));
}

/** A manifest as files and documents hold it: the names of parameters in snake_case. */
export function writtenManifest(manifest: ModelManifest): unknown {
  return { ...manifest, face: keysInSnakeCase(manifest.face), clips: keysInSnakeCase(manifest.clips) };
}

/** Writes a model as one archive (ZIP): the same model gives the same bytes. */
export async function writeModel(path: string, { manifest, fitted }: TrainedModel): Promise<void> {
  // ZIP keeps a time for each entry: a fixed one, so that equal models are equal files.
  const mtime = new Date(1980, 0, 1);
  const entry = (bytes: Uint8Array) => [bytes, { mtime, level: 6 as const }] as const;
  const bytes = zipSync({
    [MANIFEST]: [...entry(strToU8(`${JSON.stringify(writtenManifest(manifest), null, 1)}\n`))],
    [MODEL]: [...entry(contentOf(fitted))],
  });
  await writeAtomically(path, bytes);
}

/** Reads a model, and tries out that it can score. @throws WinceError `no-such-file`, `damaged-model`, `model-version`, `unknown-stage` */
export async function readModel(path: string): Promise<TrainedModel> {
  const { manifest, model } = unpack(path, await readBytes(path));
  const stated: unknown = parseJson(path, manifest);
  const schema = z.object({ schema: z.number(), version: z.string() }).safeParse(stated);
  if (schema.success && schema.data.schema !== MODEL_SCHEMA) {
    throw new WinceError(
      'model-version',
      `${path} was written by wince ${schema.data.version} in form ${schema.data.schema}, but this program reads form ${MODEL_SCHEMA}.`,
      { hint: 'Read it with that version, or train the model again with this one.' },
    );
  }
  const parsed = modelManifest.safeParse(keysOfSchema(modelManifest, stated));
  if (!parsed.success) throw damaged(path, 'its manifest is not the manifest of a model', parsed.error);
  if (sha256Of(model) !== parsed.data.model_sha256)
    throw damaged(path, 'its content does not fit its checksum');
  const fitted = readFitted(path, parseJson(path, model));
  tryOut(path, parsed.data, fitted);
  return { manifest: parsed.data, fitted };
}

function readFitted(path: string, json: unknown): FittedCell {
  try {
    return readFittedCell(json);
  } catch (cause) {
    if (cause instanceof z.ZodError) throw damaged(path, 'it contains no fitted cell', cause);
    if (cause instanceof WinceError && cause.code === 'damaged-model')
      throw damaged(path, 'its stages are not in their order', cause);
    throw cause;
  }
}

/** Most columns that a model may have: more would be a damaged number. */
const MOST_COLUMNS = 10_000_000;

/** Scores a row of zeros and a row without any value, so that whatever does not fit together is found before a real row comes. */
function tryOut(path: string, { families, specifications }: ModelManifest, fitted: FittedCell): void {
  if (families.length !== specifications.length)
    throw damaged(path, 'it does not state how each of its families is computed');
  const columns = families.reduce((sum, family) => sum + family.columns, 0);
  if (!(columns >= 1 && columns <= MOST_COLUMNS)) throw damaged(path, `it has ${columns} columns`);
  const kept = abstentionOf(fitted)?.parts.flatMap(({ stages }) => (stages ? [{ stages }] : [])) ?? [];
  const beyond = [fitted, ...kept]
    .flatMap((each) => keptColumns(each).columns)
    .find((column) => column >= columns);
  if (beyond !== undefined) throw damaged(path, `it keeps column ${beyond} of ${columns}, counted from 0`);
  const hasImputation = fitted.stages.some(({ stage }) => stage === 'impute');
  const rows = hasImputation ? [0, Number.NaN] : [0];
  try {
    const look = matrix(1, FACE_LOOK.length, new Float64Array(FACE_LOOK.length));
    for (const value of rows)
      applyCell(fitted, matrix(1, columns, new Float64Array(columns).fill(value)), { look });
  } catch (cause) {
    if (!(cause instanceof WinceError)) throw cause;
    throw damaged(path, `it cannot score a row: ${cause.message}`, cause);
  }
}

/** A model of numbers shrinks to a third or so: one that would grow by more than this is none, unless it is small. */
const GROWTH = 50;
const ALWAYS_ALLOWED = 2 ** 26;

function unpack(path: string, bytes: Uint8Array): { manifest: Uint8Array; model: Uint8Array } {
  let entries: Record<string, Uint8Array>;
  let total = 0;
  try {
    entries = unzipSync(bytes, {
      filter({ name, originalSize }) {
        if (name !== MANIFEST && name !== MODEL) return false;
        total += originalSize;
        return total <= Math.max(ALWAYS_ALLOWED, bytes.length * GROWTH);
      },
    });
  } catch (cause) {
    throw damaged(path, 'it cannot be unpacked', cause);
  }
  if (total > Math.max(ALWAYS_ALLOWED, bytes.length * GROWTH))
    throw damaged(path, `its ${bytes.length} bytes would unpack to ${total}, more than a model does`);
  const { [MANIFEST]: manifest, [MODEL]: model } = entries;
  if (!manifest || !model) throw damaged(path, `it has no ${manifest ? MODEL : MANIFEST}`);
  return { manifest, model };
}

function parseJson(path: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(strFromU8(bytes));
  } catch (cause) {
    throw damaged(path, 'its content is not valid JSON', cause);
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new WinceError('no-such-file', `The model ${path} cannot be read (${systemReason(cause)}).`, {
      hint: 'Name a file that `wince train --out` wrote.',
      cause,
    });
  }
}

function damaged(path: string, why: string, cause?: unknown): WinceError {
  return new WinceError('damaged-model', `${path} is damaged or incomplete: ${why}.`, {
    hint: 'Copy the file again from its source, or train the model again.',
    cause,
  });
}
