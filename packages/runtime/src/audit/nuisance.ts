import { z } from 'zod';

const numbers = z.array(z.number()).readonly();

/** What of a row could tell its label without a face: numbers by name. */
export const nuisance = z.object({
  /** Why nothing was measured; empty where something was. */
  reason: z.string(),
  /** Bytes of the file; width and height of the picture. */
  file: numbers,
  /** Null without a picture. */
  background: z.object({ cells: numbers, detail: z.number() }).nullable(),
  /** Centre and side of the face's square, as shares of the picture; null without a face, as all that follows. */
  box: numbers.nullable(),
  pose: numbers.nullable(),
  light: numbers.nullable(),
  sharpness: z.number().nullable(),
  /** The difference hash of the picture. */
  look: numbers.nullable(),
});
/** What of a row could tell its label without a face; see `nuisance`. */
export type RowNuisance = z.infer<typeof nuisance>;

/** A row of which nothing was seen. */
export const UNSEEN: RowNuisance = {
  ...{ reason: '', file: [], background: null, look: null },
  ...{ box: null, pose: null, light: null, sharpness: null },
};
