import { clipParameters, degradation, faceParameters, methodSpecification } from '@wince/core';
import { z } from 'zod';
import { defineResource, defineUnitKind } from '../execute/index.ts';
import { sha256Of } from '../files/hash.ts';
import { packRows, unpackRows } from './packed-rows.ts';
import type { RecordingExtractor } from './recording-extractor.ts';

const extractors = defineResource<RecordingExtractor>({ keep: 2, close: (extractor) => extractor.close() });

const seconds = z.number().nullable();

/**
 * Observes the rows of one recording for all families. Input: the file. Result: see `unpackRows`. What of it was computed before
 * comes from the store.
 */
export const observeRecordings = defineUnitKind({
  id: 'observe-recording',
  version: 3,
  parameters: z.strictObject({
    face: faceParameters,
    clips: clipParameters,
    features: z.array(methodSpecification),
    /** What is done to each picture before anything is looked for. */
    degradation: degradation.optional(),
    rows: z.array(z.strictObject({ row: z.int(), start: seconds, end: seconds, reference: z.boolean() })),
    rest: z.strictObject({ start: z.number(), end: seconds }).nullable(),
  }),
  async run({ inputs: [file], parameters: { rows, rest, ...setup } }, { store, holder }) {
    if (file?.of !== 'file') throw new Error('a recording is a file');
    const key = sha256Of(JSON.stringify(setup));
    // Loaded here: a thread that only fits needs neither networks nor decoders.
    const { openExtractor } = await import('./recording-extractor.ts');
    const extractor = await extractors(holder, key, () => openExtractor(store, setup));
    return packRows(await extractor.extract({ path: file.path, sha256: file.sha256, rows, rest }));
  },
  // A file that could not be read may be readable the next time.
  lasts: (bytes) => unpackRows(bytes).every(({ finding }) => finding.status !== 'unreadable'),
});
