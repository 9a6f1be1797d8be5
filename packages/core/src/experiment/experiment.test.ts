import { describe, expect, it } from 'vitest';
import {
  applyCell,
  columnWeights,
  columnWeightsOfFolds,
  fitCell,
  fittedCell,
  type JoinedRows,
  takeRows,
} from '../index.ts';
import type { Cell } from '../learning/pipeline/cell.ts';
import { matrix } from '../numbers/matrix.ts';
import { randomFrom } from '../numbers/random.ts';
import { defaultGrid } from './default-grid.ts';
import { planCells, readCellId } from './plan.ts';
import { type ExperimentSpecification, experimentSpecification } from './specification.ts';

const SUBJECTS = 12;

/** Two pictures a subject, one of each label; the first columns of each family tell them apart. */
function exampleRows(informative = 3): JoinedRows {
  const random = randomFrom('experiment example');
  const rows = SUBJECTS * 2;
  const columns = 20;
  const data = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) {
      data[row * columns + c] = random.normal() + (c % 10 < informative && row % 2 === 1 ? 1.5 : 0);
    }
  }
  return {
    x: matrix(rows, columns, data),
    y: Uint8Array.from({ length: rows }, (_, row) => row % 2),
    subjects: Int32Array.from({ length: rows }, (_, row) => row >> 1),
    subjectNames: Array.from({ length: SUBJECTS }, (_, s) => `s${String(s).padStart(2, '0')}`),
    families: [
      { family: 'a', start: 0, end: 10 },
      { family: 'b', start: 10, end: 20 },
    ],
  };
}

function specification(given: Record<string, unknown>): ExperimentSpecification {
  return experimentSpecification.parse({
    dataset: 'd',
    mixes: ['a+b'],
    classifiers: ['svm-linear'],
    ...given,
  });
}

function onlyCell(given: Record<string, unknown> = {}): Cell {
  const cells = planCells(specification({ keep: [5], ...given }), (feature) => String(feature));
  expect(cells).toHaveLength(1);
  return cells[0];
}

describe('planCells', () => {
  it('lays out features x selections x keeps x classifiers, and none keeps all columns once', () => {
    const cells = planCells(
      specification({
        features: ['a'],
        selection: ['relieff', 'none'],
        keep: [5, 8],
        classifiers: ['knn', 'knn?k=3'],
      }),
      (feature) => String(feature),
    );
    expect(cells.map((cell) => cell.id)).toEqual(
      ['a', 'a+b'].flatMap((features) =>
        ['relieff-5', 'relieff-8', 'none'].flatMap((selected) =>
          ['knn', 'knn?k=3'].map((classifier) => `${features}/${selected}/${classifier}`),
        ),
      ),
    );
  });

  it('lays out the default grid: deep, handcrafted and mixed rows with five classifiers', () => {
    const cells = planCells(experimentSpecification.parse({ dataset: 'd', ...defaultGrid }), String);
    expect(cells.length).toBeGreaterThanOrEqual(15);
    expect(new Set(cells.map((cell) => cell.classifier.name)).size).toBe(5);
    expect(cells.every((cell) => cell.keep === 100 && cell.selection.id === 'relieff')).toBe(true);
  });

  it.each([
    [{ classifiers: ['knn', 'knn?k=5'] }, 'repeated-cell'],
    [{ primary: 'a+b/relieff-100/svm' }, 'unknown-cell'],
    [{ comparisons: [['a+b/relieff-100/svm-linear', 'x']] }, 'unknown-cell'],
    [{ selection: ['reliefff'] }, 'unknown-selector'],
    [{ mixes: [] }, 'no-features'],
  ])('refuses %j', (given, code) => {
    expect(() => planCells(specification(given), String)).toThrow(
      expect.objectContaining({ code, status: 2 }),
    );
  });

  it('reads from an id what it was made of, taps with slashes too', () => {
    expect(readCellId('net:block/conv@mean+hog/relieff:other-subjects-50/svm-rbf?C=10')).toEqual({
      features: 'net:block/conv@mean+hog',
      selection: 'relieff:other-subjects',
      keep: 50,
      classifier: 'svm-rbf?C=10',
    });
    expect(readCellId('hog/none/knn')).toEqual({
      features: 'hog',
      selection: 'none',
      keep: null,
      classifier: 'knn',
    });
  });
});

