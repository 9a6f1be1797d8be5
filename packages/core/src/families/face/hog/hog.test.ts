import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { group } from '../../../../../../tests/groups.ts';
import { randomFrom } from '../../../numbers/random.ts';
import {
  faceOf,
  golden,
  goldenPicture,
  SHARED_PICTURES,
  sharedNumbers,
  sharedPicture,
} from '../drawn-faces.fixture.ts';
import { hog } from './hog.ts';

const NORMS_OF_PHOTOGRAPHS = ['L2-Hys', 'L2', 'L1'] as const;

function values(picture: Uint8Array, specification: object = {}): Float32Array {
  const parameters = hog.parameters.parse(specification);
  const out = new Float32Array(hog.columns(parameters).length);
  hog.extract(faceOf(picture), parameters, out);
  return out;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0);
}

describe('histograms of oriented gradients', () => {
  it.each([
    [9, 8, 2, 'L2-Hys'],
    [8, 16, 3, 'L2'],
    [12, 12, 1, 'L1'],
  ])(
    'equal scikit-image to 1e-6: %d orientations, cells of %d, blocks of %d, %s',
    (orientations, cell, block, norm) => {
      const expected = new Float32Array(golden(`hog-${orientations}-${cell}-${block}-${norm}.f32`).buffer);
      expect(
        largestDifference(values(goldenPicture(), { orientations, cell, block, norm }), expected),
      ).toBeLessThan(1e-6);
    },
  );

  it.each([
    [9, 8, 2, 'L1-sqrt', false],
    [9, 8, 2, 'L2-Hys', true],
    [8, 16, 2, 'L2', true],
    [12, 16, 1, 'L1', true],
    [9, 16, 3, 'L1-sqrt', true],
  ])(
    'equal scikit-image to 1e-6: %d orientations, cells of %d, blocks of %d, %s, transform_sqrt %s',
    (orientations, cell, block, norm, transform_sqrt) => {
      const name = `hog-${orientations}-${cell}-${block}-${norm}${transform_sqrt ? '-root' : ''}.f32`;
      const expected = new Float32Array(golden(name).buffer);
      const found = values(goldenPicture(), { orientations, cell, block, norm, transform_sqrt });
      expect(largestDifference(found, expected)).toBeLessThan(1e-6);
    },
  );

  it('do not change when the picture gets brighter', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 100 }), (seed, offset) => {
        const random = randomFrom('brighter', seed);
        const picture = Uint8Array.from({ length: 128 * 128 }, () => random.below(150));
        const brighter = picture.map((level) => level + offset);
        expect(values(brighter)).toEqual(values(picture));
      }),
      { numRuns: 20 },
    );
  });

  it('put an edge into the orientation of its gradient', () => {
    const ramp = (dx: number, dy: number) =>
      Uint8Array.from(
        { length: 128 * 128 },
        (_, i) => 64 + (((i & 127) - 64) * dx + ((i >> 7) - 64) * dy) / 2,
      );
    const strongest = (picture: Uint8Array) => {
      const cell = values(picture, { orientations: 4, block: 1 }).subarray(4 * 17, 4 * 18);
      return cell.indexOf(Math.max(...cell));
    };
    expect([ramp(1, 0), ramp(1, 1), ramp(0, 1), ramp(-1, 1)].map(strongest)).toEqual([0, 1, 2, 3]);
  });

  it('refuse blocks that do not fit', () => {
    expect(() => hog.parameters.parse({ cell: 64, block: 3 })).toThrow(/not be larger than 128 pixels/);
  });
});

group('histograms of oriented gradients of photographs, by scikit-image', 'shared', () => {
  const entry = z.object({
    len: z.number(),
    first36: z.array(z.number()),
    sum: z.number(),
    l2: z.number(),
    strided: z.array(z.number()),
  });
  const read = () => z.record(z.string(), entry).parse(sharedNumbers('skimage_hog.json'));

  it.each(SHARED_PICTURES.flatMap((name) => NORMS_OF_PHOTOGRAPHS.map((norm) => [name, norm] as const)))(
    '%s, %s',
    (name, norm) => {
      const found = values(sharedPicture(name), { norm });
      const expected = read();
      const { len, first36, sum, l2, strided } = expected[`${name}|${norm}`];
      expect(found.length).toBe(len);
      expect(largestDifference(found.subarray(0, 36), first36)).toBeLessThan(1e-6);
      expect(
        largestDifference(
          found.filter((_, i) => i % 97 === 0),
          strided,
        ),
      ).toBeLessThan(1e-6);
      expect(found.reduce((a, b) => a + b, 0) / sum).toBeCloseTo(1, 6);
      expect(Math.hypot(...found) / l2).toBeCloseTo(1, 6);
    },
  );
});
