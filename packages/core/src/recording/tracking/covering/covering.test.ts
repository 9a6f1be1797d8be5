import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../../../image/image.ts';
import { randomFrom } from '../../../numbers/random.ts';
import {
  APPEARANCE_CHANNELS,
  APPEARANCE_PARTS,
  APPEARANCE_POINTS,
  appearancePoints,
  faceAppearance,
} from './appearance.ts';
import { coveringParameters, openCoveringWatch } from './covering.ts';
import { lookOf } from './look.ts';
import { lookMisfits } from './misfit.ts';

const LENGTH = APPEARANCE_CHANNELS * APPEARANCE_POINTS;

/** 468 points all over the registered face, its outer eye corners 84 pixels apart. */
const landmarks = (() => {
  const random = randomFrom('covering landmarks');
  const points = Float64Array.from({ length: 936 }, () => 30 + 160 * random.next());
  points.set([69.5, 83.5], 2 * 33);
  points.set([153.5, 83.5], 2 * 263);
  return points;
})();

function appearanceWith(seed: number, noise: number, base?: Float64Array): Float64Array {
  const random = randomFrom('appearance', seed);
  return Float64Array.from({ length: LENGTH }, (_, i) => (base?.[i] ?? 0) + noise * random.normal());
}

/** The appearance with its luma raised at a share of the points of a part. */
function cover(appearance: Float64Array, part: number, share: number, by = 0.8): Float64Array {
  const covered = Float64Array.from(appearance);
  const { from, to } = APPEARANCE_PARTS[part];
  for (let i = from; i < from + share * (to - from); i++) covered[i] += by;
  return covered;
}

describe('the appearance of a face', () => {
  const random = randomFrom('covering picture');
  const image: RgbImage = {
    width: 224,
    height: 224,
    data: Uint8Array.from({ length: 224 * 224 * 3 }, () => random.below(256)),
  };

  it('goes with the landmarks', () => {
    const moved: RgbImage = { width: 300, height: 260, data: new Uint8Array(300 * 260 * 3) };
    for (let y = 0; y < 224; y++) {
      moved.data.set(image.data.subarray(y * 672, (y + 1) * 672), ((y + 20) * 300 + 50) * 3);
    }
    const there = landmarks.map((value, i) => value + (i % 2 === 0 ? 50 : 20));
    const [a, b] = [faceAppearance(image, landmarks), faceAppearance(moved, there)];
    a.forEach((value, i) => {
      expect(b[i]).toBeCloseTo(value, 12);
    });
    expect(a.length).toBe(LENGTH);
  });

  it('looks within the regions, and on nothing twice', () => {
    const points = appearancePoints(landmarks);
    expect(points.length).toBe(2 * APPEARANCE_POINTS);
    expect(Math.min(...points)).toBeGreaterThan(20);
    expect(Math.max(...points)).toBeLessThan(200);
    expect(APPEARANCE_PARTS[0].from).toBe(0);
    APPEARANCE_PARTS.slice(1).forEach(({ from }, i) => {
      expect(from).toBe(APPEARANCE_PARTS[i].to);
    });
  });

  it('of one colour is one number a channel', () => {
    const flat = {
      ...image,
      data: Uint8Array.from({ length: 224 * 224 * 3 }, (_, i) => [100, 60, 40][i % 3]),
    };
    const appearance = faceAppearance(flat, landmarks);
    const luma = 0.299 * 100 + 0.587 * 60 + 0.114 * 40;
    const expected = [Math.log(luma + 48), Math.log(148 / 108), Math.log(88 / 108)];
    appearance.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[Math.floor(i / APPEARANCE_POINTS)], 12);
    });
  });
});

