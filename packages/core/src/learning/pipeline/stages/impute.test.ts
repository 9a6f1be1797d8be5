import { describe, expect, it } from 'vitest';
import { columnWeights } from '../column-weights.ts';
import { exampleCell, exampleRows } from '../example-cell.fixture.ts';
import { fitCell } from '../fit.ts';
import { applyCell, readFittedCell } from '../fitted-cell.ts';
import type { JoinedRows } from '../joined-rows.ts';

const rows = exampleRows();

/** The example, where some rows lack the second family. */
function lacking(which: (row: number) => boolean): JoinedRows {
  const { x } = rows;
  const data = x.data.map((value, at) =>
    at % x.columns >= 10 && which(Math.floor(at / x.columns)) ? Number.NaN : value,
  );
  return { ...rows, x: { ...x, data: Float32Array.from(data) } };
}

describe('a row that lacks one of the families', () => {
  it.each(['none', 'relieff', 'anova-f', 'symmetric-uncertainty'])(
    'is trained on and scored with %s, by what it has',
    (selection) => {
      const cell = exampleCell({ selection, keep: selection === 'none' ? null : 8 });
      const { fitted } = fitCell(
        cell,
        lacking((row) => row % 5 === 0),
        7,
      );
      const read = readFittedCell(JSON.parse(JSON.stringify(fitted)));
      const scores = applyCell(read, lacking(() => true).x).score;
      expect(scores.every(Number.isFinite)).toBe(true);
      const { score } = applyCell(read, rows.x);
      // The family that is there still tells the labels apart.
      const mean = (label: number) =>
        scores.filter((_, row) => rows.y[row] === label).reduce((sum, each) => sum + each, 0) / 12;
      expect(mean(1)).toBeGreaterThan(mean(0) + 0.1);
      expect(score).not.toEqual(scores);
    },
  );

  it('is filled with the mean of the training rows that have the column', () => {
    const cell = exampleCell({ selection: 'none', keep: null, classifier: 'naive-bayes' });
    const training = lacking((row) => row >= 12);
    const { fitted } = fitCell(cell, training, 7);
    const stage = fitted.stages.find(({ id, stage: name }) => name === 'impute' && id === 'mean');
    const present = Array.from({ length: 12 }, (_, row) => rows.x.data[row * 20 + 15]);
    const mean = present.reduce((sum, value) => sum + value, 0) / 12;
    expect(stage?.model).toMatchObject({ means: expect.arrayContaining([expect.closeTo(mean, 12)]) });
  });

  it('leaves the numbers of rows that lack nothing as they are', () => {
    const cell = exampleCell();
    const { fitted } = fitCell(cell, rows, 7);
    const without = { ...fitted, stages: fitted.stages.filter(({ stage }) => stage !== 'impute') };
    expect(applyCell(fitted, rows.x)).toEqual(applyCell(without, rows.x));
  });

  it('weighs columns by the rows that have them, in each fold by its own', () => {
    const cell = exampleCell({ selection: 'anova-f' });
    const weights = columnWeights(
      cell,
      lacking((row) => row % 3 === 0),
    );
    expect(weights.every(Number.isFinite)).toBe(true);
  });
});

it('is no stage of a cell with one family', () => {
  const one = { ...rows, families: [{ family: 'a', start: 0, end: 20 }] };
  const features = { name: 'a', families: ['a'], selected: 'together' } as const;
  const { fitted } = fitCell(exampleCell({ features }), one, 7);
  expect(fitted.stages.map(({ stage }) => stage)).not.toContain('impute');
});
