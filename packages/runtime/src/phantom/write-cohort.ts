import { join } from 'node:path';
import {
  type Cohort,
  type CohortOptions,
  contactSheet,
  makeCohort,
  PICTURES_PER_SUBJECT,
  PLATE_COLUMNS,
  type SheetCell,
} from '@wince/phantom';
import { Piscina } from 'piscina';
import sharp from 'sharp';
import { writeAtomically } from '../files/atomic.ts';
import { beginFolder } from '../files/folder.ts';
import { defaultWorkers, type Outcome, settle, workerUrl } from '../workers.ts';
import { cohortDescription, cohortManifest, cohortTable, PHANTOM_MARK } from './cohort-files.ts';
import type { PhantomTask, PhantomWork, Thumbnail } from './subject-task.ts';
import { pictureTruthJsonSchema } from './truth-schema.ts';

export interface WriteCohortOptions extends CohortOptions {
  /** The folder of the data set; it may be absent, empty, or an earlier phantom, which is replaced. */
  readonly out: string;
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (stage: string, done: number, total: number) => void;
}

/** What was written. */
export interface WrittenCohort {
  readonly folder: string;
  readonly dataset: string;
  readonly contactSheet: string;
  readonly subjects: number;
  readonly samples: number;
  readonly cohort: Cohort;
}

/**
 * Draws a cohort of synthetic neonates into a data set in the program's own layout: `dataset.csv`, `dataset.yaml`,
 * `pictures/`, `truth/` with `truth/schema.json`, `contact-sheet.png` (the pictures), `expressions.png` (every tone, every
 * expression) and `phantom.json`. The same options give the same bytes, whatever the number of workers. The folder
 * appears when it is complete, or not at all.
 *
 * @throws WinceError `bad-phantom` for options that make no cohort; `folder-in-use`, `cannot-write`, `disk-full`,
 *   `interrupted`
 */
export async function writeCohort(options: WriteCohortOptions): Promise<WrittenCohort> {
  const cohort = makeCohort(options);
  const folder = await beginFolder(options.out, PHANTOM_MARK);
  try {
    const thumbnails = await drawAll(cohort, folder.path, options);
    const write = (name: string, bytes: string | Uint8Array): Promise<void> =>
      writeAtomically(join(folder.path, name), bytes, { flush: false });
    await write('contact-sheet.png', await sheetPng(contactCells(cohort, thumbnails), PICTURES_PER_SUBJECT));
    await write('expressions.png', await sheetPng(plateCells(thumbnails), PLATE_COLUMNS));
    await write('dataset.csv', cohortTable(cohort));
    await write('dataset.yaml', cohortDescription(cohort));
    await write('truth/schema.json', `${JSON.stringify(pictureTruthJsonSchema(), null, 2)}\n`);
    await write(PHANTOM_MARK, cohortManifest(cohort, false));
    await folder.commit();
  } finally {
    await folder.abandon();
  }
  return {
    folder: options.out,
    dataset: join(options.out, 'dataset.csv'),
    contactSheet: join(options.out, 'contact-sheet.png'),
    subjects: cohort.subjects.length,
    samples: cohort.samples.length,
    cohort,
  };
}

/** Draws every subject and the plate of expressions in worker threads. */
async function drawAll(
  cohort: Cohort,
  folder: string,
  options: WriteCohortOptions,
): Promise<Map<string, Thumbnail>> {
  const tasks: PhantomTask[] = [
    ...cohort.subjects.map(({ id }): PhantomTask => ({ kind: 'subject', subject: id })),
    ...Array.from({ length: 10 }, (_, i): PhantomTask => ({ kind: 'plate', monk: i + 1 })),
  ];
  const work: PhantomWork = { cohort, folder };
  const pool = new Piscina<PhantomTask, Outcome<Thumbnail[]>>({
    filename: workerUrl('phantom/phantom-worker'),
    workerData: work,
    maxThreads: Math.min(options.workers ?? defaultWorkers(), tasks.length),
  });
  try {
    let done = 0;
    const drawn = await Promise.all(
      tasks.map(async (task) => {
        const thumbnails = await settle(pool.run(task, { signal: options.signal }));
        done += 1;
        options.onProgress?.('drawing', done, tasks.length);
        return thumbnails;
      }),
    );
    return new Map(drawn.flat().map((thumbnail) => [thumbnail.sample, thumbnail]));
  } finally {
    await pool.destroy();
  }
}

/** The pictures of up to twelve subjects, from light to dark. */
function contactCells(cohort: Cohort, thumbnails: ReadonlyMap<string, Thumbnail>): SheetCell[] {
  const byTone = [...cohort.subjects].sort((a, b) => a.monk - b.monk);
  const step = Math.max(1, byTone.length / 12);
  const shown = Array.from(
    { length: Math.min(12, byTone.length) },
    (_, i) => byTone[Math.floor(i * step)].id,
  );
  return shown.flatMap((id) =>
    cohort.samples
      .filter((sample) => sample.subject === id)
      .map((sample) => {
        const small = thumbnails.get(sample.id);
        if (!small) throw new Error(`no picture of ${sample.id}`);
        return { image: small, caption: small.caption, marked: sample.label === 'pain' };
      }),
  );
}

function plateCells(thumbnails: ReadonlyMap<string, Thumbnail>): SheetCell[] {
  return [...thumbnails.values()]
    .filter(({ sample }) => sample.startsWith('plate '))
    .map((image) => ({ image, caption: image.caption }));
}

async function sheetPng(cells: readonly SheetCell[], columns: number): Promise<Uint8Array> {
  const { width, height, data } = contactSheet(cells, columns);
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 9 })
    .toBuffer();
}
