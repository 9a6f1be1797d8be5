import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { addGreyMap, addPositions, emptyFaceMap } from '../face/face-map.ts';
import { extractors, parseFeature } from '../families/face/catalogue.ts';
import { drawnLandmarks, faceOf, goldenPicture } from '../families/face/drawn-faces.fixture.ts';
import { randomFrom } from '../numbers/random.ts';
import { explainedAreas, sharesOfAreas } from './explained-areas.ts';
import { harmonicFill } from './harmonic-fill.ts';
import { meanOfDefined, randomisationVerdict, rankCorrelation } from './map-agreement.ts';
import { occludedFaces, occlusionMap, regionContributions } from './occlusion.ts';
import { orderedFaces, orderOfCells, randomOrder } from './removal-curves.ts';
import { maskedFaces } from './rise.ts';

const landmarks: unknown = JSON.parse(
  readFileSync(new URL('goldens/landmarks.json', import.meta.url), 'utf8'),
);
const face = faceOf(goldenPicture(), Float64Array.from(z.array(z.number()).length(936).parse(landmarks)));
const sumOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);

describe('a hole that is filled from its border', () => {
  const size = { width: 40, height: 30, channels: 1 };
  const hole = Uint8Array.from({ length: 1200 }, (_, i) => {
    const [x, y] = [i % 40, Math.floor(i / 40)];
    return x > 5 && x < 30 && y > 4 && y < 25 ? 1 : 0;
  });

  test('continues a slope, which is harmonic', () => {
    const slope = Uint8Array.from({ length: 1200 }, (_, i) => 20 + 3 * (i % 40) + 2 * Math.floor(i / 40));
    const emptied = slope.map((value, i) => (hole[i] === 1 ? 0 : value));
    const filled = harmonicFill(emptied, hole, size);
    expect(Math.max(...filled.map((value, i) => Math.abs(value - slope[i])))).toBeLessThanOrEqual(1);
  });

  test('is nowhere darker or brighter than its surroundings, and leaves them as they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1200, maxLength: 1200 }), (data) => {
        const filled = harmonicFill(data, hole, size);
        const outside = data.filter((_, i) => hole[i] === 0);
        const inside = filled.filter((_, i) => hole[i] === 1);
        expect(filled.filter((_, i) => hole[i] === 0)).toEqual(outside);
        expect(Math.min(...inside)).toBeGreaterThanOrEqual(Math.min(...outside));
        expect(Math.max(...inside)).toBeLessThanOrEqual(Math.max(...outside));
      }),
      { numRuns: 20 },
    );
  });

  test('of a picture that is all hole, the picture stays', () => {
    const data = Uint8Array.of(1, 2, 3, 4);
    const all = new Uint8Array(4).fill(1);
    expect(harmonicFill(data, all, { width: 2, height: 2, channels: 1 })).toEqual(data);
  });
});

describe('occlusion', () => {
  test('takes out each region in both pictures, and nothing else', () => {
    const faces = occludedFaces(face);
    expect(faces.areas.map(({ region }) => region)).toContain('brow');
    faces.areas.forEach(({ colour, grey }, i) => {
      const changed = faces.face(i);
      expect(
        changed.colour.data.every(
          (value, at) => colour[Math.floor(at / 3)] === 1 || value === face.colour.data[at],
        ),
      ).toBe(true);
      expect(changed.grey.data.every((value, at) => grey[at] === 1 || value === face.grey.data[at])).toBe(
        true,
      );
      expect(changed.landmarks).toBe(face.landmarks);
    });
  });

  test('shares are of the evidence for the decision, and a map sums to the contributions', () => {
    const faces = occludedFaces(face);
    const without = faces.areas.map((_, i) => (i === 0 ? 1 : i === 1 ? 4 : 3));
    const found = regionContributions(faces, 3, without, 1);
    expect(found.map(({ contribution }) => contribution).slice(0, 3)).toEqual([2, -1, 0]);
    expect(found.map(({ share }) => share).slice(0, 3)).toEqual([1, 0, 0]);
    expect(
      regionContributions(faces, 3, without, -1)
        .map(({ share }) => share)
        .slice(0, 2),
    ).toEqual([0, 1]);
    expect(sumOf(occlusionMap(faces, found))).toBeCloseTo(1, 9);
    expect(() => regionContributions(faces, 3, [1], 1)).toThrow(RangeError);
  });
});

describe('RISE', () => {
  test('finds the place that a model looks at, and the same masks by the same seed', () => {
    const options = { masks: 150, cells: 7, shown: 0.5, seed: 3 };
    const faces = maskedFaces(face, options);
    // A model that likes contrast in one corner of the face.
    const contrast = (data: Uint8Array) => {
      let [sum, squares, count] = [0, 0, 0];
      for (let y = 60; y < 90; y++)
        for (let x = 130; x < 160; x++, count++) {
          const value = data[3 * (y * 224 + x)];
          sum += value;
          squares += value * value;
        }
      return squares / count - (sum / count) ** 2;
    };
    const values = Float64Array.from({ length: faces.count }, (_, i) => contrast(faces.face(i).colour.data));
    const map = faces.map(values);
    let best = 0;
    map.forEach((value, i) => {
      if (value > map[best]) best = i;
    });
    expect(Math.abs((best % 224) - 145)).toBeLessThan(32);
    expect(Math.abs(Math.floor(best / 224) - 75)).toBeLessThan(32);
    expect(maskedFaces(face, options).face(5)).toEqual(faces.face(5));
    expect(() => faces.map([1])).toThrow(RangeError);
  });
});

