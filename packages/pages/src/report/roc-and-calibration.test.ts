import { drawSubjects, quantile, randomFrom, rocCurve, type ScoredRows } from '@wince/core';
import { describe, expect, test } from 'vitest';
import { calibrationPoints } from './calibration.ts';
import { rocBand } from './roc.ts';

const SUBJECTS = 9;

/** Rows of a few subjects, with equal scores among them. */
const rows: ScoredRows = (() => {
  const random = randomFrom('rows of the test of curves');
  const size = 40;
  const truth = Uint8Array.from({ length: size }, () => random.below(2));
  const score = Float64Array.from(
    truth,
    (label) => Math.round(10 * (0.3 * label + 0.7 * random.next())) / 10,
  );
  return {
    truth,
    score,
    decision: Uint8Array.from(score, (value) => (value >= 0.5 ? 1 : 0)),
    subject: Int32Array.from({ length: size }, (_, row) => row % SUBJECTS),
    subjects: Array.from({ length: SUBJECTS }, (_, s) => `s${s}`),
  };
})();

/** The rows of a draw, each as often as its subject was drawn. */
function drawn(times: Uint16Array): { truth: Uint8Array; score: Float64Array } {
  const which = Array.from(rows.subject).flatMap((subject, row) =>
    new Array<number>(times[subject]).fill(row),
  );
  return {
    truth: Uint8Array.from(which, (row) => rows.truth[row]),
    score: Float64Array.from(which, (row) => rows.score[row]),
  };
}

describe('rocBand', () => {
  test('is what the curves of the drawn rows give, one by one', () => {
    const { draws, times } = drawSubjects(rows.subjects, 500, 'seed');
    const curves = Array.from({ length: draws }, (_, draw) => {
      const { truth, score } = drawn(times.subarray(draw * SUBJECTS, (draw + 1) * SUBJECTS));
      return rocCurve(truth, score);
    }).filter((curve) => curve.length > 0);
    const band = rocBand(rows, 'seed');
    expect(band.length).toBe(101);
    for (const { x, low, high } of band) {
      const heights = curves.map((curve) => {
        const left = curve.findLast((point) => point.false_positive_rate <= x) ?? curve[0];
        const right = curve.find((point) => point.false_positive_rate > x) ?? left;
        const across = right.false_positive_rate - left.false_positive_rate;
        const along = across > 0 ? (x - left.false_positive_rate) / across : 0;
        return left.true_positive_rate + along * (right.true_positive_rate - left.true_positive_rate);
      });
      const ascending = Float64Array.from(heights).sort();
      expect(low).toBeCloseTo(quantile(ascending, 0.025), 12);
      expect(high).toBeCloseTo(quantile(ascending, 0.975), 12);
    }
  });

  test('is empty where rows have one label', () => {
    expect(rocBand({ ...rows, truth: rows.truth.map(() => 1) }, 'seed')).toEqual([]);
  });
});

describe('calibrationPoints', () => {
  test('hold every row once, and the share of a bin lies in its interval', () => {
    const points = calibrationPoints(rows, 'seed');
    expect(points.reduce((sum, point) => sum + point.rows, 0)).toBe(rows.truth.length);
    for (const { positive_share, ci95 } of points) {
      expect(ci95).not.toBeNull();
      expect(positive_share).toBeGreaterThanOrEqual(ci95?.[0] ?? 2);
      expect(positive_share).toBeLessThanOrEqual(ci95?.[1] ?? -1);
    }
  });

  test('a bin of one label has an interval without width', () => {
    const points = calibrationPoints({ ...rows, truth: rows.truth.map(() => 1) }, 'seed');
    expect(points.every((point) => point.positive_share === 1 && point.ci95?.[0] === 1)).toBe(true);
  });
});
