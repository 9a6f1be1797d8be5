import { expect, it } from 'vitest';
import type { ObservedRow } from './extraction.ts';
import { packRows, unpackRows } from './packed-rows.ts';

it('gives back rows as they were, to the last bit', () => {
  const signals = {
    face: { status: 'used', reason: '' },
    frames: { status: 'lost', reason: 'a picture, für sich' },
    sound: { status: 'not needed', reason: '' },
  } as const;
  const rows: readonly ObservedRow[] = [
    {
      finding: {
        ...{ status: 'used', reason: '', sha256: 'ab', confidence: 0.1 + 0.2, signals },
        shape: { eyeOpening: 0.1 + 0.2, mouthOpening: 0, stretch: null },
        look: [200, -1.5, 0.1 + 0.2],
        lost: [null, 'none', null],
        clip: {
          ...{ frames: 3, seconds: 0.3, usable: 1 / 3, faults: { blurred: 0.5 }, partial: null },
          keyFrames: [{ time: 1.1, distance: null }],
        },
      },
      values: [
        { values: Float32Array.of(1, -0, 1e-42), spread: Float32Array.of(0.1, 0.2, 0.3) },
        null,
        { values: Float32Array.of(7), spread: null },
      ],
    },
    {
      finding: {
        ...{
          status: 'unreadable',
          reason: 'no',
          sha256: null,
          confidence: null,
          shape: null,
          look: null,
          signals,
        },
        ...{ lost: ['no', 'no', 'no'], clip: null },
      },
      values: [null, null, null],
    },
  ];
  const bytes = packRows(rows);
  expect(unpackRows(bytes)).toEqual(rows);
  // Also where the bytes begin at an odd place of a larger buffer.
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  expect(unpackRows(shifted.subarray(1))).toEqual(rows);
});
