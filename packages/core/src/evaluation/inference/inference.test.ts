import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { randomFrom } from '../../numbers/random.ts';
import { detectableEffect, pairedPower, studentCritical, studentP } from '../../numbers/student.ts';
import type { ScoredRows } from '../predictions.ts';
import { friedmanTest } from './friedman.ts';
import { holm } from './holm.ts';
import { pickingOptimism } from './picking.ts';
import { signedRankTest } from './signed-rank.ts';
import { compareSubjectLosses } from './subject-losses.ts';

const numbers = z.array(z.number());
const golden = z
  .object({
    signed_rank: z.array(
      z.object({
        ...{ differences: numbers, least: z.number(), approximate: z.number() },
        ...{ exact: z.number().nullable(), zeros: z.number(), ties: z.number() },
      }),
    ),
    holm: z.array(z.object({ p: numbers, holm: numbers })),
    friedman: z.array(
      z.object({
        ...{ values: numbers, treatments: z.number(), mean_ranks: numbers, statistic: z.number() },
        ...{ p: z.number(), critical_difference: z.number() },
        pairs: z.array(z.object({ of: numbers, p: z.number() })),
      }),
    ),
    effects: z.array(z.object({ n: z.number(), power: z.number(), effect: z.number() })),
  })
  .parse(JSON.parse(readFileSync(new URL('../goldens/inference.json', import.meta.url), 'utf8')));

const near = (value: number, digits = 9) => expect.closeTo(value, digits);

describe('the signed-rank test', () => {
  it.each(golden.signed_rank)(
    "is SciPy's, Pratt's zeros and ties among them ($zeros zeros, $ties ties)",
    (wanted) => {
      const approximate = signedRankTest(wanted.differences, 0);
      expect(Math.min(approximate.rank_sum_above, approximate.rank_sum_below)).toBeCloseTo(wanted.least, 9);
      expect(approximate).toMatchObject({ zeros: wanted.zeros, ties: wanted.ties, exact: false });
      expect(approximate.p).toBeCloseTo(wanted.approximate, 10);
      if (wanted.exact === null) return;
      const exact = signedRankTest(wanted.differences);
      expect(exact).toMatchObject({ exact: true, p: near(wanted.exact, 10) });
    },
  );

  it('has no p where nothing differs, and 1 where the signs are even', () => {
    expect(signedRankTest([0, 0, 0])).toMatchObject({ zeros: 3, ties: 0, p: null });
    expect(signedRankTest([1, -1])).toMatchObject({ ties: 2, p: 1 });
  });

  it('takes what rounding leaves for equal', () => {
    expect(signedRankTest([0.1 + 0.2 - 0.3, 1, 2])).toMatchObject({ zeros: 1 });
  });
});

it.each(golden.holm)("Holm's correction is statsmodels' ($p.length values)", ({ p, holm: wanted }) => {
  expect(holm(p)).toEqual(wanted.map((value) => near(value, 12)));
});

it('a question without an answer counts as asked', () => {
  expect(holm([0.01, null, 0.03])).toEqual([0.03, null, 0.06]);
});

describe("Friedman's test", () => {
  it.each(golden.friedman)("and Nemenyi's are SciPy's ($treatments treatments)", (wanted) => {
    const found = friedmanTest(Float64Array.from(wanted.values), wanted.treatments);
    expect(found.mean_ranks).toEqual(wanted.mean_ranks.map((rank) => near(rank)));
    expect(found.statistic).toBeCloseTo(wanted.statistic, 8);
    expect(found.p).toBeCloseTo(wanted.p, 10);
    expect(found.critical_difference).toBeCloseTo(wanted.critical_difference, 6);
    expect(found.pairs.map(({ of, p }) => ({ of: [...of], p }))).toEqual(
      wanted.pairs.map(({ of, p }) => ({ of, p: near(p, 7) })),
    );
  });

  it('has the critical values that Demsar 2006 printed (table 5)', () => {
    const printed = { 3: 2.343, 5: 2.728, 7: 2.949, 10: 3.164 };
    for (const [k, q] of Object.entries(printed)) {
      const treatments = Number(k);
      const { critical_difference } = friedmanTest(new Float64Array(2 * treatments), treatments);
      const error = Math.sqrt((treatments * (treatments + 1)) / 12);
      expect(critical_difference / error).toBeCloseTo(q, 2);
    }
  });

  it('has no statistic where nothing differs', () => {
    expect(friedmanTest(new Float64Array(6), 3)).toMatchObject({
      statistic: null,
      p: null,
      mean_ranks: [2, 2, 2],
    });
  });
});

