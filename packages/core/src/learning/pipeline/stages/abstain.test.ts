import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../numbers/random.ts';
import { labelSets, pointsOf } from '../../conformal/conformal.ts';
import { exampleCell, exampleRows } from '../example-cell.fixture.ts';
import { fitCell } from '../fit.ts';
import { abstentionOf, applyCell, readFittedCell } from '../fitted-cell.ts';
import { takeRows } from '../joined-rows.ts';
import { promisedCoverage } from './abstain.ts';

const rows = exampleRows();
const LEVEL = 0.6;
const cellOf = (method: 'split' | 'cross', level = LEVEL) =>
  exampleCell({ classifier: 'naive-bayes', abstention: { method, level, unit: 'all-rows' } });

/** Other rows of the same two families. */
function unseen() {
  const random = randomFrom('abstain');
  return { ...rows.x, data: rows.x.data.map((value) => value + 0.5 * random.normal()) };
}

describe.each(['split', 'cross'] as const)('a cell that abstains by the method %s', (method) => {
  const { fitted } = fitCell(cellOf(method), rows, 7);
  const scores = applyCell(fitted, unseen());

  it('says of each row which labels are not ruled out, and gives all answers there are', () => {
    expect(scores.labels).toHaveLength(rows.x.rows);
    expect(new Set(scores.labels).size).toBeGreaterThan(1);
  });

  it('gives the same answers when it was saved', () => {
    const read = readFittedCell(JSON.parse(JSON.stringify(fitted)));
    expect(read).toEqual(fitted);
    expect(applyCell(read, unseen())).toEqual(scores);
  });

  it('gives the same answers whatever else is in the table, and with calibrated scores', () => {
    const two = takeRows({ ...rows, x: unseen() }, Int32Array.of(3, 8));
    expect(applyCell(fitted, two.x).labels).toEqual(
      scores.labels && Uint8Array.of(scores.labels[3], scores.labels[8]),
    );
    const calibrated = fitCell(
      exampleCell({
        classifier: 'naive-bayes',
        calibration: 'platt',
        abstention: { method, level: LEVEL, unit: 'all-rows' },
      }),
      rows,
      7,
    );
    expect(applyCell(calibrated.fitted, unseen()).labels).toEqual(scores.labels);
  });

  it('refuses a level that its subjects cannot hold, with the reason', () => {
    expect(() => fitCell(cellOf(method, 0.95), rows, 7)).toThrow(
      expect.objectContaining({
        code: 'too-few-to-abstain',
        message: expect.stringMatching(
          method === 'split'
            ? /Abstention at 95 % needs at least 19 calibration subjects.* but only 6 of the subjects that were held out have/
            : /Abstention at 95 % needs at least 19 calibration subjects.* but only 12 of the training subjects have/,
        ),
      }),
    );
  });
});

describe('split conformal prediction', () => {
  const { fitted, outOfFold } = fitCell({ ...cellOf('split'), threshold: 'youden' }, rows, 7);
  const kept = abstentionOf(fitted);
  const learnedOn = new Set(Array.from(outOfFold?.rows ?? [], (row) => rows.subjects[row]));
  const heldOut = Int32Array.from(rows.y.keys()).filter((row) => !learnedOn.has(rows.subjects[row]));

  it('holds out half of the subjects, and is calibrated on them alone', () => {
    expect(learnedOn.size).toBe(6);
    expect(kept?.subjects).toEqual({ negative: 6, positive: 6 });
    const { raw } = applyCell(fitted, takeRows(rows, heldOut).x);
    const own = {
      raw,
      y: Uint8Array.from(heldOut, (row) => rows.y[row]),
      subjects: Array.from(heldOut, (row) => rows.subjectNames[rows.subjects[row]]),
    };
    expect(kept?.parts).toEqual([{ stages: null, ...pointsOf(own, 'all-rows', 'any') }]);
  });

  it('fits every other stage without them: other values there change nothing else', () => {
    const held = new Set(heldOut);
    const data = rows.x.data.map((value, at) =>
      held.has(Math.floor(at / rows.x.columns)) ? value + 9 : value,
    );
    const other = fitCell(
      { ...cellOf('split'), threshold: 'youden' },
      { ...rows, x: { ...rows.x, data } },
      7,
    ).fitted;
    const rest = (of: typeof fitted) => of.stages.filter(({ stage }) => stage !== 'abstain');
    expect(rest(other)).toEqual(rest(fitted));
    expect(other).not.toEqual(fitted);
  });

  it('promises its level', () => {
    expect(promisedCoverage({ method: 'split', level: 0.9 })).toBe(0.9);
  });
});

describe('cross-conformal prediction', () => {
  const { fitted, outOfFold } = fitCell(cellOf('cross'), rows, 7);
  const kept = abstentionOf(fitted);

  it('keeps the fits of the inner folds, each with the rows that it has not seen', () => {
    expect(kept?.parts).toHaveLength(5);
    kept?.parts.forEach((part, fold) => {
      const own = Int32Array.from(rows.y.keys()).filter((row) => outOfFold?.fold[row] === fold);
      const raw = Float64Array.from(own, (row) => outOfFold?.raw[row] ?? Number.NaN);
      expect([...part.negative.raw, ...part.positive.raw].sort()).toEqual([...raw].sort());
    });
    expect(kept?.subjects).toEqual({ negative: 12, positive: 12 });
  });

  it('compares a new row with each of them', () => {
    const x = unseen();
    const parts = (kept?.parts ?? []).map(({ stages, ...points }) => {
      const alone = {
        ...fitted,
        stages: [...(stages ?? []), ...fitted.stages.filter(({ stage }) => stage === 'threshold')],
      };
      return { ...points, given: applyCell(alone, x).raw };
    });
    expect(applyCell(fitted, x).labels).toEqual(labelSets(parts, LEVEL));
  });

  it('fits all other stages on all training rows, as a cell does that answers each row', () => {
    const plain = fitCell({ ...cellOf('cross'), abstention: null }, rows, 7).fitted;
    expect(fitted.stages.filter(({ stage }) => stage !== 'abstain')).toEqual(plain.stages);
  });

  it('promises 1 - 2 alpha', () => {
    expect(promisedCoverage({ method: 'cross', level: 0.9 })).toBe(0.8);
  });
});
