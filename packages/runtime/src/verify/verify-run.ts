import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ExperimentSpecification,
  type RunDifference,
  runDifferences,
  WinceError,
  type WorkListener,
} from '@wince/core';
import { readDataset } from '../datasets/index.ts';
import type { OpenExecutor } from '../execute/index.ts';
import { sha256OfFile } from '../files/hash.ts';
import { systemCode } from '../files/system-error.ts';
import { networkCatalogue, networkHome, soundCatalogue, soundNetworkBytes } from '../networks/index.ts';
import { refuseChangedWeights } from '../networks/whole-weights.ts';
import { version } from '../provenance.ts';
import { evaluate } from '../runs/evaluate.ts';
import { type EvaluatedRun, readManifest, readRun } from '../runs/read-run.ts';
import { type ChainCheck, checkChain } from '../runs/run-chain.ts';
import { compareFolders, type Recomputed } from './compare-folders.ts';
import { culpritsOf } from './culprits.ts';

/** How a run is verified. */
export interface VerifyRunOptions {
  /** Where the data set lies now. Default: where the manifest says. */
  readonly dataset?: string;
  /** What the run is held against: its own specification is to be the same. Default: nothing. */
  readonly experiment?: ExperimentSpecification;
  /** Whether the run is computed again. Default: true. */
  readonly recompute?: boolean;
  /** A cache that the second computation may read. Default: an empty one, so that all is computed anew. */
  readonly cache?: string;
  readonly workers: number;
  /** Where units of work are carried out. Default: in threads of this process. */
  readonly open?: OpenExecutor;
  /** Ends the work when it is aborted. Default: nothing ends it. */
  readonly signal?: AbortSignal;
  /** Told of each step of the work. Default: nobody is told. */
  readonly onEvent?: WorkListener;
}

/** A file of the data set that is not what the run read. */
export interface ChangedInput {
  readonly sample: string;
  readonly what: 'changed' | 'missing';
}

/** What verifying a run found. */
export interface RunVerification {
  readonly kind: 'wince verification';
  readonly version: string;
  readonly run: string;
  /**
   * - `equal`: computed again, every table is the same to the byte, and nothing was changed.
   * - `within-tolerance`: scores differ by at most `tolerance`, as between processors.
   * - `different`: something was changed, or other numbers came out; `culprits` name it.
   * - `not-recomputed`: nothing was changed, and it was not asked to compute it again.
   */
  readonly verdict: 'equal' | 'within-tolerance' | 'different' | 'not-recomputed';
  readonly chain: ChainCheck;
  readonly inputs: readonly ChangedInput[];
  /** Why a network of the run is not the one that its card describes. */
  readonly networks: readonly string[];
  /** What is not the same in the data, the parameters or the program. */
  readonly differences: readonly RunDifference[];
  readonly recomputed: Recomputed | null;
  /** Why the run cannot be computed again; null where it can. */
  readonly refused: { readonly code: string; readonly message: string } | null;
  /** What is to blame, in sentences, the surest first. */
  readonly culprits: readonly string[];
}

/**
 * Verifies a run: looks whether its files are as they were written (`chain.json`), whether the files of the data set are those
 * that it read, and computes it again.
 *
 * @throws WinceError `no-run`, `run-version`, `damaged-run`, `interrupted`
 */
export async function verifyRun(folder: string, options: VerifyRunOptions): Promise<RunVerification> {
  const chain = await checkChain(folder);
  const manifest = await readManifest(folder);
  const specification = {
    ...manifest.specification,
    ...(options.dataset === undefined ? {} : { dataset: options.dataset }),
  };
  const asked = options.experiment;
  const wanted = asked ? runDifferences(manifest, { ...manifest, specification: asked }) : [];
  // A table that cannot be read is named by the chain already.
  const run = chain.status === 'broken' ? await readRun(folder).catch(onlyRefusals) : await readRun(folder);
  const inputs = run instanceof WinceError ? [] : await changedInputs(run, specification);
  const networks = await changedNetworks(manifest);
  const again = options.recompute === false ? null : await computeAgain(folder, specification, options);
  const found = {
    ...{ chain, inputs, networks },
    differences: [
      ...wanted,
      ...(again && 'manifest' in again ? runDifferences(manifest, again.manifest) : []),
    ],
    recomputed: again && 'manifest' in again ? again.recomputed : null,
    refused: again && 'refused' in again ? again.refused : null,
  };
  const culprits = culpritsOf(found);
  return {
    ...{ kind: 'wince verification', version, run: folder },
    verdict: verdictOf(found.recomputed, culprits),
    ...found,
    culprits,
  };
}

