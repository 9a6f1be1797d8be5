import { describe, expect, it } from 'vitest';
import { areaUnderCurve } from '../../evaluation/metrics.ts';
import { chooseThreshold } from '../../evaluation/thresholds.ts';
import { matrix } from '../../numbers/matrix.ts';
import { columnWeights, columnWeightsOfFolds } from './column-weights.ts';
import { exampleCell, exampleRows } from './example-cell.fixture.ts';
import { fitCell, fitCellSharing } from './fit.ts';
import { applyCell, classifierParameters, keptColumns, readFittedCell, thresholdOf } from './fitted-cell.ts';
import { type JoinedRows, takeRows } from './joined-rows.ts';
import { openInnerSelections } from './seeded-inner-folds.ts';

const rows = exampleRows();
const EACH = { name: 'a+b:each', families: ['a', 'b'], selected: 'each' } as const;

/** The rows of all subjects but one. */
function without(table: JoinedRows, subject: number): Int32Array {
  return Int32Array.from(table.y.keys()).filter((row) => table.subjects[row] !== subject);
}

describe('fitCell', () => {
  it('gives the same model for the same subjects, whatever else is in the table', () => {
    const cell = exampleCell();
    const training = without(rows, 3);
    const [weights] = columnWeightsOfFolds(cell, rows, [training]);
    const inFold = fitCellSharing(cell, takeRows(rows, training), 7, { weights });
    expect(fitCell(cell, takeRows(rows, training), 7)).toEqual(inFold);
  });

  it('is plain JSON that scores the same bit for bit after a round trip', () => {
    const { fitted } = fitCell(exampleCell(), rows, 7);
    const again = readFittedCell(JSON.parse(JSON.stringify(fitted)));
    expect(applyCell(again, rows.x)).toEqual(applyCell(fitted, rows.x));
  });

  it('keeps the best columns of each family where they are selected each', () => {
    const columnsOf = (changes: Parameters<typeof exampleCell>[0]) =>
      keptColumns(fitCell(exampleCell(changes), rows, 7).fitted).columns;
    expect(columnsOf({ keep: 4 })).toHaveLength(4);
    const each = columnsOf({ keep: 2, features: EACH });
    expect(each.filter((column) => column < 10)).toHaveLength(2);
    expect(each.filter((column) => column >= 10)).toHaveLength(2);
  });

  it('does not look at rows outside of training: changing a test row changes nothing', () => {
    const changed = { ...rows, x: matrix(rows.x.rows, rows.x.columns, Float32Array.from(rows.x.data)) };
    changed.x.data.fill(1e6, 0, 2 * rows.x.columns);
    const training = without(rows, 0);
    const cell = exampleCell({ threshold: 'youden' });
    const fit = (table: JoinedRows) => {
      const [weights] = columnWeightsOfFolds(cell, table, [training]);
      return fitCellSharing(cell, takeRows(table, training), 7, { weights });
    };
    expect(fit(changed)).toEqual(fit(rows));
  });

  it('refuses a selection that keeps nothing', () => {
    const flat = { ...rows, x: matrix(rows.x.rows, rows.x.columns, new Float32Array(rows.x.data.length)) };
    const cell = exampleCell({ selection: 'symmetric-uncertainty' });
    expect(() => fitCell(cell, flat, 7)).toThrow(expect.objectContaining({ code: 'no-columns-kept' }));
  });

  it('weighs columns by family where they are selected each', () => {
    const [first] = rows.families;
    const own = { ...rows, x: firstColumns(rows, first.end), families: [first] };
    const alone = columnWeights(exampleCell(), own);
    expect(columnWeights(exampleCell({ features: EACH }), rows).subarray(0, 10)).toEqual(alone);
  });
});

describe('tuning', () => {
  const tuned = exampleCell({ tuning: { C: [0.01, 1], keep: [2, 5], folds: 3 }, threshold: 'youden' });

  it('goes on inside the training rows, and says what it chose', () => {
    const { fitted, outOfFold } = fitCell(tuned, rows, 7);
    expect([0.01, 1]).toContain(fitted.tuned?.C);
    expect(keptColumns(fitted).columns).toHaveLength(fitted.tuned?.keep ?? 0);
    expect(fitted.tuned?.threshold).toBe(thresholdOf(fitted));
    expect(classifierParameters(fitted).C).toBe(fitted.tuned?.C);
    const scores = outOfFold?.score ?? new Float64Array();
    expect(thresholdOf(fitted)).toBe(chooseThreshold(rows.y, scores, 'youden'));
  });

  it('takes the setting with the best scores out of the fold', () => {
    const { fitted, outOfFold } = fitCell(tuned, rows, 7);
    const values = [2, 5].flatMap((keep) =>
      [0.01, 1].map((C) => {
        const fixed = exampleCell({ keep, classifier: { id: 'svm-linear', C }, tuning: { folds: 3 } });
        const alone = fitCell(fixed, rows, 7, { outOfFold: true }).outOfFold;
        if (keep === fitted.tuned?.keep && C === fitted.tuned?.C) expect(alone).toEqual(outOfFold);
        return areaUnderCurve(rows.y, alone?.score ?? new Float64Array());
      }),
    );
    expect(areaUnderCurve(rows.y, outOfFold?.score ?? new Float64Array())).toBe(
      Math.max(...values.map(Number)),
    );
  });

  it.each([
    ['of one subject', [0, 1], 'one-subject'],
    ['where one subject has all rows of a label', [0, 1, 2, 4], 'one-class-fold'],
  ])('refuses rows %s, with the way out', (_, which, code) => {
    const few = takeRows(rows, Int32Array.from(which));
    const refused = expect.objectContaining({ code, hint: expect.stringContaining('fixed values') });
    expect(() =>
      fitCell(exampleCell({ selection: 'none', keep: null, threshold: 'youden' }), few, 7),
    ).toThrow(refused);
  });
});

