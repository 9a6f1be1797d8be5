import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseFace, chooseParameters, countFaces } from './choose.ts';

const face = (score: number, side: number, x = 0, y = 0) => ({ score, box: { x, y, side, angle: 0 } });
const defaults = chooseParameters.parse({});
const PICTURE = { width: 400, height: 300 };

describe('choosing among faces', () => {
  test.each([
    { what: 'no face', faces: [], chosen: -1 },
    { what: 'one face', faces: [face(0.6, 10)], chosen: 0 },
    { what: 'the larger of two sure ones', faces: [face(0.9, 50), face(0.9, 80)], chosen: 1 },
    { what: 'the surer of two alike', faces: [face(0.95, 80), face(0.7, 82)], chosen: 0 },
    { what: 'not a sure bystander', faces: [face(0.99, 20), face(0.61, 100)], chosen: 1 },
    {
      what: 'the upper, then the left',
      faces: [face(0.9, 50, 10, 9), face(0.9, 50, 9, 5), face(0.9, 50, 3, 5)],
      chosen: 2,
    },
  ])('$what', ({ faces, chosen }) => {
    expect(chooseFace(faces, defaults, PICTURE)).toBe(chosen);
  });

  test('the score alone where size has no weight', () => {
    const parameters = chooseParameters.parse({ sizeWeight: 0, minimumRelativeSize: 0 });
    expect(chooseFace([face(0.8, 100), face(0.9, 5)], parameters, PICTURE)).toBe(1);
  });

  test('does not depend on the order', () => {
    const faces = fc.uniqueArray(
      fc.record({
        score: fc.double({ min: 0.1, max: 1, noNaN: true }),
        side: fc.integer({ min: 1, max: 50 }),
        x: fc.nat(9),
        y: fc.nat(9),
      }),
      { minLength: 1, maxLength: 6, selector: ({ x, y }) => 10 * x + y },
    );
    fc.assert(
      fc.property(faces, (found) => {
        const forward = found.map(({ score, side, x, y }) => face(score, side, x, y));
        const backward = forward.toReversed();
        const [a, b] = [forward, backward].map((own) => own[chooseFace(own, defaults, PICTURE)]);
        expect(a).toBe(b);
      }),
    );
  });
});

describe('a face that is named', () => {
  const faces = [face(0.7, 40, 300, 80), face(0.9, 90, 60, 200), face(0.8, 60, 180, 100)];
  test.each([
    { which: 'largest' as const, chosen: 1 },
    { which: { near: [290, 90] as [number, number] }, chosen: 0 },
    { which: { near: [0.45, 0.35] as [number, number] }, chosen: 2 },
    { which: { index: 1 }, chosen: 1 },
    { which: { index: 2 }, chosen: 2 },
    { which: { index: 3 }, chosen: 0 },
    { which: { index: 4 }, chosen: -1 },
  ])('$which', ({ which, chosen }) => {
    expect(chooseFace(faces, chooseParameters.parse({ which }), PICTURE)).toBe(chosen);
  });

  test('a place in pixels is that of the picture as it is shown', () => {
    const which = { near: [580, 180] as [number, number] };
    const smaller = { ...PICTURE, shownWidth: 800 };
    expect(chooseFace(faces, chooseParameters.parse({ which }), smaller)).toBe(0);
  });

  test('faces that are much smaller do not count beside it', () => {
    const among = [face(0.9, 100), face(0.9, 29), face(0.9, 31)];
    expect(countFaces(among, among[0], defaults)).toBe(2);
    expect(countFaces(among, among[1], defaults)).toBe(3);
  });
});