describe('deletion and insertion', () => {
  test('an order that follows the evidence is better on both curves than a random one', () => {
    // A model that looks at the middle of the picture alone.
    const [from, to] = [96, 128];
    const model = (data: Uint8Array) => {
      let sum = 0;
      for (let y = from; y < to; y++)
        for (let x = from; x < to; x++)
          sum += Math.abs(data[3 * (y * 224 + x)] - data[3 * (y * 224 + x + 1)]);
      return sum;
    };
    const map = emptyFaceMap();
    for (let y = from; y < to; y++) for (let x = from; x < to; x++) map[y * 224 + x] = 1;
    const areasOf = (order: Int32Array) => {
      const faces = orderedFaces(face, order);
      return faces.areas(Array.from({ length: faces.count }, (_, i) => model(faces.face(i).colour.data)));
    };
    const own = areasOf(orderOfCells(map, 1));
    const random = areasOf(randomOrder(1, 0));
    expect(own.deletion).toBeLessThan(random.deletion);
    expect(own.insertion).toBeGreaterThan(random.insertion);
    const all = orderedFaces(face, randomOrder(1, 0));
    expect(all.face(0).colour.data).toEqual(face.colour.data);
    expect(all.face(all.count - 1).colour.data).toEqual(face.colour.data);
  });
});

describe('back-projection', () => {
  const random = randomFrom('back-projection');

  test.each([
    'lbp',
    'lbp?grid=4&region=brow',
    'hog',
    'hog?cell=16&region=mouth',
    'gabor',
    'gabor?grid=3',
    'geometry',
    'nfcs',
  ])('of %s puts all that columns gave onto the face', (feature) => {
    const call = parseFeature(feature);
    const extractor = extractors.get(call.id);
    const columns = extractor.columns(call.parameters);
    const weights = Float64Array.from(columns, () => random.normal());
    const own = faceOf(goldenPicture(), drawnLandmarks());
    const grey = new Float64Array(128 * 128);
    extractor.backProject?.(own, call.parameters, weights, grey);
    expect(sumOf(grey)).toBeCloseTo(sumOf(weights), 6);
    const map = emptyFaceMap();
    addGreyMap(grey, map);
    expect(sumOf(map)).toBeCloseTo(sumOf(weights), 6);
  });

  test('a column of a cell stays in its cell', () => {
    const { parameters } = parseFeature('lbp');
    const columns = extractors.get('lbp').columns(parameters);
    const weights = Float64Array.from(columns, (name) => (name.startsWith('lbp r2c5 ') ? 1 : 0));
    const grey = new Float64Array(128 * 128);
    extractors.get('lbp').backProject?.(face, parameters, weights, grey);
    const places = [...grey.keys()].filter((i) => grey[i] !== 0);
    expect(places.every((i) => Math.floor(i / 128) >> 4 === 2 && (i % 128) >> 4 === 5)).toBe(true);
    expect(sumOf(grey)).toBeCloseTo(10, 9);
  });

  test('a measure goes to the landmarks that it is taken between', () => {
    const { parameters } = parseFeature('geometry');
    const columns = extractors.get('geometry').columns(parameters);
    const own = faceOf(goldenPicture(), drawnLandmarks());
    const weights = Float64Array.from(columns, (name) => (name.includes('lips-open') ? 1 : 0));
    expect(sumOf(weights)).toBeGreaterThan(0);
    const map = emptyFaceMap();
    const grey = new Float64Array(128 * 128);
    extractors.get('geometry').backProject?.(own, parameters, weights, grey);
    addGreyMap(grey, map);
    // The lips of the drawn face lie about (112, 170).
    const near = [...map.keys()].filter((i) => Math.abs(Math.floor(i / 224) - 170) < 24);
    expect(near.reduce((sum, i) => sum + map[i], 0)).toBeGreaterThan(0.9 * sumOf(weights));
  });

  test('positions of a layer keep their sum, and lie where they are', () => {
    const positions = new Float64Array(49);
    positions[2 * 7 + 4] = 3;
    const map = emptyFaceMap();
    addPositions(positions, { height: 7, width: 7 }, map);
    expect(sumOf(map)).toBeCloseTo(3, 9);
    const at = map.indexOf(Math.max(...map));
    expect(Math.abs((at % 224) - 143.5)).toBeLessThanOrEqual(1);
    expect(Math.abs(Math.floor(at / 224) - 79.5)).toBeLessThanOrEqual(1);
  });
});

test('regions do not overlap, and shares of a map are of the evidence for the decision', () => {
  const areas = explainedAreas(face.landmarks);
  const covered = areas.reduce(
    (sum, { colour }) => sum.map((value, i) => value + colour[i]),
    new Uint8Array(224 * 224),
  );
  expect(Math.max(...covered)).toBe(1);
  const brow = areas.find(({ region }) => region === 'brow');
  const map = emptyFaceMap().map((_, i) => (brow?.colour[i] === 1 ? 2 : -1));
  expect(sharesOfAreas(map, areas, 1).find(({ region }) => region === 'brow')?.share).toBe(1);
  expect(sharesOfAreas(map, areas, -1).find(({ region }) => region === 'brow')?.share).toBe(0);
});

describe('the agreement of explanations', () => {
  test("is Spearman's rank correlation with mid-ranks", () => {
    // scipy.stats.spearmanr([1, 2, 2, 4, 5], [5, 6, 7, 8, 7]) = 0.7631578947368421
    expect(rankCorrelation([1, 2, 2, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.7631578947368421, 12);
    expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(meanOfDefined([1, null, 0])).toEqual({ mean: 0.5, count: 2 });
  });

  test('a map that stays the same when weights are shuffled is said to be worthless', () => {
    expect(randomisationVerdict([1, 0.9, null])).toBe('worthless');
    expect(randomisationVerdict([0.3, -0.4, 0.1])).toBe('depends-on-the-model');
    expect(randomisationVerdict([null])).toBe('not-tested');
  });
});
