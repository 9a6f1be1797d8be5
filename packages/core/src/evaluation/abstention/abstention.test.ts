import { describe, expect, it } from 'vitest';
import { drawSubjects } from '../intervals.ts';
import { type PredictionRow, scoredRows } from '../predictions.ts';
import { summariseAbstention } from './abstention-summary.ts';
import { answerWords, holdsLabel, isAnswer, labelSetOf, readAnswer } from './label-set.ts';
import { riskCoverage } from './risk-coverage.ts';

describe('the four sets of labels', () => {
  it.each([
    [false, false, 'cannot tell: both labels are ruled out', false],
    [true, false, 'no sign of pain', true],
    [false, true, 'signs of pain', true],
    [true, true, 'cannot tell: neither label is ruled out', false],
  ])('no pain %s, pain %s: %s', (negative, positive, words, answers) => {
    const set = labelSetOf(negative, positive);
    expect([holdsLabel(set, 0), holdsLabel(set, 1), isAnswer(set)]).toEqual([negative, positive, answers]);
    expect(answerWords(set, 'pain')).toBe(words);
    expect(readAnswer(words)).toBe(set);
  });

  it('are known whatever the positive label is called', () => {
    expect(readAnswer(answerWords(2, 'no sign of rest'))).toBe(2);
    expect(readAnswer('pain')).toBeNull();
  });
});

const ROWS: readonly (readonly [string, string, number, string?])[] = [
  ['a', 'pain', 0.875, 'signs of pain'],
  ['a', 'rest', 0.25, 'no sign of pain'],
  ['a', 'rest', 0.625, 'cannot tell: neither label is ruled out'],
  ['b', 'pain', 0.25, 'no sign of pain'],
  ['b', 'pain', 0.75, 'cannot tell: both labels are ruled out'],
  ['b', 'rest', 0.125, 'no sign of pain'],
];
const rows = ROWS.map(
  ([subject, truth, score, answer], i): PredictionRow => ({
    ...{ cell: 'c', sample: `r${i}`, clip: '', subject, period: '', fold: subject, truth, raw: score, score },
    ...{ threshold: 0.5, decision: score >= 0.5 ? 'pain' : 'rest', answer },
  }),
);

describe('what answers are worth', () => {
  const scored = scoredRows(rows, 'pain');
  const draws = drawSubjects(scored.subjects, 200, 'test');
  const asked = { method: 'cross', level: 0.9, promised: 0.8 } as const;
  const found = summariseAbstention(rows, scored, asked, draws);

  it('is counted row by row: a row without an answer is covered or not, and never wrong', () => {
    expect(found).toMatchObject({
      asked,
      answered: { value: 4 / 6 },
      neither_ruled_out: 1 / 6,
      both_ruled_out: 1 / 6,
      error: { value: 1 / 4 },
      labels: {
        // Of three rows of pain one is answered rightly, one wrongly, and of one both labels are ruled out.
        positive: {
          rows: 3,
          subjects: 2,
          coverage: { value: 1 / 3 },
          answered: 2 / 3,
          error: { value: 1 / 2 },
        },
        negative: { rows: 3, subjects: 2, coverage: { value: 1 }, answered: 2 / 3, error: { value: 0 } },
      },
    });
    expect(found?.labels.positive.coverage_subject_mean).toBe(1 / 2);
  });

  it('is listed by subject, and has intervals over subjects', () => {
    expect(found?.by_subject).toEqual([
      { subject: 'a', rows: 3, covered: 3, answered: 2, wrong: 0 },
      { subject: 'b', rows: 3, covered: 1, answered: 2, wrong: 1 },
    ]);
    expect(found?.labels.positive.coverage.ci95).toEqual([0, 1]);
  });

  it('is nothing where each row has an answer, and refuses words that are none', () => {
    const without = rows.map(({ answer: _, ...row }) => row);
    expect(summariseAbstention(without, scored, null, draws)).toBeNull();
    const broken = rows.with(2, { ...rows[2], answer: 'maybe' });
    expect(() => summariseAbstention(broken, scored, asked, draws)).toThrow(
      expect.objectContaining({ code: 'damaged-run', message: expect.stringContaining('"r2"') }),
    );
  });
});

describe('risk and coverage', () => {
  const threshold = new Float64Array(6).fill(0.5);

  it('answers the surest rows first, and equally sure ones together', () => {
    // Shares of the distance from 0.5: 0.75 twice, right; 0.5 three times, of which one is wrong; 0.25, wrong.
    const { points, area } = riskCoverage(scoredRows(rows, 'pain'), threshold);
    const at = (share: number) => points.find(({ answered }) => answered === share)?.error;
    expect(at(0.3)).toBe(0);
    expect(at(0.5)).toBeCloseTo(1 / 3 / 3, 12);
    expect(at(1)).toBeCloseTo(2 / 6, 12);
    expect(at(0.8)).toBeCloseTo(1 / 5, 12);
    expect(area).toBeCloseTo((0 + 0 + 1 / 3 / 3 + 2 / 3 / 4 + 1 / 5 + 2 / 6) / 6, 12);
  });
});
