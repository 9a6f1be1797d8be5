import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readingStart, shownSize, sizeWithin, thinning } from './frame-options.ts';

test('of each period the first frame is kept, wherever reading begins', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 200 });
  const begin = fc.integer({ min: 0, max: 20_000 });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 60 }), begin, (milliseconds, rate, from) => {
      let at = 0;
      const times = milliseconds.map((gap) => {
        at += gap;
        return at / 1000;
      });
      const kept = times.filter(thinning(rate));
      const periods = kept.map((time) => Math.floor((time + 1e-6) * rate));
      expect(new Set(periods).size).toBe(kept.length);
      expect(new Set(times.map((time) => Math.floor((time + 1e-6) * rate))).size).toBe(kept.length);

      const start = from / 1000;
      const keep = thinning(rate);
      const later = times
        .filter((time) => time >= readingStart({ start, rate }))
        .filter((time) => keep(time) && time >= start);
      expect(later).toEqual(kept.filter((time) => time >= start));
    }),
  );
});

test('without a rate all are kept', () => {
  expect([0, 0, 1, 0.5].filter(thinning(undefined))).toEqual([0, 0, 1, 0.5]);
});

test.each([
  [{ width: 1920, height: 1080 }, 960, { width: 960, height: 540 }],
  [{ width: 1080, height: 1920 }, 960, { width: 540, height: 960 }],
  [{ width: 64, height: 48 }, 960, { width: 64, height: 48 }],
  [{ width: 16_384, height: 2 }, 960, { width: 960, height: 1 }],
  [{ width: 61, height: 47 }, undefined, { width: 61, height: 47 }],
])('%o within %s', (size, side, expected) => expect(sizeWithin(size, side)).toEqual(expected));

test('pixels are made square by enlarging, then the frame is turned', () => {
  expect(shownSize({ width: 720, height: 576 }, 16 / 15, 0)).toEqual({ width: 768, height: 576 });
  expect(shownSize({ width: 720, height: 480 }, 8 / 9, 90)).toEqual({ width: 540, height: 720 });
});
