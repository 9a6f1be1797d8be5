import { faceParameters, WinceError } from '@wince/core';
import { z } from 'zod';
import { defineUnitKind } from '../execute/index.ts';
import { systemCode } from '../files/system-error.ts';
import { nuisance, type RowNuisance, UNSEEN } from './nuisance.ts';

const seconds = z.number().nullable();

/**
 * Measures what of the rows of a file could tell the label without a face: of a picture as it is, of a clip in the frame in its
 * middle. Input: the file. Result: JSON, see `readNuisances`.
 */
export const observeNuisances = defineUnitKind({
  id: 'observe-nuisances',
  version: 1,
  parameters: z.strictObject({
    face: faceParameters,
    rows: z.array(z.strictObject({ start: seconds, end: seconds })),
  }),
  async run({ inputs: [file], parameters: { face, rows } }, context) {
    if (file?.of !== 'file') throw new Error('a recording is a file');
    const { path, sha256 } = file;
    // Loaded here: a thread that only fits needs neither networks nor decoders.
    const { measured } = await import('./measure-nuisances.ts');
    const found: RowNuisance[] = [];
    for (const row of rows) {
      try {
        found.push(await measured({ path, sha256, ...row }, face, context));
      } catch (cause) {
        const reason = cause instanceof WinceError ? cause.message : systemCode(cause);
        if (reason === undefined) throw cause;
        found.push({ ...UNSEEN, reason });
      }
    }
    return Buffer.from(JSON.stringify(found));
  },
});

/** What `observeNuisances` gave, in the order of the rows. */
export function readNuisances(bytes: Uint8Array): readonly RowNuisance[] {
  return z.array(nuisance).parse(JSON.parse(Buffer.from(bytes).toString()));
}