function verdictOf(recomputed: Recomputed | null, culprits: readonly string[]): RunVerification['verdict'] {
  if (culprits.length > 0) return 'different';
  if (!recomputed) return 'not-recomputed';
  return recomputed.status === 'equal' ? 'equal' : 'within-tolerance';
}

type Again =
  | { readonly manifest: EvaluatedRun['manifest']; readonly recomputed: Recomputed }
  | { readonly refused: { readonly code: string; readonly message: string } };

async function computeAgain(
  folder: string,
  specification: ExperimentSpecification,
  { cache, workers, open, signal, onEvent }: VerifyRunOptions,
): Promise<Again> {
  const place = await mkdtemp(join(tmpdir(), 'wince-verify-'));
  try {
    const out = join(place, 'run');
    const { manifest } = await evaluate(specification, {
      ...{ out, cache: cache ?? join(place, 'cache'), workers, open, signal, onEvent, faces: false },
    });
    return { manifest, recomputed: await compareFolders(folder, out) };
  } catch (error) {
    if (!(error instanceof WinceError) || error.code === 'interrupted') throw error;
    return { refused: { code: error.code, message: error.message } };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** Files of the data set whose bytes are not those that the run read. */
async function changedInputs(
  { samples }: EvaluatedRun,
  specification: ExperimentSpecification,
): Promise<readonly ChangedInput[]> {
  const folders = new Map([['', await folderOf(specification.dataset)]]);
  if (specification.test_dataset) folders.set('test:', await folderOf(specification.test_dataset));
  const seen = new Map<string, string | null>();
  const changed: ChangedInput[] = [];
  for (const { sample, sha256 } of samples) {
    if (sha256 === '') continue;
    const prefix = folders.has('test:') && sample.startsWith('test:') ? 'test:' : '';
    const path = sample.slice(prefix.length).replace(/#[\d.]*-[\d.]*$/, '');
    const place = join(folders.get(prefix) ?? '', path);
    if (!seen.has(place)) seen.set(place, await sha256OfFile(place).catch(noFile));
    const now = seen.get(place);
    if (now === null) changed.push({ sample, what: 'missing' });
    else if (now !== sha256) changed.push({ sample, what: 'changed' });
  }
  return changed;
}

/** Networks of the run whose weights are not those of their cards, or that are not there any more. */
async function changedNetworks({ families }: EvaluatedRun['manifest']): Promise<readonly string[]> {
  const catalogue = await networkCatalogue();
  const hearing = await soundCatalogue();
  const names = new Set(families.flatMap(({ network }) => (network ? [network.name] : [])));
  const changed: string[] = [];
  for (const name of names) {
    if (hearing.has(name)) {
      const refused = await soundNetworkBytes(hearing.get(name), networkHome()).then(
        () => null,
        onlyRefusals,
      );
      if (refused) changed.push(refused.message);
      continue;
    }
    if (!catalogue.has(name)) {
      changed.push(`The network "${name}" is not there any more.`);
      continue;
    }
    const refused = await refuseChangedWeights(catalogue.get(name)).then(() => null, onlyRefusals);
    if (refused) changed.push(refused.message);
  }
  return changed;
}

async function folderOf(dataset: string): Promise<string> {
  const read = await readDataset(dataset).catch(onlyRefusals);
  return read instanceof WinceError ? dataset : read.folder;
}

function noFile(cause: unknown): null {
  if (systemCode(cause) === undefined) throw cause;
  return null;
}

function onlyRefusals(error: unknown): WinceError {
  if (error instanceof WinceError) return error;
  throw error;
}
