import { lineFilters } from '@wince/kernels';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { group } from '../../../../../../tests/groups.ts';
import { randomFrom } from '../../../numbers/random.ts';
import { faceOf, golden, goldenPicture, sharedNumbers, sharedPicture } from '../drawn-faces.fixture.ts';
import { angleOf } from './bank.ts';
import { gabor } from './gabor.ts';
import { gaborMagnitudes } from './magnitudes.ts';

function values(picture: Uint8Array, specification: object = {}): Float32Array {
  const parameters = gabor.parameters.parse(specification);
  const out = new Float32Array(gabor.columns(parameters).length);
  gabor.extract(faceOf(picture), parameters, out);
  return out;
}

function largestRelativeDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value / b[i] - 1)), 0);
}

/** Smooth enough that no value is tiny beside the others. */
function noisePicture(seed: string): Uint8Array {
  const random = randomFrom(seed);
  return Uint8Array.from({ length: 128 * 128 }, () => random.below(128));
}

describe('Gabor filters', () => {
  it.each([
    [5, 8, 0.4, 1],
    [2, 3, 0.25, 4],
  ])(
    'equal scikit-image to 1e-6: %d scales, %d orientations, from frequency %d, grid %d',
    (scales, orientations, frequency, grid) => {
      const name = `gabor-${scales}-${orientations}-${frequency}-${grid}.f64`;
      const expected = new Float64Array(golden(name).buffer);
      const found = values(goldenPicture(), { scales, orientations, frequency, grid });
      expect(largestRelativeDifference(found, expected)).toBeLessThan(1e-6);
    },
  );

  it('see the picture turned over its diagonal in the orientation that mirrors theirs', () => {
    const picture = noisePicture('diagonal');
    const turned = picture.map((_, i) => picture[(i & 127) * 128 + (i >> 7)]);
    const found = values(turned);
    const expected = values(picture);
    for (let scale = 0; scale < 5; scale++) {
      for (let orientation = 0; orientation < 8; orientation++) {
        const here = (scale * 8 + orientation) * 2;
        const there = (scale * 8 + ((12 - orientation) % 8)) * 2;
        expect(found[here] / expected[there]).toBeCloseTo(1, 6);
        expect(found[here + 1] / expected[there + 1]).toBeCloseTo(1, 6);
      }
    }
  });

  it('answer in proportion to contrast', () => {
    const picture = noisePicture('contrast');
    const doubled = picture.map((level) => 2 * level);
    const expected = values(picture).map((value) => 2 * value);
    expect(largestRelativeDifference(values(doubled), expected)).toBeLessThan(1e-6);
  });

  it('give the same numbers, to the last bit, with and without WebAssembly', () => {
    const vectors = lineFilters();
    expect(vectors.form).toBe('webassembly');
    const bank = { frequency: 0.4, scales: 3, orientations: 5, bandwidth: 1 };
    for (const [width, height] of [
      [128, 128],
      [31, 18],
    ]) {
      const image = { width, height, data: goldenPicture().subarray(0, width * height) };
      const plain = new Map<string, Float64Array>();
      gaborMagnitudes(
        image,
        bank,
        (s, o, magnitudes) => plain.set(`${s} ${o}`, magnitudes.slice()),
        lineFilters({ plain: true }),
      );
      expect(plain.size).toBe(15);
      gaborMagnitudes(image, bank, (s, o, found) => expect(found).toEqual(plain.get(`${s} ${o}`)), vectors);
    }
  });

  it('work on pictures of any size, also smaller than a kernel', () => {
    const data = Uint8Array.from({ length: 7 * 5 }, (_, i) => (i * 37) % 256);
    const bank = { frequency: 0.1, scales: 2, orientations: 4, bandwidth: 1 };
    const seen: string[] = [];
    gaborMagnitudes({ width: 7, height: 5, data }, bank, (scale, orientation, magnitudes) => {
      seen.push(`${scale} ${orientation}`);
      expect(magnitudes.length).toBe(35);
      expect(magnitudes.every(Number.isFinite)).toBe(true);
    });
    expect(seen.sort()).toEqual(['0 0', '0 1', '0 2', '0 3', '1 0', '1 1', '1 2', '1 3']);
  });
});

group('Gabor magnitudes of photographs, by scikit-image', 'shared', () => {
  const entry = z.object({ mean: z.number(), std: z.number(), row64_32_48: z.array(z.number()) });
  const read = () => z.record(z.string(), entry).parse(sharedNumbers('skimage_gabor.json'));

  const keys = ['001_neutral', '001_smiling'].flatMap((name) =>
    ['f0.1', 'f0.25'].flatMap((frequency) =>
      ['t0.0000', 't0.7854', 't1.5708'].map((theta) => `${name}|${frequency}|${theta}`),
    ),
  );

  it.each(keys)('%s', (key) => {
    const expected = read()[key];
    const [name, frequency, theta] = key.split('|');
    const bank = { frequency: Number(frequency.slice(1)), scales: 1, orientations: 4, bandwidth: 1 };
    let compared = 0;
    gaborMagnitudes(
      { width: 128, height: 128, data: sharedPicture(name) },
      bank,
      (_, orientation, magnitudes) => {
        if (Math.abs(angleOf(bank, orientation) - Number(theta.slice(1))) > 1e-3) return;
        compared += 1;
        const unit = magnitudes.map((value) => value / 255);
        const mean = unit.reduce((a, b) => a + b) / unit.length;
        const variance = unit.reduce((sum, value) => sum + (value - mean) ** 2, 0) / unit.length;
        expect(mean / expected.mean).toBeCloseTo(1, 6);
        expect(Math.sqrt(variance) / expected.std).toBeCloseTo(1, 6);
        const row = unit.subarray(64 * 128 + 32, 64 * 128 + 48);
        expect(largestRelativeDifference(row, expected.row64_32_48)).toBeLessThan(1e-6);
      },
    );
    expect(compared).toBe(1);
  });
});
