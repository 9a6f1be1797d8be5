import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { calibrationBins, precisionRecallCurve, rocCurve } from './curves.ts';
import {
  accuracy,
  areaUnderCurve,
  averagePrecision,
  balancedAccuracy,
  brierScore,
  cohensKappa,
  confusion,
  f1Score,
  logLoss,
  matthewsCorrelation,
  measureRows,
  metricNames,
  noInformationRate,
  precision,
  prevalence,
  sensitivity,
  specificity,
} from './metrics.ts';

const numbers = z.array(z.number());
const golden = z
  .object({
    cases: z.array(
      z.object({
        name: z.string(),
        truth: numbers,
        score: numbers,
        decision: numbers,
        confusion: z.record(z.string(), z.number()),
        metrics: z.record(z.enum(metricNames), z.number()),
        roc: z.object({ fpr: numbers, tpr: numbers, thresholds: numbers }),
        precision_recall: z.object({ precision: numbers, recall: numbers, thresholds: numbers }),
        calibration: z.object({ positive_share: numbers, mean_score: numbers }),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('./goldens/metrics.json', import.meta.url), 'utf8')));

function expectClose(actual: readonly (number | null)[], wanted: readonly number[], tolerance = 1e-12): void {
  expect(actual.length).toBe(wanted.length);
  actual.forEach((value, i) => {
    expect(Math.abs((value ?? Number.NaN) - wanted[i])).toBeLessThanOrEqual(tolerance);
  });
}

describe.each(golden.cases)('scikit-learn on $name', (example) => {
  const truth = Uint8Array.from(example.truth);
  const score = Float64Array.from(example.score);
  const decision = Uint8Array.from(example.decision);

  it('has the same confusion matrix and metrics', () => {
    expect(confusion(truth, decision)).toEqual(example.confusion);
    const measured = measureRows({ truth, score, decision });
    for (const name of metricNames) expectClose([measured[name].value], [example.metrics[name]]);
    const single = [
      accuracy(truth, decision),
      balancedAccuracy(truth, decision),
      sensitivity(truth, decision),
      specificity(truth, decision),
      precision(truth, decision),
      f1Score(truth, decision),
      matthewsCorrelation(truth, decision),
      areaUnderCurve(truth, score),
      averagePrecision(truth, score),
      brierScore(truth, score),
      cohensKappa(truth, decision),
      logLoss(truth, score),
    ];
    expect(single).toEqual(metricNames.map((name) => measured[name].value));
  });

  it('has the same ROC curve', () => {
    const [first, ...points] = rocCurve(truth, score);
    expect(first).toEqual({ threshold: null, false_positive_rate: 0, true_positive_rate: 0 });
    expectClose([0, ...points.map((point) => point.false_positive_rate)], example.roc.fpr);
    expectClose([0, ...points.map((point) => point.true_positive_rate)], example.roc.tpr);
    expect(points.map((point) => point.threshold)).toEqual(example.roc.thresholds);
  });

  it('has the same precision and recall', () => {
    const points = precisionRecallCurve(truth, score).toReversed();
    expectClose(
      points.map((point) => point.precision),
      example.precision_recall.precision,
    );
    expectClose(
      points.map((point) => point.recall),
      example.precision_recall.recall,
    );
    expect(points.map((point) => point.threshold)).toEqual(example.precision_recall.thresholds);
  });

  it('has the same calibration', () => {
    const bins = calibrationBins(truth, score);
    expectClose(
      bins.map((bin) => bin.positive_share),
      example.calibration.positive_share,
    );
    expectClose(
      bins.map((bin) => bin.mean_score),
      example.calibration.mean_score,
    );
    expect(bins.reduce((rows, bin) => rows + bin.rows, 0)).toBe(truth.length);
  });
});

/** Scores in steps of 1/64, so that ties are frequent and 1 - s is exact. */
const scored = fc
  .array(fc.record({ truth: fc.nat(1), step: fc.nat(64), decision: fc.nat(1) }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((rows) => ({
    truth: Uint8Array.from(rows, (row) => row.truth),
    score: Float64Array.from(rows, (row) => row.step / 64),
    decision: Uint8Array.from(rows, (row) => row.decision),
  }));

describe('metrics', () => {
  it('lie in their ranges, and say why where they have no value', () => {
    fc.assert(
      fc.property(scored, (rows) => {
        for (const [name, measure] of Object.entries(measureRows(rows))) {
          if (measure.value === null) {
            expect(measure.reason).toMatch(/^(no|all|there) /);
          } else {
            expect(measure.value).toBeGreaterThanOrEqual(
              name === 'matthews' || name === 'kappa' ? -1 - 1e-12 : 0,
            );
            // The worst score is held one epsilon away from 0 or 1.
            expect(measure.value).toBeLessThanOrEqual(
              name === 'log_loss' ? -Math.log(Number.EPSILON) + 1e-12 : 1 + 1e-12,
            );
          }
        }
      }),
    );
  });

  it('do not depend on the order of rows', () => {
    fc.assert(
      fc.property(scored, fc.infiniteStream(fc.nat()), ({ truth, score, decision }, keys) => {
        const order = Array.from(truth, (_, row) => ({ row, key: keys.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ row }) => row);
        const permuted = {
          truth: Uint8Array.from(order, (row) => truth[row]),
          score: Float64Array.from(order, (row) => score[row]),
          decision: Uint8Array.from(order, (row) => decision[row]),
        };
        const { log_loss: loss, ...measured } = measureRows(permuted);
        const { log_loss, ...expected } = measureRows({ truth, score, decision });
        expect(measured).toEqual(expected);
        // Logarithms are no whole numbers: another order rounds their sum another way.
        expect(loss.value).toBeCloseTo(log_loss.value ?? Number.NaN, 10);
      }),
    );
  });

  it('AUC and average precision depend on the order of scores alone', () => {
    fc.assert(
      fc.property(scored, ({ truth, score }) => {
        const changed = score.map((value) => Math.exp(5 * value) - 100);
        expect(areaUnderCurve(truth, changed)).toBe(areaUnderCurve(truth, score));
        expect(averagePrecision(truth, changed)).toBe(averagePrecision(truth, score));
      }),
    );
  });

  it('AUC of the opposite score is one less AUC, and of the opposite truth too', () => {
    fc.assert(
      fc.property(scored, ({ truth, score }) => {
        const auc = areaUnderCurve(truth, score);
        const ofScore = areaUnderCurve(
          truth,
          score.map((value) => 1 - value),
        );
        const ofTruth = areaUnderCurve(
          truth.map((label) => 1 - label),
          score,
        );
        if (auc === null) expect([ofScore, ofTruth]).toEqual([null, null]);
        else expectClose([ofScore, ofTruth], [1 - auc, 1 - auc]);
      }),
    );
  });

  it('AUC is the area under the points of the curve', () => {
    fc.assert(
      fc.property(scored, ({ truth, score }) => {
        const points = rocCurve(truth, score);
        const area = points.slice(1).reduce((sum, point, i) => {
          const width = point.false_positive_rate - points[i].false_positive_rate;
          return sum + (width * (point.true_positive_rate + points[i].true_positive_rate)) / 2;
        }, 0);
        const auc = areaUnderCurve(truth, score);
        if (auc === null) expect(points).toEqual([]);
        else expectClose([auc], [area]);
      }),
    );
  });

  it.each([
    ['no rows', [], [], metricNames],
    [
      'negative rows alone',
      [0, 0],
      [0, 1],
      ['balanced_accuracy', 'sensitivity', 'matthews', 'auc', 'average_precision'],
    ],
    [
      'positive rows alone',
      [1, 1],
      [0, 1],
      ['balanced_accuracy', 'specificity', 'matthews', 'auc', 'average_precision'],
    ],
    ['none decided positive', [0, 1], [0, 0], ['precision', 'matthews']],
    [
      'none positive, none decided so',
      [0, 0],
      [0, 0],
      [
        'balanced_accuracy',
        'sensitivity',
        'precision',
        'f1',
        'matthews',
        'auc',
        'average_precision',
        'kappa',
      ],
    ],
  ])('%s: undefined, not 0', (_, truth, decision, undefinedOnes) => {
    const rows = {
      truth: Uint8Array.from(truth),
      decision: Uint8Array.from(decision),
      score: new Float64Array(truth.length),
    };
    const measured = measureRows(rows);
    expect(metricNames.filter((name) => measured[name].value === null)).toEqual(
      metricNames.filter((name) => undefinedOnes.includes(name)),
    );
  });

  it('refuse scores that are no numbers', () => {
    for (const bad of [Number.NaN, Infinity]) {
      expect(() => areaUnderCurve(Uint8Array.of(0, 1), Float64Array.of(0.5, bad))).toThrow(
        expect.objectContaining({ code: 'not-a-number' }),
      );
    }
    expect(() => accuracy(Uint8Array.of(0), Uint8Array.of(0, 1))).toThrow(RangeError);
  });

  it('have their chance: prevalence and no-information rate', () => {
    expect(prevalence(Uint8Array.of(1, 0, 0, 0))).toBe(0.25);
    expect(noInformationRate(Uint8Array.of(1, 0, 0, 0))).toBe(0.75);
    expect(noInformationRate(Uint8Array.of(1, 1, 1, 0))).toBe(0.75);
    expect(prevalence(new Uint8Array(0))).toBe(null);
    expect(noInformationRate(new Uint8Array(0))).toBe(null);
  });
});
