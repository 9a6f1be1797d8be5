import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FlowField } from '@wince/kernels';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { group, SHARED } from '../../../../../tests/groups.ts';
import {
  blockMeans,
  flowBetween,
  goldenCases,
  sharedPicture,
} from '../../../../kernels/src/flow/flow.fixture.ts';
import { FACE_OUTLINE, REGION_NAMES, REGIONS, regionMask } from '../../face/regions.ts';
import { drawnLandmarks } from '../face/drawn-faces.fixture.ts';
import { areaMeans, faceAreas, quadrantsOf, STRAIN_AREAS } from './areas.ts';
import { flowParameters } from './flow-parameters.ts';
import { noiseFloor, noiseFloorParameters, removeNoise } from './noise-floor.ts';
import { findPeaks, peakParameters } from './peaks.ts';
import { openStrainSeries } from './series.ts';
import { smoothingParameters, smoothSeries } from './smoothing.ts';
import { strainMagnitude, strainTensor } from './tensor.ts';

const numbers = z.array(z.number());

function golden<Shape extends z.ZodType>(name: string, shape: Shape): z.infer<Shape> {
  return shape.parse(JSON.parse(readFileSync(new URL(`goldens/${name}`, import.meta.url), 'utf8')));
}

function magnitudeOf(field: FlowField): Float32Array {
  const out = new Float32Array(field.u.length);
  strainMagnitude(field, out);
  return out;
}

const SIDE = 24;
/** The strain of a field given by formula about the middle of the picture. */
function strainOf(u: (x: number, y: number) => number, v: (x: number, y: number) => number): Float32Array {
  const at = (f: (x: number, y: number) => number) =>
    Float32Array.from({ length: SIDE * SIDE }, (_, i) => f((i % SIDE) - 12, Math.floor(i / SIDE) - 12));
  return magnitudeOf({ width: SIDE, height: SIDE, u: at(u), v: at(v) });
}

function expectAll(map: Float32Array, value: number, tolerance: number): void {
  for (const strain of map) expect(Math.abs(strain - value)).toBeLessThan(tolerance);
}

/** Multiples of 1/64 up to 1/2: exact in float32 times a whole number, so that no rounding hides a fault. */
const exact = fc.integer({ min: -32, max: 32 }).map((n) => n / 64);

describe('strain of displacement fields', () => {
  it('is 0 for translation and infinitesimal rotation, |a| for u = a x, |a| / sqrt 2 for u = a y', () => {
    fc.assert(
      fc.property(exact, exact, (a, b) => {
        expectAll(
          strainOf(
            () => a,
            () => b,
          ),
          0,
          1e-6,
        );
        expectAll(
          strainOf(
            (_, y) => -a * y,
            (x) => a * x,
          ),
          0,
          1e-6,
        );
        expectAll(
          strainOf(
            (x) => a * x,
            () => 0,
          ),
          Math.abs(a),
          1e-6,
        );
        expectAll(
          strainOf(
            (_, y) => a * y,
            () => 0,
          ),
          Math.abs(a) / Math.SQRT2,
          1e-6,
        );
      }),
      { numRuns: 25 },
    );
  });

  it.each([0.05, 0.2, 0.7])('is sqrt(2) (1 - cos t) for the finite rotation by %d', (t) => {
    const [c, s] = [Math.cos(t), Math.sin(t)];
    const map = strainOf(
      (x, y) => (c - 1) * x - s * y,
      (x, y) => s * x + (c - 1) * y,
    );
    expectAll(map, Math.SQRT2 * (1 - c), 2e-6);
  });

  it('agrees with numpy.gradient at every pixel, borders included', () => {
    const shape = z.object({
      ...{ width: z.int(), height: z.int(), u: numbers, v: numbers },
      ...{ xx: numbers, yy: numbers, xy: numbers, magnitude: numbers },
    });
    const expected = golden('strain.json', shape);
    const { width, height } = expected;
    const field = { width, height, u: Float32Array.from(expected.u), v: Float32Array.from(expected.v) };
    const plane = () => new Float32Array(width * height);
    const tensor = { xx: plane(), yy: plane(), xy: plane() };
    strainTensor(field, tensor);
    const found = { ...tensor, magnitude: magnitudeOf(field) };
    for (const name of ['xx', 'yy', 'xy', 'magnitude'] as const) {
      found[name].forEach((value, i) => {
        expect(Math.abs(value - expected[name][i])).toBeLessThan(1e-6);
      });
    }
  });
});

