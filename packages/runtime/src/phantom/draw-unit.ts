import { deserialize, serialize } from 'node:v8';
import { CONTRASTS, type Cohort } from '@wince/phantom';
import { z } from 'zod';
import { defineResource, defineUnitKind } from '../execute/index.ts';
import type { Thumbnail } from './subject-task.ts';
import { VIDEO_FORMATS } from './video-format.ts';

const cohorts = defineResource<Cohort>({ keep: 1 });

/**
 * Draws one subject of a cohort into a folder, or a row of the plate of expressions. Input: the cohort, as `packCohort` gives it.
 * Result: small pictures for the contact sheet, see `unpackThumbnails`. What it writes depends on the cohort and the task alone.
 */
export const drawCohortPart = defineUnitKind({
  id: 'draw-subject',
  version: 1,
  parameters: z.strictObject({
    folder: z.string(),
    clips: z
      .strictObject({
        format: z.enum(VIDEO_FORMATS),
        size: z.int(),
        seconds: z.number(),
        contrast: z.enum(CONTRASTS),
      })
      .nullable(),
    task: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('subject'), subject: z.string() }),
      z.strictObject({ kind: z.literal('clips'), subject: z.string() }),
      z.strictObject({ kind: z.literal('plate'), monk: z.int() }),
    ]),
  }),
  async run({ inputs: [input], parameters: { folder, clips, task } }, { store, holder, stopped }) {
    if (!input || input.of === 'file') throw new Error('a cohort is an entry of the store');
    const cohort = await cohorts(holder, JSON.stringify(input), async () => {
      const bytes = await store.get(input);
      if (!bytes) throw new Error('the store has no such cohort');
      return unpackCohort(bytes);
    });
    const work = { cohort, folder, clips, stopped };
    // Loaded here: most threads draw nothing.
    const { drawClips } = await import('./draw-clip.ts');
    const { drawPlateRow, drawSubjectPictures } = await import('./draw-subject-pictures.ts');
    const thumbnails =
      task.kind === 'plate'
        ? await drawPlateRow(work, task.monk)
        : task.kind === 'clips'
          ? await drawClips(work, task.subject)
          : await drawSubjectPictures(work, task.subject);
    return serialize(thumbnails);
  },
});

/** A cohort as bytes, the same for the same cohort. */
export function packCohort(cohort: Cohort): Uint8Array {
  return serialize(cohort);
}

function unpackCohort(bytes: Uint8Array): Cohort {
  return deserialize(Buffer.from(bytes));
}

/** What `drawSubjects` gave. */
export function unpackThumbnails(bytes: Uint8Array): readonly Thumbnail[] {
  return deserialize(Buffer.from(bytes));
}