describe('scores out of the fold', () => {
  it('are made where something asks for them, and nowhere else', () => {
    expect(fitCell(exampleCell(), rows, 7).outOfFold).toBeNull();
    expect(fitCell(exampleCell({ threshold: 'youden' }), rows, 7).outOfFold).not.toBeNull();
    expect(fitCell(exampleCell({ tuning: { keep: [2, 5] } }), rows, 7).outOfFold).not.toBeNull();
  });

  it.each(['svm-rbf', 'knn', 'random-forest?trees=20'])(
    'of %s are the same numbers, whoever asks for them, and leave the fitted cell as it is',
    (classifier) => {
      const cell = exampleCell({ classifier });
      const asked = fitCell(cell, rows, 7, { outOfFold: true });
      const chosen = fitCell({ ...cell, id: 'other', threshold: 'youden' }, rows, 7);
      expect(asked.outOfFold).toEqual(chosen.outOfFold);
      expect(asked.fitted).toEqual(fitCell(cell, rows, 7).fitted);
      expect([...(asked.outOfFold?.rows ?? [])]).toEqual([...rows.y.keys()]);
      expect(new Set(asked.outOfFold?.fold).size).toBe(5);
    },
  );

  it('of a subject do not change with the labels of its rows', () => {
    const cell = exampleCell({ classifier: 'logistic', selection: 'none', keep: null });
    const fit = (table: JoinedRows) => fitCell(cell, table, 7, { outOfFold: true }).outOfFold;
    const turned = { ...rows, y: Uint8Array.from(rows.y, (label, r) => (r < 2 ? 1 - label : label)) };
    const [before, after] = [fit(rows), fit(turned)];
    expect(after?.fold).toEqual(before?.fold);
    expect(after?.score.slice(0, 2)).toEqual(before?.score.slice(0, 2));
    expect(after?.score).not.toEqual(before?.score);
  });

  it('do not depend on how the table numbers its subjects', () => {
    const names = [...rows.subjectNames].reverse();
    const last = names.length - 1;
    const turned = { ...rows, subjects: rows.subjects.map((s) => last - s), subjectNames: names };
    const cell = exampleCell({ classifier: 'knn' });
    const fit = (table: JoinedRows) => fitCell(cell, table, 7, { outOfFold: true });
    expect(fit(turned)).toEqual(fit(rows));
  });
});

describe('inner folds that cells share', () => {
  const cells = ['svm-linear', 'knn', 'random-forest?trees=20'].map((classifier, i) =>
    exampleCell({
      classifier,
      keep: i === 0 ? 5 : 8,
      tuning: { keep: [2, 5], k: [3, 5], folds: 3 },
      threshold: { false_negative: 5, false_positive: 1 },
    }),
  );

  it('give what each cell gives alone', () => {
    const inner = openInnerSelections();
    for (const cell of cells)
      expect(fitCellSharing(cell, rows, 7, { inner })).toEqual(fitCell(cell, rows, 7));
  });

  it('are made once for cells of one feature set and selection, and anew for others and for other rows', () => {
    const inner = openInnerSelections();
    const [first, ...others] = cells.map((cell) => inner.of(cell, rows, 3, 7));
    for (const other of others) expect(other).toBe(first);
    expect(inner.of(cells[0], rows, 4, 7)).not.toBe(first);
    expect(inner.of(cells[0], rows, 3, 8)).not.toBe(first);
    expect(inner.of({ ...cells[0], features: EACH }, rows, 3, 7)).not.toBe(first);
    expect(inner.of(exampleCell({ selection: 'anova-f' }), rows, 3, 7)).not.toBe(first);
    expect(inner.of(cells[0], { ...rows }, 3, 7)).not.toBe(first);
  });
});

function firstColumns({ x }: JoinedRows, count: number) {
  const data = new Float32Array(x.rows * count);
  for (let row = 0; row < x.rows; row++) {
    data.set(x.data.subarray(row * x.columns, row * x.columns + count), row * count);
  }
  return matrix(x.rows, count, data);
}
