import { join } from 'node:path';
import { beginStage, WinceError, type WorkListener } from '@wince/core';
import {
  CLIP_SECONDS,
  type Clip,
  CONTRASTS,
  type Cohort,
  type CohortOptions,
  type Contrast,
  contactSheet,
  makeCohort,
  PICTURES_PER_SUBJECT,
  PLATE_COLUMNS,
  planClips,
  type SheetCell,
} from '@wince/phantom';
import { allResults, defaultWorkers, openThreads, type Unit, unitOf } from '../execute/index.ts';
import { writeAtomically } from '../files/atomic.ts';
import { beginFolder } from '../files/folder.ts';
import { sha256Of } from '../files/hash.ts';
import { memoryStore } from '../store/index.ts';
import { clipTruthJsonSchema } from './clip-truth.ts';
import { clipTable, cohortDescription, cohortManifest, cohortTable, PHANTOM_MARK } from './cohort-files.ts';
import { nameByContent } from './draw-subject-pictures.ts';
import { drawCohortPart, packCohort, unpackThumbnails } from './draw-unit.ts';
import { type ClipSettings, HINT, type PhantomTask, type Thumbnail } from './subject-task.ts';
import { pictureTruthJsonSchema } from './truth-schema.ts';
import { VIDEO_FORMATS, type VideoFormat } from './video-format.ts';

/** Pixels a side of a clip where the caller names none. */
const CLIP_SIZE = 224;
/** Clips in a row of the contact sheet. */
const CLIPS_IN_ROW = 2;

/** What cohort is drawn, and how it is written. */
export interface WriteCohortOptions extends CohortOptions {
  /** The folder of the data set; it may be absent, empty, or the same phantom as it was drawn, which is replaced. */
  readonly out: string;
  /** Replaces any earlier phantom that stands there, with whatever else is in its folder. Default: it is not replaced. */
  readonly overwrite?: boolean;
  /**
   * How the folder is laid out: as a data set of the program's own, or (`names`) as pictures alone that say in their names what they
   * are, `S01_F_pain_1.jpg`, as people have them who begin. Default: a data set.
   */
  readonly layout?: CohortLayout;
  /** Clips of half a minute with sound instead of pictures. Default: pictures. */
  readonly video?: VideoFormat;
  /** Of clips alone: seconds, 34 by default, and what the event without pain is. */
  readonly seconds?: number;
  /** What the event without pain is, of clips alone. Default: `any`. */
  readonly contrast?: Contrast;
  /** How many threads draw. Default: as many as the machine has processors. */
  readonly workers?: number;
  /** Ends the work when it is aborted. Default: nothing ends it. */
  readonly signal?: AbortSignal;
  /** Told of each step of the work. Default: nobody is told. */
  readonly onEvent?: WorkListener;
}

/** How a cohort of pictures may be laid out. */
export const COHORT_LAYOUTS = ['dataset', 'names'] as const;
/** See `WriteCohortOptions.layout`. */
export type CohortLayout = (typeof COHORT_LAYOUTS)[number];

/** What was written. */
export interface WrittenCohort {
  readonly folder: string;
  /** `dataset.csv`, and a sheet of the pictures; null with the layout `names`. */
  readonly dataset: string | null;
  readonly contactSheet: string | null;
  readonly subjects: number;
  readonly samples: number;
  readonly cohort: Cohort;
}

/**
 * Draws a cohort of synthetic neonates into a data set in the program's own layout: `dataset.csv`, `dataset.yaml`,
 * `pictures/` (or `videos/`), `truth/` with `truth/schema.json`, `contact-sheet.png` (the pictures), `expressions.png` (every tone, every
 * expression) and `phantom.json`. The same options give the same bytes, whatever the number of workers. The folder
 * appears when it is complete, or not at all.
 *
 * @throws WinceError `bad-phantom` for options that make no cohort; `folder-in-use`, `cannot-write`, `disk-full`,
 *   `interrupted`
 */
export async function writeCohort(options: WriteCohortOptions): Promise<WrittenCohort> {
  const cohort = makeCohort(options);
  const settings = await clipSettings(options);
  const clips = settings ? cohort.subjects.flatMap((subject) => planClips(cohort, subject, settings)) : [];
  const samples = settings
    ? clips.reduce((sum, { segments }) => sum + segments.length, 0)
    : cohort.samples.length;
  const manifest = cohortManifest(cohort, settings, samples);
  const folder = await beginFolder(options.out, {
    ...{
      mark: PHANTOM_MARK,
      noun: 'a phantom',
      madeOf: sha256Of(manifest, options.layout ?? '', packCohort(cohort)),
      overwrite: options.overwrite,
    },
  });
  try {
    const thumbnails = await drawAll(cohort, folder.path, settings, options);
    if (options.layout === 'names') await nameByContent(cohort, folder.path);
    const write = (name: string, bytes: string | Uint8Array): Promise<void> =>
      writeAtomically(join(folder.path, name), bytes, { flush: false });
    if (options.layout !== 'names') {
      const shown = settings ? clipCells(clips, thumbnails) : contactCells(cohort, thumbnails);
      await write(
        'contact-sheet.png',
        await sheetPng(shown, settings ? CLIPS_IN_ROW * clips[0].segments.length : PICTURES_PER_SUBJECT),
      );
      await write('expressions.png', await sheetPng(plateCells(thumbnails), PLATE_COLUMNS));
      await write('dataset.csv', settings ? clipTable(cohort, settings.format, clips) : cohortTable(cohort));
      await write('dataset.yaml', cohortDescription(cohort, settings));
      const schema = settings ? clipTruthJsonSchema() : pictureTruthJsonSchema();
      await write('truth/schema.json', `${JSON.stringify(schema, null, 2)}\n`);
    }
    await write(PHANTOM_MARK, manifest);
    await folder.commit();
  } finally {
    await folder.abandon();
  }
  return {
    folder: options.out,
    dataset: options.layout === 'names' ? null : join(options.out, 'dataset.csv'),
    contactSheet: options.layout === 'names' ? null : join(options.out, 'contact-sheet.png'),
    subjects: cohort.subjects.length,
    samples,
    cohort,
  };
}

