import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EYE_CONTOUR,
  INNER_LIP_CONTOUR,
  LID_PAIRS,
  MIDLINE,
  OUTER_LIP_CONTOUR,
  PAIRED,
} from '../../../face/landmark-names.ts';
import { randomFrom } from '../../../numbers/random.ts';
import {
  DRAWN_EYE_DISTANCE,
  drawnLandmarks,
  type Expression,
  faceOf,
  NEUTRAL,
} from '../drawn-faces.fixture.ts';
import { geometry } from './geometry.ts';

const COLUMNS = geometry.columns({});

function measured(landmarks: Float64Array): Float32Array {
  const out = new Float32Array(COLUMNS.length);
  geometry.extract(faceOf(new Uint8Array(128 * 128), landmarks), {}, out);
  return out;
}

function column(landmarks: Float64Array, name: string): number {
  const index = COLUMNS.indexOf(`geometry ${name}`);
  expect(index, name).toBeGreaterThanOrEqual(0);
  return measured(landmarks)[index];
}

function randomLandmarks(seed: number): Float64Array {
  const random = randomFrom('landmarks', seed);
  return Float64Array.from({ length: 936 }, () => 224 * random.next());
}

/** Every landmark that is measured, with its mirror image. */
function mirrorPairs(): readonly (readonly [number, number])[] {
  const lids = LID_PAIRS.right.flatMap((pair, i) =>
    pair.map((right, j) => [right, LID_PAIRS.left[i][j]] as const),
  );
  const eyes = EYE_CONTOUR.right.map((right, i) => [right, EYE_CONTOUR.left[i]] as const);
  // Both lip contours begin in the right corner and reach the left one half-way.
  const lips = [OUTER_LIP_CONTOUR, INNER_LIP_CONTOUR].flatMap((contour) =>
    contour.map((index, i) => [index, contour[(contour.length * 1.5 - i) % contour.length]] as const),
  );
  return [
    ...Object.values(PAIRED).map(({ right, left }) => [right, left] as const),
    ...lids,
    ...eyes,
    ...lips,
  ];
}

