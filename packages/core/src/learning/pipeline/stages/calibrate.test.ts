import { describe, expect, it } from 'vitest';
import { calibrators } from '../../calibration/catalogue.ts';
import { asLeftOut } from '../../out-of-fold/left-out-scores.ts';
import { exampleCell, exampleRows } from '../example-cell.fixture.ts';
import { fitCell } from '../fit.ts';
import { applyCell, readFittedCell } from '../fitted-cell.ts';

const rows = exampleRows();

describe.each(['platt', 'beta', 'temperature'])('a cell calibrated by %s', (calibration) => {
  const cell = exampleCell({ classifier: 'naive-bayes', calibration });
  const { fitted, outOfFold } = fitCell(cell, rows, 7);
  const plain = fitCell({ ...cell, calibration: null }, rows, 7, { outOfFold: true });
  const calibrator = calibrators.get(calibration);

  it('is calibrated on scores of rows left out, and on nothing else', () => {
    const { outOfFold: scores } = plain;
    expect(outOfFold).toEqual(scores);
    const stage = fitted.stages.find((each) => each.stage === 'calibrate');
    const own = scores && calibrator.fit(asLeftOut({ ...scores, y: rows.y, subjects: rows.subjects }), {});
    expect(stage).toEqual({ stage: 'calibrate', id: calibration, version: 1, model: own });
  });

  it('gives other scores and the same decision values, before and after the model was saved', () => {
    const scores = applyCell(fitted, rows.x);
    const before = applyCell(plain.fitted, rows.x);
    expect(scores.raw).toEqual(before.raw);
    expect(scores.score).not.toEqual(before.score);
    const model = fitted.stages.find((each) => each.stage === 'calibrate')?.model;
    expect(scores.score).toEqual(calibrator.apply(model, before));
    expect(applyCell(readFittedCell(JSON.parse(JSON.stringify(fitted))), rows.x)).toEqual(scores);
  });
});

it('isotonic calibration refuses a small cell, with the way out', () => {
  expect(() => fitCell(exampleCell({ calibration: 'isotonic' }), rows, 7)).toThrow(
    expect.objectContaining({
      code: 'too-few-to-calibrate',
      message: expect.stringContaining('there are 24 rows of 12'),
    }),
  );
});
