import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomFrom } from '../numbers/random.ts';
import { eyeAngle, eyeDistance, LANDMARK, LANDMARKS } from './landmarks.ts';
import { FACE_OUTLINE } from './regions.ts';
import { registerFace, registrationParameters } from './registration.ts';
import { applySimilarity, invertSimilarity } from './similarity.ts';
import { COLOUR_TO_GREY, REFERENCE_POINTS, referencePoints } from './template.ts';

const defaults = registrationParameters.parse({});

/** A smooth picture, and landmarks that have the reference points exactly as the template, moved by a similarity. */
function scene(map = { a: 0.9, b: 0.5, x0: 60, y0: 20 }) {
  const image = {
    width: 400,
    height: 320,
    data: Uint8Array.from({ length: 400 * 320 * 3 }, (_, i) => {
      const x = Math.floor(i / 3) % 400;
      const y = Math.floor(i / 1200);
      return 128 + 60 * Math.sin(x / 30 + (i % 3)) + 50 * Math.cos(y / 25);
    }),
  };
  const landmarks = applySimilarity(
    map,
    Float64Array.from({ length: LANDMARKS * 2 }, (_, i) => 60 + ((i * 29) % 120)),
  );
  const reference = applySimilarity(map, referencePoints());
  REFERENCE_POINTS.forEach(({ landmark }, i) => {
    landmarks.set(reference.subarray(2 * i, 2 * i + 2), 2 * landmark);
  });
  return { image, landmarks };
}

describe('registration', () => {
  test('gives the same pictures for landmarks that differ in their last digits', () => {
    const { image, landmarks } = scene();
    const { face } = registerFace(image, landmarks, defaults);
    const random = randomFrom('last digits');
    for (let round = 0; round < 20; round++) {
      const other = landmarks.map((value) => value + 1e-7 * random.normal());
      const { face: again } = registerFace(image, other, defaults);
      expect(again.colour.data).toEqual(face.colour.data);
      expect(again.grey.data).toEqual(face.grey.data);
    }
  });

  test('brings the eyes to the places that the template documents', () => {
    const { image, landmarks } = scene();
    const { face, residual, outside, toTemplate } = registerFace(image, landmarks, defaults);
    expect(residual).toBeLessThan(1e-9);
    expect(outside).toBeGreaterThanOrEqual(0);
    expect(eyeDistance(face.landmarks)).toBeCloseTo(84, 9);
    expect(eyeAngle(face.landmarks)).toBeCloseTo(0, 9);
    expect(face.landmarks[2 * LANDMARK.rightEyeOuter]).toBeCloseTo(112 - 42 - 0.5, 9);
    expect(face.landmarks[2 * LANDMARK.rightEyeOuter + 1]).toBeCloseTo(84 - 0.5, 9);
    expect([face.colour.width, face.colour.height, face.colour.data.length]).toEqual([
      224,
      224,
      224 * 224 * 3,
    ]);
    expect([face.grey.width, face.grey.height, face.grey.data.length]).toEqual([128, 128, 128 * 128]);
    // A pixel of the registered face shows what the picture has there.
    const [x, y] = applySimilarity(invertSimilarity(toTemplate), [100, 120]).map(Math.round);
    expect(Math.abs(face.colour.data[(120 * 224 + 100) * 3] - image.data[(y * 400 + x) * 3])).toBeLessThan(6);
    // The grey face shows the same place, framed closer.
    const [column, row] = applySimilarity(COLOUR_TO_GREY, [56, 112]).map(Math.round);
    const colour = face.colour.data.subarray((112 * 224 + 56) * 3, (112 * 224 + 57) * 3);
    const luma = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2];
    expect(Math.abs(face.grey.data[row * 128 + column] - luma)).toBeLessThan(6);
    expect(eyeDistance(applySimilarity(COLOUR_TO_GREY, face.landmarks))).toBeCloseTo(64, 1);
  });

  test('does not follow mouth, brow, lids or chin', () => {
    const fixed = new Set(REFERENCE_POINTS.map(({ landmark }) => landmark));
    const index = fc.integer({ min: 0, max: LANDMARKS - 1 }).filter((i) => !fixed.has(i));
    const { image, landmarks } = scene();
    const before = registerFace(image, landmarks, defaults).toTemplate;
    fc.assert(
      fc.property(index, fc.integer({ min: -40, max: 40 }), (i, shift) => {
        const moved = landmarks.slice();
        moved[2 * i] += shift;
        moved[2 * i + 1] -= shift;
        expect(registerFace(image, moved, defaults).toTemplate).toEqual(before);
      }),
      { numRuns: 20 },
    );
  });

  test('tells a bad fit in eye distances, whatever the size', () => {
    for (const scale of [0.4, 0.8, 1.6]) {
      const { image, landmarks } = scene({ a: scale, b: 0, x0: 10, y0: 10 });
      // A tenth of the eye distance off, which the fit spreads over the points.
      landmarks[2 * LANDMARK.noseBridgeLower + 1] += 0.1 * 84 * scale;
      const { residual } = registerFace(image, landmarks, defaults);
      expect(residual).toBeGreaterThan(0.02);
      expect(residual).toBeLessThan(0.1 / Math.sqrt(7) + 1e-3);
    }
  });

  test('tells how much of the face the picture cuts off, and does not mind what is beside the face', () => {
    const outside = (map: { a: number; b: number; x0: number; y0: number }) => {
      const { image, landmarks } = scene(map);
      // The outline as a circle about the middle of the registered picture.
      FACE_OUTLINE.forEach((landmark, i) => {
        const angle = (2 * Math.PI * i) / FACE_OUTLINE.length;
        const place = Float64Array.of(112 + 70 * Math.cos(angle), 112 + 70 * Math.sin(angle));
        landmarks.set(applySimilarity(map, place), 2 * landmark);
      });
      return registerFace(image, landmarks, defaults).outside;
    };
    expect(outside({ a: 1, b: 0, x0: 50, y0: 50 })).toBe(0);
    // 40 columns of the registered picture lie outside, none of them in the face.
    expect(outside({ a: 1, b: 0, x0: -40, y0: 50 })).toBe(0);
    expect(outside({ a: 1, b: 0, x0: -112, y0: 50 })).toBeCloseTo(0.5, 1);
  });
});
