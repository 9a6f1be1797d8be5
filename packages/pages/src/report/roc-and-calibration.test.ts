import { calibrationBins, drawSubjects, quantile, randomFrom, rocCurve, type ScoredRows } from '@wince/core';
import { describe, expect, test } from 'vitest';
import { unit } from '../formats/numbers.ts';
import { textOf } from '../html/html.ts';
import { calibrationChart, calibrationPanels } from './calibration.ts';
import { exampleRun } from './example-run.fixture.ts';
import { rocBand } from './roc.ts';
import { viewRun } from './run-view.ts';

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

describe('the reliability diagram', () => {
  const input = exampleRun({
    subjects: 24,
    classifiers: ['knn'],
    synthetic: true,
    faces: null,
    middle: false,
  });
  const at = (prevalence: number | undefined) =>
    viewRun({
      ...input,
      manifest: { ...input.manifest, specification: { ...input.manifest.specification, prevalence } },
    });
  /** What the picture says to those who cannot see it. */
  const said = (prevalence: number | undefined) => {
    const view = at(prevalence);
    return textOf(calibrationChart(view, view.shown[0]));
  };

  test('shows each bin as it is where no prevalence is named', () => {
    const { truth, score } = at(undefined).shown[0].rows;
    const bins = calibrationBins(truth, score);
    expect(bins.length).toBeGreaterThan(3);
    for (const { mean_score, positive_share, rows: n } of bins)
      expect(said(undefined)).toContain(
        `mean score ${unit(mean_score)}, share positive ${unit(positive_share)}, ${n}\u00a0`,
      );
  });

  test('weights the rows to the prevalence at which the scores hold, and says so', () => {
    const { truth, score } = at(0.1).shown[0].rows;
    const positives = truth.reduce((sum, label) => sum + label, 0);
    const mixed = calibrationBins(truth, score).filter(
      ({ positive_share }) => positive_share > 0 && positive_share < 1,
    );
    expect(mixed.length).toBeGreaterThan(1);
    for (const { positive_share, rows: n } of mixed) {
      const pain = (positive_share * n * 0.1) / positives;
      const rest = ((1 - positive_share) * n * 0.9) / (truth.length - positives);
      expect(said(0.1)).toContain(`share positive ${unit(pain / (pain + rest))}, ${n}\u00a0`);
    }
    expect(textOf(calibrationPanels(at(0.1)))).toContain('The scores hold at a prevalence of 10.0 %');
    expect(textOf(calibrationPanels(at(undefined)))).not.toContain('hold at a prevalence');
  });
});