describe('areas and noise of strain', () => {
  it('averages quadrants by their place in the picture', () => {
    const areas = quadrantsOf(4, 2);
    const means = new Float64Array(4);
    areaMeans(Float32Array.of(1, 3, 10, 20, 5, 5, 7, 8), areas, means);
    expect([...means]).toEqual([2, 15, 5, 7.5]);
    areaMeans(Float32Array.of(1), { names: ['none'], pixels: [new Int32Array()] }, means);
    expect(means[0]).toBeNaN();
  });

  it('divides the face into quadrants without rest, and lists the pixels of every region', () => {
    const landmarks = drawnLandmarks();
    FACE_OUTLINE.forEach((index, i) => {
      const angle = (2 * Math.PI * i) / FACE_OUTLINE.length;
      landmarks.set([112 + 80 * Math.sin(angle), 110 - 95 * Math.cos(angle)], 2 * index);
    });
    const areas = faceAreas(landmarks, 224, 224);
    expect(areas.names).toEqual(STRAIN_AREAS);
    const [face, ...others] = areas.pixels;
    expect(face.length / (Math.PI * 80 * 95)).toBeCloseTo(1, 1);
    const quadrants = others.slice(0, 4);
    for (const pixels of quadrants) expect(pixels.length / face.length).toBeCloseTo(0.25, 1);
    expect(quadrants.flatMap((pixels) => [...pixels]).sort((a, b) => a - b)).toEqual([...face]);
    REGION_NAMES.forEach((name, i) => {
      const mask = regionMask(REGIONS[name], landmarks, 224, 224);
      expect(others[4 + i].length).toBe(mask.reduce((sum, inside) => sum + inside, 0));
    });
  });

  it('takes noise from the square, or below a threshold', () => {
    const removed = (removal: 'power' | 'threshold' | 'none') => {
      const map = Float32Array.of(3, 4, 5);
      removeNoise(map, 4, removal);
      return [...map];
    };
    expect(removed('power')).toEqual([0, 0, 3]);
    expect(removed('threshold')).toEqual([0, 4, 5]);
    expect(removed('none')).toEqual([3, 4, 5]);
  });

  it('estimates the floor from still pairs, and refuses to without them', () => {
    const parameters = noiseFloorParameters.parse({});
    expect(noiseFloor([0.1, 0.3, 9], parameters)).toBe(0.3);
    expect(noiseFloor([], noiseFloorParameters.parse({ floor: 0.02 }))).toBe(0.02);
    expect(() => noiseFloor([Number.NaN], parameters)).toThrow('still frames');
  });
});