describe('fitCell', () => {
  it('gives the same model for the same subjects, whatever else is in the table', () => {
    const rows = exampleRows();
    const cell = onlyCell();
    const training = Int32Array.from(rows.y.keys()).filter((row) => rows.subjects[row] !== 3);
    const [weights] = columnWeightsOfFolds(cell, rows, [training]);
    const inFold = fitCell(cell, takeRows(rows, training), 7, weights);
    const alone = fitCell(cell, takeRows(rows, training), 7);
    expect(alone).toEqual(inFold);
  });

  it('is plain JSON that scores the same bit for bit after a round trip', () => {
    const rows = exampleRows();
    const fitted = fitCell(onlyCell(), rows, 7);
    const again = fittedCell.parse(JSON.parse(JSON.stringify(fitted)));
    expect(applyCell(again, rows.x)).toEqual(applyCell(fitted, rows.x));
  });

  it('keeps the best columns of each family where they are selected each', () => {
    const together = fitCell(onlyCell({ keep: [4] }), exampleRows(), 7);
    const each = fitCell(
      onlyCell({ keep: [2], mixes: [{ features: ['a', 'b'], selected: 'each' }] }),
      exampleRows(),
      7,
    );
    expect(together.columns).toHaveLength(4);
    expect(each.columns.filter((column) => column < 10)).toHaveLength(2);
    expect(each.columns.filter((column) => column >= 10)).toHaveLength(2);
  });

  it('does not look at rows outside of training: changing a test row changes nothing', () => {
    const rows = exampleRows();
    const changed = { ...rows, x: matrix(rows.x.rows, rows.x.columns, Float32Array.from(rows.x.data)) };
    changed.x.data.fill(1e6, 0, 2 * rows.x.columns);
    const training = Int32Array.from(rows.y.keys()).filter((row) => rows.subjects[row] !== 0);
    const cell = onlyCell();
    const fit = (table: JoinedRows) =>
      fitCell(cell, takeRows(table, training), 7, columnWeightsOfFolds(cell, table, [training])[0]);
    expect(fit(changed)).toEqual(fit(rows));
  });

  it('tunes inside the training rows and says what it chose', () => {
    const cell = onlyCell({ tuning: { C: [0.01, 1], keep: [2, 5], folds: 3 }, threshold: 'youden' });
    const fitted = fitCell(cell, exampleRows(), 7);
    expect([0.01, 1]).toContain(fitted.tuned?.C);
    expect(fitted.columns).toHaveLength(fitted.tuned?.keep ?? 0);
    expect(fitted.tuned?.threshold).toBe(fitted.threshold);
    expect(fitted.classifier.parameters.C).toBe(fitted.tuned?.C);
  });

  it('refuses a selection that keeps nothing', () => {
    const rows = exampleRows();
    const flat = { ...rows, x: matrix(rows.x.rows, rows.x.columns, new Float32Array(rows.x.data.length)) };
    const cell = onlyCell({ selection: ['symmetric-uncertainty'] });
    expect(() => fitCell(cell, flat, 7)).toThrow(expect.objectContaining({ code: 'no-columns-kept' }));
  });

  it('weighs columns by family where they are selected each', () => {
    const rows = exampleRows();
    const each = onlyCell({ mixes: [{ features: ['a', 'b'], selected: 'each' }] });
    const [first] = rows.families;
    const own = { ...rows, x: takeColumns(rows, first.start, first.end), families: [first] };
    const alone = columnWeights(onlyCell({ mixes: [], features: ['a'] }), own);
    expect(columnWeights(each, rows).subarray(0, 10)).toEqual(alone);
  });
});

function takeColumns({ x }: JoinedRows, start: number, end: number) {
  const data = new Float32Array(x.rows * (end - start));
  for (let row = 0; row < x.rows; row++) {
    data.set(x.data.subarray(row * x.columns + start, row * x.columns + end), row * (end - start));
  }
  return matrix(x.rows, end - start, data);
}
