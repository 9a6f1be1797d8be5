import { join } from 'node:path';
import {
  type ClipRow,
  type PermutationTest,
  parseGiven,
  permutationTest,
  RUN_SCHEMA,
  type RunManifest,
  type RunMetrics,
  runManifest,
  runMetrics,
  WinceError,
} from '@wince/core';
import { z } from 'zod';
import { type MonitoringDocument, monitoringDocument } from '../monitoring/monitoring-document.ts';
import { readClips } from './clip-tables.ts';
import { isThere, readBytes } from './csv-table.ts';
import {
  type RunTables,
  readGroups,
  readHidden,
  readPredictions,
  readSamples,
  readSelected,
  readTaken,
  readTuned,
} from './run-tables.ts';

/** A run: what its folder holds. */
export interface EvaluatedRun extends RunTables {
  readonly folder: string;
  readonly manifest: RunManifest;
  readonly metrics: RunMetrics;
  /** How clips were followed; no rows where there are none. */
  readonly clips: readonly ClipRow[];
  /** How well a monitor's episodes found events; null where nothing was monitored. */
  readonly monitoring: MonitoringDocument | null;
  /** The run against chance; null where no labels were permuted. */
  readonly permutation: PermutationTest | null;
}

/**
 * Reads a run back from its folder, as `evaluate` gave it.
 *
 * @throws WinceError `no-run` for a folder that is none, `run-version` for one of an older or newer form, `damaged-run` that names a
 *   missing file, or file, line, column and value, `incomplete-table`, `broken-csv`
 */
export async function readRun(folder: string): Promise<EvaluatedRun> {
  // First the manifest: it says whether the other files have the form that is known here.
  const manifest = await readManifest(folder);
  const has = (name: string) => isThere(join(folder, name));
  return {
    folder,
    manifest,
    metrics: await readJson(join(folder, 'metrics.json'), runMetrics),
    samples: await readSamples(folder),
    predictions: await readPredictions(folder),
    middle: (await has('middle.csv')) ? await readPredictions(folder, 'middle.csv') : [],
    selected: await readSelected(folder),
    tuned: await readTuned(folder),
    groups: await readGroups(folder),
    hidden: await readHidden(folder),
    taken: await readTaken(folder),
    clips: await readClips(folder),
    monitoring: (await has('monitoring.json'))
      ? await readJson(join(folder, 'monitoring.json'), monitoringDocument)
      : null,
    permutation: (await has('permutation.json'))
      ? await readJson(join(folder, 'permutation.json'), permutationTest)
      : null,
  };
}

const stated = z.object({ kind: z.literal('wince run'), schema: z.number(), version: z.string() });

/** Reads `manifest.json` of a run. @throws WinceError `no-run`, `run-version`, `damaged-run` */
export async function readManifest(folder: string): Promise<RunManifest> {
  const path = join(folder, 'manifest.json');
  if (!(await isThere(path))) throw noRun(folder);
  const value = await readValue(path);
  const found = stated.safeParse(value);
  if (!found.success) throw noRun(folder, found.error);
  const { schema, version } = found.data;
  if (schema < RUN_SCHEMA) {
    throw new WinceError(
      'run-version',
      `${folder} was written by an older version of wince (${version}), in form ${schema}. This version reads form ${RUN_SCHEMA}.`,
      { hint: `Run the experiment again, or read the folder with wince ${version}.` },
    );
  }
  if (schema > RUN_SCHEMA) {
    throw new WinceError(
      'run-version',
      `${folder} was written by a newer version of wince (${version}), in form ${schema}. This version reads form ${RUN_SCHEMA}.`,
      { hint: `Read it with wince ${version} or newer.` },
    );
  }
  return parseFile(path, value, runManifest);
}

async function readJson<Value>(path: string, schema: z.ZodType<Value>): Promise<Value> {
  return parseFile(path, await readValue(path), schema);
}

function parseFile<Value>(path: string, value: unknown, schema: z.ZodType<Value>): Value {
  return parseGiven(schema, value, {
    code: 'damaged-run',
    where: path,
    hint: 'The file was changed: run the evaluation again.',
  });
}

async function readValue(path: string): Promise<unknown> {
  const text = new TextDecoder().decode(await readBytes(path));
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new WinceError('damaged-run', `${path} is not valid JSON: ${why}.`, {
      hint: 'The file was changed or is incomplete: run the evaluation again.',
      cause,
    });
  }
}

function noRun(folder: string, cause?: unknown): WinceError {
  return new WinceError('no-run', `${folder} is not a run folder: it has no manifest.json of a run.`, {
    hint: 'Name the folder that `wince evaluate --out` wrote.',
    cause,
  });
}