describe('strain over time', () => {
  const shape = z.object({
    cases: z.array(
      z.object({
        ...{ raw: numbers, smooth: numbers, series: numbers, peaks: numbers, heights: numbers },
        ...{ prominences: numbers, widths: numbers, middles: numbers, rise: numbers, areas: numbers },
      }),
    ),
  });
  const { cases } = golden('peaks.json', shape);
  const SECOND = 0.1;
  const times = Float64Array.from({ length: 200 }, (_, i) => i * SECOND);

  it.each(cases)('smooths and finds peaks as SciPy does, case %#', (expected) => {
    const smooth = smoothSeries(times, expected.raw, smoothingParameters.parse({ deviation: 3 * SECOND }));
    smooth.forEach((value, i) => {
      expect(Math.abs(value - expected.smooth[i])).toBeLessThan(1e-12);
    });
    const peaks = findPeaks(times, expected.series, peakParameters.parse({ prominence: 0.05 }));
    expect(peaks.map(({ index }) => index)).toEqual(expected.peaks);
    peaks.forEach((peak, i) => {
      expect(peak.height).toBe(expected.heights[i]);
      expect(peak.prominence).toBeCloseTo(expected.prominences[i], 12);
      expect(peak.width).toBeCloseTo(expected.widths[i] * SECOND, 10);
      expect(peak.middle).toBeCloseTo(expected.middles[i] * SECOND, 10);
      expect(peak.rise).toBeCloseTo(expected.rise[i] * SECOND, 10);
      expect(peak.area).toBeCloseTo(expected.areas[i] * SECOND, 10);
    });
  });

  it('keeps gaps: no value, no smoothing and no peak reaches across one', () => {
    const values = [0, 1, 5, Number.NaN, 5, 1, 0, 2, 0];
    const at = values.map((_, i) => i / 10);
    const smooth = smoothSeries(at, values, smoothingParameters.parse({ deviation: 0.2 }));
    expect(smooth[3]).toBeNaN();
    const alone = smoothSeries(
      at.slice(0, 3),
      values.slice(0, 3),
      smoothingParameters.parse({ deviation: 0.2 }),
    );
    expect([...smooth.subarray(0, 3)]).toEqual([...alone]);
    const indices = findPeaks(at, values, peakParameters.parse({})).map(({ index }) => index);
    expect(indices).toEqual([7]);
    const late = at.map((time, i) => (i > 6 ? time + 2 : time));
    expect(findPeaks(late, values, peakParameters.parse({}))).toEqual([]);
  });

  it('measures a rate against the previous frame, and what has accumulated against the baseline', () => {
    const [, { previous: a, next: b, width, height }] = goldenCases();
    const areas = quadrantsOf(width, height);
    const flow = flowParameters.parse({});
    const series = openStrainSeries({
      width,
      height,
      flow,
      mesh: 3,
      areas,
      floors: { previous: 0, baseline: 0 },
      removal: 'none',
    });
    const expected = new Float64Array(4);
    areaMeans(magnitudeOf(flowBetween(a, b, width, height)), areas, expected);
    expect(series.push({ grey: a, landmarks: [] }, 0)).toEqual({
      time: 0,
      previous: undefined,
      baseline: undefined,
    });
    series.setBaseline({ grey: a, landmarks: [] });
    const moved = series.push({ grey: b, landmarks: [] }, 0.25);
    expect(moved.baseline).toEqual(expected);
    expect(moved.previous).toEqual(expected.map((value) => value / 0.25));
    expect(series.push(undefined, 0.5)).toEqual({ time: 0.5, previous: undefined, baseline: undefined });
    const back = series.push({ grey: b, landmarks: [] }, 0.75);
    expect(back.previous).toBeUndefined();
    expect(back.baseline).toEqual(expected);
    expect(() => series.push({ grey: b, landmarks: [] }, 0.75)).toThrow('follows');
  });
});

group('strain on the reference pictures', 'shared', () => {
  it.each(['001', '005'] as const)('agrees on block means within 5 %%: %s', (face) => {
    const text = readFileSync(join(SHARED, 'data/numeric/opencv_farneback_strain.json'), 'utf8');
    const entry = z.object({ strain_mean: z.number(), strain_grid8: z.array(numbers) });
    const expected = z.object({ '001': entry, '005': entry }).parse(JSON.parse(text))[face];
    const pictures = ['neutral', 'smiling'].map((look) => sharedPicture(`${face}_${look}_128.pgm`));
    const map = magnitudeOf(flowBetween(pictures[0], pictures[1], 128, 128));
    blockMeans(map).forEach((row, y) => {
      row.forEach((value, x) => {
        expect(Math.abs(value / expected.strain_grid8[y][x] - 1)).toBeLessThan(0.05);
      });
    });
    const mean = map.reduce((sum, value) => sum + value, 0) / map.length;
    expect(Math.abs(mean / expected.strain_mean - 1)).toBeLessThan(0.05);
  });
});