/**
 * @throws WinceError `bad-phantom` for an unknown format or contrast, a length out of bounds, a confound with two
 *   time courses, and for what only clips have where none are asked for; `missing-codec`
 */
async function clipSettings(options: WriteCohortOptions): Promise<ClipSettings | null> {
  const {
    layout,
    video,
    confound,
    size = CLIP_SIZE,
    seconds = CLIP_SECONDS.usual,
    contrast = 'any',
  } = options;
  const refuse = (message: string, hint: string): never => {
    throw new WinceError('bad-phantom', message, { hint });
  };
  if (layout === 'names' && video !== undefined)
    refuse('Only pictures can be named by what they show.', 'Leave out --video, or --layout.');
  if (video === undefined) {
    if (options.seconds !== undefined || options.contrast !== undefined)
      refuse(
        'Pictures have no length and no contrast.',
        'Add --video, or leave out --seconds and --contrast.',
      );
    return null;
  }
  if (!VIDEO_FORMATS.includes(video))
    refuse(`There is no video format called "${video}".`, `The known ones are: ${VIDEO_FORMATS.join(', ')}.`);
  if (!CONTRASTS.includes(contrast))
    refuse(`There is no contrast called "${contrast}".`, `The known ones are: ${CONTRASTS.join(', ')}.`);
  if (!Number.isInteger(seconds) || seconds < CLIP_SECONDS.least || seconds > CLIP_SECONDS.most)
    refuse(
      `A clip must last a whole number of seconds from ${CLIP_SECONDS.least} to ${CLIP_SECONDS.most}, not ${seconds}.`,
      `For example: ${CLIP_SECONDS.usual}.`,
    );
  if (confound !== undefined && contrast === 'time-course')
    refuse(
      'This contrast shows both time courses of a face in one clip, but a confound needs two clips.',
      'Leave out --confound, or choose another --contrast.',
    );
  if (size % 2 !== 0)
    refuse(
      `A clip must have an even number of pixels a side, not ${size}.`,
      'Codecs store colours at half the size.',
    );
  const { assertCodecs } = await import('./encode-clip.ts');
  await assertCodecs(video, size);
  return { format: video, size, seconds, contrast };
}

/** Draws every subject and the plate of expressions. */
async function drawAll(
  cohort: Cohort,
  folder: string,
  clips: ClipSettings | null,
  { layout, workers = defaultWorkers(), signal, onEvent }: WriteCohortOptions,
): Promise<Map<string, Thumbnail>> {
  const store = memoryStore();
  const bytes = packCohort(cohort);
  const input = { of: 'table', sha256: sha256Of(bytes) } as const;
  await store.put(input, bytes);
  const unitFor = (task: PhantomTask): Unit =>
    unitOf(drawCohortPart, { inputs: [input], parameters: { folder, clips, task } });
  const units = [
    ...cohort.subjects.map(({ id }) => unitFor({ kind: clips ? 'clips' : 'subject', subject: id })),
    // The plate of expressions is no picture of a subject.
    ...Array.from({ length: layout === 'names' ? 0 : 10 }, (_, i) => unitFor({ kind: 'plate', monk: i + 1 })),
  ];
  const executor = openThreads({ store, workers: Math.min(workers, units.length) });
  const progress = beginStage(onEvent, 'draw-cohort', units.length);
  let done = 0;
  try {
    const drawn = await allResults((run) => executor.run(units, run), {
      ...{ signal, hint: HINT },
      onDone: () => progress(++done),
    });
    return new Map(drawn.flatMap(unpackThumbnails).map((thumbnail) => [thumbnail.sample, thumbnail]));
  } finally {
    await executor.close();
  }
}

/** A picture from the middle of each part of up to 24 clips. */
function clipCells(clips: readonly Clip[], thumbnails: ReadonlyMap<string, Thumbnail>): SheetCell[] {
  return clips.slice(0, 24).flatMap(({ id, segments }) =>
    segments.map(({ label }, part) => {
      const small = thumbnails.get(`${id} ${part}`);
      if (!small) throw new Error(`no picture of part ${part} of ${id}`);
      return { image: small, caption: small.caption, marked: label === 'pain' };
    }),
  );
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
  const { default: sharp } = await import('sharp');
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 9 })
    .toBuffer();
}
