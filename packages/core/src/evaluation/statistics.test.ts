import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { clopperPearsonInterval, countedShare, mcNemarTest, wilsonInterval } from './counts.ts';
import { deLongInterval, deLongTest } from './delong.ts';
import { areaUnderCurve } from './metrics.ts';

const numbers = z.array(z.number());
const golden = z
  .object({
    shares: z.array(
      z.object({ count: z.number(), of: z.number(), wilson: numbers, clopper_pearson: numbers }),
    ),
    mcnemar: z.array(z.object({ first_only: z.number(), second_only: z.number(), p: z.number() })),
    delong: z.array(
      z.object({
        ...{ truth: numbers, scores: z.tuple([numbers, numbers]), auc: numbers, standard_error: numbers },
        ...{ difference_error: z.number(), z: z.number(), p: z.number() },
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('./goldens/statistics.json', import.meta.url), 'utf8')));

const ofProc = z
  .array(
    z.object({
      ...{ truth: numbers, scores: z.tuple([numbers, numbers]), auc: numbers, standard_error: numbers },
      ...{ ci95: z.tuple([numbers, numbers]), z: z.number(), p: z.number() },
    }),
  )
  .parse(JSON.parse(readFileSync(new URL('./goldens/delong.json', import.meta.url), 'utf8')));

function expectClose(actual: number | null | undefined, wanted: number, tolerance = 1e-10): void {
  expect(Math.abs((actual ?? Number.NaN) - wanted)).toBeLessThanOrEqual(tolerance);
}

describe('intervals of counts', () => {
  it.each(golden.shares)('are those of statsmodels and SciPy: $count of $of', ({ count, of, ...wanted }) => {
    [0, 1].forEach((side) => {
      expectClose(wilsonInterval(count, of)[side], wanted.wilson[side]);
      expectClose(clopperPearsonInterval(count, of)[side], wanted.clopper_pearson[side]);
    });
  });

  it('are those that Newcombe 1998 printed (methods 3 and 5)', () => {
    const printed = [
      { count: 81, of: 263, wilson: [0.2553, 0.3662], exact: [0.2527, 0.3676] },
      { count: 15, of: 148, wilson: [0.0624, 0.1605], exact: [0.0578, 0.1617] },
      { count: 0, of: 20, wilson: [0, 0.1611], exact: [0, 0.1684] },
      { count: 1, of: 29, wilson: [0.0061, 0.1718], exact: [0.0009, 0.1776] },
    ];
    for (const { count, of, wilson, exact } of printed) {
      expect(wilsonInterval(count, of).map((bound) => Number(bound.toFixed(4)))).toEqual(wilson);
      expect(clopperPearsonInterval(count, of).map((bound) => Number(bound.toFixed(4)))).toEqual(exact);
    }
  });

  it('hold the share, and mirror where count and rest change places', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (of, part) => {
          const count = Math.round(part * of);
          for (const interval of [wilsonInterval, clopperPearsonInterval]) {
            const [low, high] = interval(count, of);
            expect(low).toBeGreaterThanOrEqual(0);
            expect(low).toBeLessThanOrEqual(count / of);
            expect(high).toBeGreaterThanOrEqual(count / of);
            expect(high).toBeLessThanOrEqual(1);
            const [mirrored] = interval(of - count, of);
            expectClose(1 - mirrored, high);
          }
        },
      ),
    );
  });

  it('are none where there is nothing to count', () => {
    expect(countedShare(0, 0)).toEqual({ count: 0, of: 0, wilson: null, clopper_pearson: null });
  });
});

describe("McNemar's exact test", () => {
  it.each(golden.mcnemar)(
    'is that of statsmodels: $first_only against $second_only',
    ({ first_only, second_only, p }) => {
      const truth = new Uint8Array(first_only + second_only + 3).fill(1);
      const first = truth.map((_, row) => (row < first_only || row >= first_only + second_only ? 1 : 0));
      const second = truth.map((_, row) => (row >= first_only ? 1 : 0));
      const found = mcNemarTest(truth, first, second);
      expect(found).toMatchObject({ first_only, second_only });
      expectClose(found.p, p, 1e-11);
    },
  );
});

describe("DeLong's method", () => {
  it.each(golden.delong)('has the variances of its definition', ({ truth, scores, ...wanted }) => {
    const labels = Uint8Array.from(truth);
    const [first, second] = scores.map((own) => Float64Array.from(own));
    [first, second].forEach((own, i) => {
      const found = deLongInterval(labels, own);
      expectClose(found.auc, wanted.auc[i], 1e-13);
      expectClose(found.auc, areaUnderCurve(labels, own) ?? Number.NaN, 1e-13);
      expectClose(found.standard_error, wanted.standard_error[i], 1e-13);
      expectClose(
        found.ci95?.[0],
        Math.max(0, wanted.auc[i] - 1.959963984540054 * wanted.standard_error[i]),
        1e-12,
      );
    });
    const test = deLongTest(labels, first, second);
    expectClose(test.difference, wanted.auc[0] - wanted.auc[1], 1e-13);
    expectClose(test.standard_error, wanted.difference_error, 1e-13);
    expectClose(test.z, wanted.z, 1e-9);
    expectClose(test.p, wanted.p, 1e-11);
  });

  it.each(ofProc)('agrees with pROC over $truth.length rows', ({ truth, scores, ...wanted }) => {
    const labels = Uint8Array.from(truth);
    const [first, second] = scores.map((own) => Float64Array.from(own));
    [first, second].forEach((own, i) => {
      const found = deLongInterval(labels, own);
      expectClose(found.auc, wanted.auc[i], 1e-13);
      expectClose(found.standard_error, wanted.standard_error[i], 1e-13);
      expectClose(found.ci95?.[0], wanted.ci95[i][0], 1e-12);
      expectClose(found.ci95?.[1], wanted.ci95[i][1], 1e-12);
    });
    const test = deLongTest(labels, first, second);
    expectClose(test.z, wanted.z, 1e-9);
    expectClose(test.p, wanted.p, 1e-11);
  });

  it('needs two rows of each label, and has no p where nothing varies', () => {
    const score = Float64Array.of(0.1, 0.2, 0.3);
    const none = { auc: null, standard_error: null, ci95: null };
    expect(deLongInterval(Uint8Array.of(0, 0, 1), score)).toEqual(none);
    const labels = Uint8Array.of(0, 0, 1, 1);
    const perfect = Float64Array.of(0, 1, 2, 3);
    expect(deLongInterval(labels, perfect)).toEqual({ auc: 1, standard_error: 0, ci95: [1, 1] });
    expect(deLongTest(labels, perfect, perfect)).toMatchObject({ difference: 0, z: null, p: null });
  });
});