describe('the misfit to a look', () => {
  const base = appearanceWith(0, 0.3);
  const references = Array.from({ length: 11 }, (_, i) => appearanceWith(i + 1, 0.02, base));
  const look = lookOf(references);

  it('is small for the face itself, in whatever light', () => {
    const slope = fc.double({ min: -0.2, max: 0.2, noNaN: true });
    const level = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(slope, slope, level, level, level, (along, down, luma, red, blue) => {
        const points = appearancePoints(landmarks);
        const lit = appearanceWith(99, 0.02, base).map((value, i) => {
          const k = i % APPEARANCE_POINTS;
          const channel = Math.floor(i / APPEARANCE_POINTS);
          const light = luma + (along * (points[2 * k] - 112)) / 84 + (down * (points[2 * k + 1] - 84)) / 84;
          return value + [light, red, blue][channel];
        });
        for (const { misfit } of lookMisfits(lit, landmarks, look)) expect(misfit).toBeLessThan(1.5);
      }),
      { numRuns: 30 },
    );
  });

  it.each(APPEARANCE_PARTS.map(({ region, side }, part) => ({ region, side, part })))(
    'shows what covers the $side $region, and nothing else',
    ({ part }) => {
      const misfits = lookMisfits(cover(references[0], part, 0.5), landmarks, look);
      misfits.forEach(({ misfit }, i) => {
        if (i === part) expect(misfit).toBeGreaterThan(2.5);
        else expect(misfit).toBeLessThan(1.5);
      });
      // Less than a fifth of it does not count.
      expect(lookMisfits(cover(references[0], part, 0.1), landmarks, look)[part].misfit).toBeLessThan(1.5);
    },
  );

  it('does not mind that a few references were covered', () => {
    const some = [...references, ...[1, 2, 3].map((k) => cover(references[k], 4, 1))];
    for (const { misfit } of lookMisfits(references[0], landmarks, lookOf(some)))
      expect(misfit).toBeLessThan(1.5);
    expect(() => lookOf([])).toThrow(RangeError);
  });

  it('forgives where the subject varies', () => {
    const restless = references.map((reference, k) => cover(reference, 6, 1, 0.08 * k));
    const seen = lookMisfits(cover(references[0], 6, 1), landmarks, lookOf(restless));
    expect(seen[6].misfit).toBeLessThan(
      0.5 * lookMisfits(cover(references[0], 6, 1), landmarks, look)[6].misfit,
    );
  });
});

describe('the watch over a track', () => {
  const parameters = coveringParameters.parse({ references: 3, every: 1, memory: 8, relearn: 10 });
  const image = (level: number, patch = level): RgbImage => {
    const data = new Uint8Array(224 * 224 * 3);
    const points = appearancePoints(landmarks);
    data.fill(level);
    const { from, to } = APPEARANCE_PARTS[3];
    for (let i = from; i < to; i++) {
      const [x, y] = [Math.round(points[2 * i]), Math.round(points[2 * i + 1])];
      for (let dy = -4; dy <= 4; dy++)
        data.fill(patch, ((y + dy) * 224 + x - 4) * 3, ((y + dy) * 224 + x + 5) * 3);
    }
    return { width: 224, height: 224, data };
  };
  const bare = image(120);
  const taped = image(120, 230);

  function watchOver(given?: ReturnType<typeof lookOf>) {
    const watch = openCoveringWatch(parameters, given);
    let time = 0;
    return {
      watch,
      see: (picture: RgbImage, good = true) => {
        time++;
        const seen = watch.next(picture, landmarks, { landmarks }, good, time);
        return seen?.map(({ region, side }) => `${side} ${region}`);
      },
    };
  }

  it('says nothing before it knows the face, then what covers it', () => {
    const { see } = watchOver();
    expect([see(bare), see(bare, false), see(bare), see(bare)]).toEqual(Array(4).fill(undefined));
    expect(see(bare)).toEqual([]);
    expect(see(taped)).toContain('right eyes');
    expect(see(image(60))).toEqual([]);
  });

  it('does not learn what covers the face, until it has stayed for long', () => {
    const { see, watch } = watchOver();
    for (let i = 0; i < 4; i++) see(bare);
    const frames = watch.look()?.frames;
    for (let i = 0; i < 10; i++) expect(see(taped)).not.toEqual([]);
    expect(watch.look()?.frames).toBe(frames);
    see(taped);
    expect(watch.look()).toBeUndefined();
    for (let i = 0; i < 3; i++) expect(see(taped)).toBeUndefined();
    expect(see(taped)).toEqual([]);
  });

  it('keeps a bounded memory that spans the recording', () => {
    const { see, watch } = watchOver();
    for (let i = 0; i < 500; i++) {
      see(bare);
      expect(watch.look()?.frames ?? 0).toBeLessThanOrEqual(8);
    }
    expect(watch.look()?.frames).toBeGreaterThanOrEqual(4);
  });

  it('holds frames against a given look from the first one on, and keeps it', () => {
    const { see, watch } = watchOver();
    for (let i = 0; i < 4; i++) see(bare);
    const look = watch.look();
    const later = watchOver(look);
    expect(later.see(taped)).toContain('right eyes');
    expect(later.see(bare)).toEqual([]);
    for (let i = 0; i < 30; i++) later.see(taped);
    expect(later.watch.look()).toBe(look);
  });
});