describe('landmark geometry', () => {
  it('measures in eye distances what a drawn face is known to have', () => {
    const landmarks = drawnLandmarks();
    const { eyeAperture, mouthWidth, mouthHeight, browGap, browHeight } = NEUTRAL;
    const d = DRAWN_EYE_DISTANCE;
    const lids = (eyeAperture * (1 + 2 * Math.sin((3 * Math.PI) / 8))) / 3;
    const polygon = (n: number) => (n / 2) * Math.sin((2 * Math.PI) / n);
    expect(column(landmarks, 'eye-squeeze aperture right')).toBeCloseTo(lids / d, 6);
    expect(column(landmarks, 'eye-squeeze width left')).toBeCloseTo(36 / d, 6);
    expect(column(landmarks, 'eye-squeeze area mean')).toBeCloseTo(
      (polygon(16) * 18 * (eyeAperture / 2)) / d ** 2,
      6,
    );
    expect(column(landmarks, 'mouth-stretch width')).toBeCloseTo(mouthWidth / d, 6);
    expect(column(landmarks, 'mouth-stretch height')).toBeCloseTo(mouthHeight / d, 6);
    expect(column(landmarks, 'mouth-stretch area')).toBeCloseTo(
      (polygon(20) * mouthWidth * mouthHeight) / 4 / d ** 2,
      6,
    );
    expect(column(landmarks, 'brow-bulge brow-to-brow')).toBeCloseTo(browGap / d, 6);
    const innerBrow = Math.hypot(22 - browGap / 2, browHeight) / d;
    expect(column(landmarks, 'brow-bulge inner-brow-to-inner-eye left')).toBeCloseTo(innerBrow, 6);
    expect(column(landmarks, 'eye-squeeze aperture right-minus-left')).toBe(0);
  });

  it.each<[string, Partial<Expression>, string, 'falls' | 'rises']>([
    ['brow bulge', { browHeight: 16 }, 'brow-bulge inner-brow-to-inner-eye mean', 'falls'],
    ['brow bulge', { browGap: 26 }, 'brow-bulge brow-to-brow', 'falls'],
    ['eye squeeze', { eyeAperture: 4 }, 'eye-squeeze aperture mean', 'falls'],
    ['eye squeeze', { eyeAperture: 4 }, 'eye-squeeze aperture-to-width mean', 'falls'],
    ['nasolabial furrow', { noseLift: 6 }, 'nasolabial-furrow ala-to-inner-eye mean', 'falls'],
    ['nasolabial furrow', { noseLift: 6 }, 'nasolabial-furrow nose-length', 'falls'],
    ['open lips', { lipGap: 12, mouthHeight: 32 }, 'lips-open gap', 'rises'],
    ['open lips', { lipGap: 12, mouthHeight: 32 }, 'lips-open area', 'rises'],
    ['vertical mouth stretch', { mouthHeight: 48, lipGap: 30 }, 'mouth-stretch height-to-width', 'rises'],
    ['horizontal mouth stretch', { mouthWidth: 70 }, 'mouth-stretch width', 'rises'],
    ['lip purse', { mouthWidth: 36 }, 'lip-purse roundness', 'rises'],
    ['lip purse', { mouthWidth: 36 }, 'lip-purse width-to-nose-width', 'falls'],
    ['chin drop', { chinDrop: 10 }, 'chin-drop subnasale-to-menton', 'rises'],
  ])('shows %s', (_action, change, name, direction) => {
    const rise = column(drawnLandmarks(change), name) - column(drawnLandmarks(), name);
    expect(direction === 'rises' ? rise : -rise).toBeGreaterThan(0.01);
  });

  it('does not change when all landmarks are shifted, turned and scaled together', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.double({ min: -300, max: 300, noNaN: true }),
        fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        (seed, shift, turn, scale) => {
          const landmarks = randomLandmarks(seed);
          const moved = landmarks.slice();
          for (let i = 0; i < 936; i += 2) {
            const [x, y] = [landmarks[i], landmarks[i + 1]];
            moved[i] = scale * (Math.cos(turn) * x - Math.sin(turn) * y) + shift;
            moved[i + 1] = scale * (Math.sin(turn) * x + Math.cos(turn) * y) - shift / 2;
          }
          const before = measured(landmarks);
          const after = measured(moved);
          for (let c = 0; c < before.length; c++) {
            expect(Math.abs(after[c] - before[c])).toBeLessThanOrEqual(
              1e-5 * Math.max(1, Math.abs(before[c])),
            );
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('swaps right and left when the face is mirrored', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const landmarks = randomLandmarks(seed);
        const mirrored = landmarks.slice();
        for (let i = 0; i < 936; i += 2) mirrored[i] = 223 - landmarks[i];
        const flipped = mirrored.slice();
        const swap = (to: number, from: number) =>
          flipped.set(mirrored.subarray(2 * from, 2 * from + 2), 2 * to);
        for (const [a, b] of mirrorPairs()) {
          swap(a, b);
          swap(b, a);
        }
        const before = measured(landmarks);
        const after = measured(flipped);
        COLUMNS.forEach((name, c) => {
          const partner = name.endsWith(' right')
            ? COLUMNS.indexOf(name.replace(/ right$/, ' left'))
            : name.endsWith(' left')
              ? COLUMNS.indexOf(name.replace(/ left$/, ' right'))
              : c;
          const sign = name.endsWith(' right-minus-left') ? -1 : 1;
          expect(Math.abs(after[c] - sign * before[partner]), name).toBeLessThan(1e-4);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('names each midline landmark and each pair once', () => {
    const indices = [
      ...Object.values(MIDLINE),
      ...Object.values(PAIRED).flatMap(({ right, left }) => [right, left]),
    ];
    expect(new Set(indices).size).toBe(indices.length);
  });

  it('refuses landmarks that are missing, not numbers, or all in one place', () => {
    const refusal = (landmarks: Float64Array) => () => measured(landmarks);
    expect(refusal(new Float64Array(136))).toThrow(expect.objectContaining({ code: 'bad-landmarks' }));
    expect(refusal(randomLandmarks(1).fill(Number.NaN, 667, 668))).toThrow(/Landmark 333 has y = NaN/);
    expect(refusal(new Float64Array(936))).toThrow(expect.objectContaining({ code: 'degenerate-landmarks' }));
  });
});