describe('the least difference that can be found', () => {
  // statsmodels' own search for the effect ends within some 1e-6 of the power.
  it.each(golden.effects)("is statsmodels' for $n pairs and a power of $power", ({ n, power, effect }) => {
    expect(detectableEffect(n, 0.05, power)).toBeCloseTo(effect, 5);
    expect(pairedPower(effect, n, 0.05)).toBeCloseTo(power, 5);
  });

  it("comes with Student's distribution as tables print it", () => {
    expect(studentCritical(0.05, 10)).toBeCloseTo(2.228, 3);
    expect(studentCritical(0.05, 1)).toBeCloseTo(12.706, 3);
    expect(studentP(2.228138852, 10)).toBeCloseTo(0.05, 8);
  });

  it('has the size of the spread', () => {
    const differences = Float64Array.of(0.1, -0.1, 0.1, -0.1, 0.1, -0.1);
    const { detectable_difference } = compareSubjectLosses(differences, null);
    expect(detectable_difference).toBeCloseTo(detectableEffect(6) * Math.sqrt(0.06 / 5), 10);
    expect(compareSubjectLosses(new Float64Array(6), null).detectable_difference).toBeNull();
  });
});

/** `cells` cells of pure noise over `subjects` subjects of four rows; one may know the truth. */
function cells(count: number, subjects: number, seed: number, knows = false): ScoredRows[] {
  const rows = 4 * subjects;
  const truth = Uint8Array.from({ length: rows }, (_, row) => row % 2);
  const subject = Int32Array.from({ length: rows }, (_, row) => row >> 2);
  const names = Array.from({ length: subjects }, (_, s) => `S${String(s).padStart(3, '0')}`);
  return Array.from({ length: count }, (_, c) => {
    const random = randomFrom('noise', seed, c);
    const score = Float64Array.from(truth, (label) =>
      knows && c === 0 ? 0.2 + 0.6 * label + 0.1 * random.next() : random.next(),
    );
    return {
      truth,
      score,
      decision: score.map((value) => (value >= 0.5 ? 1 : 0)),
      subject,
      subjects: names,
    } as never;
  });
}

describe('picking the best of many cells', () => {
  it('of noise looks good, and is taken back to chance', () => {
    const values = Array.from({ length: 12 }, (_, seed) => {
      const found = pickingOptimism(cells(30, 16, seed), { metric: 'auc', seed: 'test', draws: 120 });
      return found ?? expect.fail('no value');
    });
    const mean = (of: (found: (typeof values)[number]) => number) =>
      values.reduce((sum, found) => sum + of(found), 0) / values.length;
    expect(mean(({ picked }) => picked)).toBeGreaterThan(0.62);
    expect(Math.abs(mean(({ corrected }) => corrected) - 0.5)).toBeLessThan(0.03);
    expect(
      values.every(({ picked, corrected, optimism }) => Math.abs(picked - corrected - optimism) < 1e-12),
    ).toBe(true);
  });

  it('costs nothing where one cell is best in every draw', () => {
    const found = pickingOptimism(cells(5, 16, 1, true), { metric: 'auc', seed: 'test', draws: 100 });
    expect(found).toMatchObject({ picked: 1, corrected: 1, optimism: 0, same_cell: 100, cells: 5 });
  });

  it('is no question for one cell', () => {
    expect(pickingOptimism(cells(1, 16, 1), { metric: 'auc', seed: 'test' })).toBeNull();
  });
});
