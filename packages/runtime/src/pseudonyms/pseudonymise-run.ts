import { join, resolve } from 'node:path';
import { keysInSnakeCase, partOfSampleName, type RgbImage, WinceError } from '@wince/core';
import { writeAtomically } from '../files/atomic.ts';
import { beginFolder } from '../files/folder.ts';
import { sha256Of } from '../files/hash.ts';
import { writeClips } from '../runs/clip-tables.ts';
import { type EvaluatedRun, readRun } from '../runs/read-run.ts';
import { writeChain } from '../runs/run-chain.ts';
import { renderRunReport, wrongSamples } from '../runs/run-report.ts';
import { writeRunTables } from '../runs/run-tables.ts';
import { faceThumbnails, type ShownFace } from '../runs/thumbnails.ts';
import { openStore } from '../store/index.ts';
import { openNameKey } from './name-key.ts';
import { renamedRun } from './renamed-run.ts';

/** What a copy for others shows. */
export interface PseudonymiseRunOptions {
  /** The folder of the copy. */
  readonly out: string;
  /** Replaces an earlier run that stands there. Default: it is not replaced. */
  readonly overwrite?: boolean;
  /** Whether subjects, files and clips get pseudonyms. */
  readonly names: 'hashed' | 'kept';
  /** How the report shows faces. */
  readonly faces: ShownFace | 'none';
  /** The file of the key; the first call makes it. */
  readonly key: string;
  /** The cache in which the faces of the run are. */
  readonly cache: string;
}

/** What was written. */
export interface PseudonymisedRun {
  readonly subjects: number;
  /** How many faces the report shows. */
  readonly faces: number;
  /** How many rows were decided wrongly by at least one cell: a report shows their faces alone. */
  readonly wrong: number;
}

/**
 * Writes a copy of a run for others: the same figures, with pseudonyms in the place of names, and with faces that nobody recognises. The original stays as
 * it is. Faces are read from the cache; those that it does not hold are left out.
 *
 * @throws WinceError those of `readRun`, `openNameKey`, `folder-in-use`, `bad-option` where the copy would replace the run itself
 */
export async function pseudonymiseRun(
  folder: string,
  options: PseudonymiseRunOptions,
): Promise<PseudonymisedRun> {
  const { out, overwrite, names, faces: look } = options;
  if (resolve(out) === resolve(folder)) {
    throw new WinceError('bad-option', `${out} is the run itself.`, {
      hint: 'Name another folder with --out: the run stays as it is.',
    });
  }
  const run = await readRun(folder);
  const key = names === 'hashed' ? await openNameKey(options.key) : null;
  const renamed = key ? renamedRun(run, key) : run;
  const wrong = wrongSamples(run.predictions, run.manifest.positive_labels);
  const faces =
    look === 'none' ? null : renamedFaces(await facesOf(run, wrong, options.cache, look), run, renamed);
  const pending = await beginFolder(out, {
    ...{ mark: 'manifest.json', noun: 'a run', overwrite },
    madeOf: sha256Of(JSON.stringify([run.manifest, names, look])),
  });
  try {
    await writeCopy(pending.path, renamed);
    const shownAs = look === 'blurred' || look === 'landmarks' ? look : undefined;
    const report = await renderRunReport({ ...renamed, faces, ...(shownAs && { shownAs }) });
    await writeAtomically(join(pending.path, 'report.html'), report);
    await writeJson(join(pending.path, 'disclosure.json'), {
      ...{ kind: 'wince copy for others', schema: 1, names, faces: look },
      note: 'Labels, periods, sites and groups are those of the original. Intervals were drawn over subjects in the order of their own names.',
    });
    await writeChain(pending.path, onDisk(renamed));
    await pending.commit();
  } catch (error) {
    await pending.abandon();
    throw error;
  }
  const subjects = new Set(run.samples.map(({ subject }) => subject)).size;
  return { subjects, faces: faces?.size ?? 0, wrong: wrong.size };
}

async function facesOf(
  { samples, clips, manifest }: EvaluatedRun,
  wanted: ReadonlySet<string>,
  cache: string,
  look: ShownFace,
): Promise<ReadonlyMap<string, RgbImage>> {
  const ofClips = new Set(clips.map(({ sample }) => sample));
  const rows = samples
    .filter(({ sample }) => wanted.has(sample))
    .map(({ sample, sha256 }) => {
      const { start, end } = partOfSampleName(sample);
      return { sample, sha256: sha256 === '' ? null : sha256, start, end, isClip: ofClips.has(sample) };
    });
  return faceThumbnails(rows, await openStore(cache), manifest.specification, look);
}

/** Faces under the names that their rows have now. */
function renamedFaces(
  faces: ReadonlyMap<string, RgbImage>,
  { samples }: EvaluatedRun,
  renamed: EvaluatedRun,
): ReadonlyMap<string, RgbImage> {
  return new Map(
    samples.flatMap(({ sample }, row): [string, RgbImage][] => {
      const face = faces.get(sample);
      return face ? [[renamed.samples[row].sample, face]] : [];
    }),
  );
}

async function writeCopy(folder: string, run: EvaluatedRun): Promise<void> {
  await writeRunTables(folder, run);
  await writeClips(folder, run.clips);
  if (run.monitoring) await writeJson(join(folder, 'monitoring.json'), run.monitoring);
  if (run.permutation) await writeJson(join(folder, 'permutation.json'), run.permutation);
  await writeJson(join(folder, 'metrics.json'), run.metrics);
  await writeJson(join(folder, 'manifest.json'), onDisk(run));
}

function onDisk({ manifest }: EvaluatedRun): unknown {
  return { ...manifest, specification: keysInSnakeCase(manifest.specification) };
}

async function writeJson(path: string, document: unknown): Promise<void> {
  await writeAtomically(path, `${JSON.stringify(document, null, 1)}\n`);
}
