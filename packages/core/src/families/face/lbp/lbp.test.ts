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
import { LBP_METHODS, type LbpMethod, labelCount, labelNumber, labelsOf } from './labels.ts';
import { lbp } from './lbp.ts';
import { patterns } from './neighbours.ts';

/** The label of each pixel, numbered as scikit-image does. */
function labelled(picture: Uint8Array, method: LbpMethod, points: number, radius: number): number[] {
  const image = { width: 128, height: 128, data: picture };
  return Array.from(patterns(image, points, radius), (pattern) => labelNumber(method, pattern, points));
}

function differing(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).filter((value, i) => value !== b[i]).length;
}

function histogram(picture: Uint8Array, specification: object): Float32Array {
  const parameters = lbp.parameters.parse(specification);
  const out = new Float32Array(lbp.columns(parameters).length);
  lbp.extract(faceOf(picture), parameters, out);
  return out;
}

describe('local binary patterns', () => {
  it.each([
    ['default', 8, 1],
    ['ror', 8, 1],
    ['uniform', 8, 1],
    ['nri_uniform', 8, 1],
    ['uniform', 4, 1],
    ['uniform', 16, 2],
    ['nri_uniform', 12, 1.5],
  ] as const)(
    'labels every pixel as scikit-image does: %s, %d points, radius %d',
    (method, points, radius) => {
      const expected = golden(`lbp-${method}-${points}-${radius}.u8`);
      expect(differing(labelled(goldenPicture(), method, points, radius), expected)).toBe(0);
    },
  );

  it.each([
    ['uniform', 24, 3, Uint8Array],
    ['nri_uniform', 24, 3, Uint16Array],
    ['ror', 24, 3, Uint32Array],
    ['ror', 12, 2, Uint16Array],
  ] as const)(
    'labels every pixel as scikit-image does, with many points: %s, %d points, radius %d',
    (method, points, radius, Numbers) => {
      const file = `lbp-${method}-${points}-${radius}.u${8 * Numbers.BYTES_PER_ELEMENT}`;
      const expected = new Numbers(Uint8Array.from(golden(file)).buffer);
      expect(differing(labelled(goldenPicture(), method, points, radius), expected)).toBe(0);
    },
  );

  it.each([
    ['uniform', 24, 26],
    ['nri_uniform', 24, 555],
    ['ror', 12, 352],
    ['ror', 16, 4116],
  ] as const)('has a bin for each label: %s of %d points has %d', (method, points, count) => {
    const { numbers, binOf } = labelsOf(method, points);
    expect(numbers.length).toBe(count);
    expect(labelCount(method, points)).toBe(count);
    const random = randomFrom('patterns', points);
    for (let i = 0; i < 1000; i++) {
      const pattern = random.below(2 ** points);
      expect(numbers[binOf(pattern)]).toBe(labelNumber(method, pattern, points));
    }
  });

  it('counts 24 points at a radius of 3 by cell', () => {
    const expected = golden('lbp-uniform-24-3.u8');
    const counts = new Float32Array(64 * 26);
    for (let i = 0; i < expected.length; i++) {
      counts[((i >> 11) * 8 + ((i & 127) >> 4)) * 26 + expected[i]] += 1 / 256;
    }
    expect(Array.from(histogram(goldenPicture(), { points: 24, radius: 3 }))).toEqual(Array.from(counts));
  });

  it('counts labels by cell, as shares of the pixels of the cell', () => {
    const expected = golden('lbp-uniform-8-1.u8');
    const counts = new Float32Array(640);
    for (let i = 0; i < expected.length; i++) {
      const cell = (i >> 11) * 8 + ((i & 127) >> 4);
      counts[cell * 10 + expected[i]] += 1 / 256;
    }
    expect(Array.from(histogram(goldenPicture(), {}))).toEqual(Array.from(counts));
  });

  it('gives each cell a histogram that sums to 1, also where cells differ in size', () => {
    const values = histogram(goldenPicture(), { grid: 3 });
    for (let cell = 0; cell < 9; cell++) {
      const sum = values.subarray(cell * 10, cell * 10 + 10).reduce((a, b) => a + b);
      expect(sum).toBeCloseTo(1, 6);
    }
  });

  it('does not change under a strictly monotone change of grey where neighbours are pixels', () => {
    const increasing = fc
      .uniqueArray(fc.integer({ min: 1, max: 255 }), { minLength: 64, maxLength: 64 })
      .map((levels) => levels.sort((a, b) => a - b));
    fc.assert(
      fc.property(fc.nat(), increasing, (seed, levels) => {
        const random = randomFrom('monotone', seed);
        // Level 0 is kept for what lies outside of the picture.
        const picture = Uint8Array.from({ length: 128 * 128 }, () => 1 + random.below(64));
        const changed = picture.map((level) => levels[level - 1]);
        expect(histogram(changed, { points: 4 })).toEqual(histogram(picture, { points: 4 }));
      }),
      { numRuns: 20 },
    );
  });

  it('does not change under a linear change of grey where neighbours are interpolated, border apart', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 0, max: 60 }),
        fc.constantFrom([8, 1], [16, 2], [12, 1.5]),
        (seed, gain, offset, [points, radius]) => {
          const random = randomFrom('linear', seed);
          const data = Uint8Array.from({ length: 40 * 30 }, () => random.below(64));
          const changed = data.map((level) => gain * level + offset);
          const before = patterns({ width: 40, height: 30, data }, points, radius);
          const after = patterns({ width: 40, height: 30, data: changed }, points, radius);
          for (let y = 2; y < 28; y++) {
            expect(after.subarray(y * 40 + 2, y * 40 + 38)).toEqual(before.subarray(y * 40 + 2, y * 40 + 38));
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each(LBP_METHODS)('gives a turned pattern the label that %s promises', (method) => {
    const { binOf, numbers } = labelsOf(method, 8);
    const turned = Array.from({ length: 256 }, (_, p) => binOf(((p << 1) | (p >>> 7)) & 255));
    const same = turned.every((bin, pattern) => bin === binOf(pattern));
    expect(same).toBe(method === 'uniform' || method === 'ror');
    expect(numbers.length).toBe({ uniform: 10, nri_uniform: 59, ror: 36, default: 256 }[method]);
  });

  it('refuses more columns than a table should have, and says how many there would be', () => {
    expect(() => lbp.parameters.parse({ method: 'default', points: 12 })).toThrow(
      /default.* with 12 points over 8 x 8 cells has 262144 columns/,
    );
    expect(() => lbp.parameters.parse({ method: 'ror', points: 24, grid: 1 })).toThrow(/699252 columns/);
    expect(lbp.parameters.parse({ method: 'ror', points: 12 })).toMatchObject({ grid: 8 });
    expect(lbp.parameters.parse({ points: 16, radius: 2 })).toMatchObject({ method: 'uniform', grid: 8 });
  });
});

group('local binary patterns of photographs, by scikit-image', 'shared', () => {
  const entry = z.object({ hist: z.array(z.number()), code_row64_first32: z.array(z.number()) });
  const read = () => z.record(z.string(), entry).parse(sharedNumbers('skimage_lbp.json'));

  it.each(SHARED_PICTURES)('%s', (name) => {
    const expected = read();
    for (const method of LBP_METHODS) {
      const labels = labelled(sharedPicture(name), method, 8, 1);
      const { hist, code_row64_first32 } = expected[`${name}|${method}|P8R1`];
      const counts = new Array<number>(hist.length).fill(0);
      for (const label of labels) counts[label] += 1;
      expect(counts).toEqual(hist);
      expect(labels.slice(64 * 128, 64 * 128 + 32)).toEqual(code_row64_first32);
    }
    // scikit-image compares rounded sums: where a neighbour between pixels equals the pixel, it may fall the other way.
    const { hist } = expected[`${name}|uniform|P16R2`];
    const counts = new Array<number>(hist.length).fill(0);
    for (const label of labelled(sharedPicture(name), 'uniform', 16, 2)) counts[label] += 1;
    const moved = counts.reduce((sum, count, i) => sum + Math.abs(count - hist[i]), 0) / 2;
    expect(moved).toBeLessThanOrEqual(4);
  });
});
