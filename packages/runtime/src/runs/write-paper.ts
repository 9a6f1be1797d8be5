import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { WinceError } from '@wince/core';
import { renderPaper } from '@wince/pages';
import { writeAtomically, writeError } from '../files/atomic.ts';
import { beginFolder } from '../files/folder.ts';
import { sha256Of } from '../files/hash.ts';
import { systemCode } from '../files/system-error.ts';
import type { EvaluatedRun } from './read-run.ts';

/** Where a paper on a run is written. */
export interface PaperOptions {
  readonly out: string;
  /** Replaces an earlier paper that stands there, with whatever else is in its folder. Default: it is not replaced. */
  readonly overwrite?: boolean;
}

/** The file by which a folder of a paper is known. */
const MARK = 'methods.md';

/**
 * Writes what a paper on a run needs into a folder, whole or not at all: `methods.md` and `methods.tex`, `references.bib`, `tables/`
 * as CSV and LaTeX, and `figures/` as SVG.
 *
 * @returns the files, below the folder
 * @throws WinceError `folder-in-use` for a folder that holds anything, unless an earlier paper is to be replaced; `cannot-write`,
 *   `disk-full`, those of `renderPaper`
 */
export async function writePaper(
  run: EvaluatedRun,
  { out, overwrite = false }: PaperOptions,
): Promise<readonly string[]> {
  // An earlier paper may have been edited: it is never replaced unasked.
  if (!overwrite) await refuseFilled(out);
  const files = await renderPaper(run);
  const madeOf = sha256Of(JSON.stringify([run.manifest, run.metrics]));
  const folder = await beginFolder(out, { mark: MARK, noun: 'a paper', madeOf, overwrite });
  try {
    for (const { path, text } of files) {
      await writeAtomically(join(folder.path, ...path.split('/')), text);
    }
    await folder.commit();
  } catch (error) {
    await folder.abandon();
    throw error;
  }
  return files.map(({ path }) => path);
}

async function refuseFilled(out: string): Promise<void> {
  const there = await readdir(resolve(out)).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return [];
    throw writeError(out, cause);
  });
  if (there.length === 0) return;
  throw new WinceError('folder-in-use', `${out} is there already, and has files in it.`, {
    hint: 'Name another folder with --paper, or give --overwrite to replace an earlier paper and all that is in its folder. Nothing was changed.',
  });
}
