import { describe, expect, it } from 'vitest';
import { areaUnderCurve } from '../../../evaluation/metrics.ts';
import { matrix } from '../../../numbers/matrix.ts';
import { randomFrom } from '../../../numbers/random.ts';
import { columnWeightsOfFolds } from '../column-weights.ts';
import { type CellChanges, exampleCell, exampleRows } from '../example-cell.fixture.ts';
import { fitCell, fitCellSharing } from '../fit.ts';
import { abstentionOf, applyCell, fusionOf, keptColumns, readFittedCell } from '../fitted-cell.ts';
import { type JoinedRows, takeRows } from '../joined-rows.ts';
import type { LateFusion } from '../late-fusion.ts';
import { takeModalities } from '../taken-modalities.ts';

const rows = exampleRows();

function fusedCell(late: Partial<LateFusion>, changes: CellChanges = {}) {
  return exampleCell({
    classifier: 'logistic',
    keep: 4,
    ...changes,
    features: {
      ...{ name: 'a+b~mean', families: ['a', 'b'], selected: 'together' },
      modalities: [
        { name: 'face', families: ['a'] },
        { name: 'cry', families: ['b'] },
      ],
      late: { by: 'mean', weights: 'equal', missing: 'left-out', ...late },
    },
  });
}

const stack = { by: 'stack', weights: null } as const;

/** The rows with a modality missing in some of them. */
function without(table: JoinedRows, which: (row: number) => 'a' | 'b' | null): JoinedRows {
  const data = Float64Array.from(table.x.data);
  for (let row = 0; row < table.x.rows; row++) {
    const lost = which(row);
    if (lost) data.fill(Number.NaN, row * 20 + (lost === 'a' ? 0 : 10), row * 20 + (lost === 'a' ? 10 : 20));
  }
  return { ...table, x: matrix(table.x.rows, 20, data) };
}

describe('late fusion', () => {
  it('gives each modality what a cell of it alone has, and the mean of both scores', () => {
    const { fitted } = fitCell(fusedCell({}), rows, 7);
    const [face] = fusionOf(fitted)?.modalities ?? [];
    const own = takeModalities(rows.x, [
      { name: 'face', start: 0, end: 10, firsts: [0] },
      { name: 'cry', start: 10, end: 20, firsts: [10] },
    ]);
    const [cryAlone, faceAlone] = own.map(({ x }) => applyCell(fitted, x).score);
    const both = applyCell(fitted, rows.x).score;
    both.forEach((score, row) => {
      expect(score).toBeCloseTo((faceAlone[row] + cryAlone[row]) / 2, 12);
    });
    expect(face.stages.map(({ stage }) => stage)).toEqual(['select', 'scale', 'classify']);
    expect(keptColumns(fitted).columns.filter((column) => column < 10)).toHaveLength(4);
    expect(keptColumns(fitted).columns.filter((column) => column >= 10)).toHaveLength(4);
  });

  it.each([
    [{}],
    [{ weights: 'skill' }],
    [{ weights: { face: 1, cry: 3 }, missing: 'imputed' }],
    [stack],
    [{ ...stack, missing: 'imputed' }],
  ] as [Partial<LateFusion>][])('%j is plain JSON that scores the same after a round trip', (late) => {
    const cell = fusedCell(late, {
      threshold: 'youden',
      calibration: 'platt',
      abstention: { method: 'cross', level: 0.8 },
    });
    const { fitted } = fitCell(cell, rows, 7);
    const again = readFittedCell(JSON.parse(JSON.stringify(fitted)));
    expect(applyCell(again, rows.x)).toEqual(applyCell(fitted, rows.x));
    expect(abstentionOf(again)?.parts).toHaveLength(5);
  });

  it('looks at no row outside of training: neither its values nor its label', () => {
    const training = Int32Array.from(rows.y.keys()).filter((row) => rows.subjects[row] !== 0);
    const changed = {
      ...rows,
      x: matrix(rows.x.rows, 20, Float32Array.from(rows.x.data)),
      y: Uint8Array.from(rows.y, (label, row) => (rows.subjects[row] === 0 ? 1 - label : label)),
    };
    changed.x.data.fill(1e6, 0, 40);
    for (const late of [{ weights: 'skill' } as const, stack]) {
      const cell = fusedCell(late, { threshold: 'youden' });
      const fit = (table: JoinedRows) => {
        const [weights] = columnWeightsOfFolds(cell, table, [training]);
        return fitCellSharing(cell, takeRows(table, training), 7, { weights });
      };
      expect(fit(changed)).toEqual(fit(rows));
    }
  });

  it('learns its weights from rows whose subjects the modalities have not seen', () => {
    // Noise that a forest learns by heart: in sample it looks perfect, and out of the fold it says nothing.
    const random = randomFrom('fusion noise');
    const data = Float64Array.from(rows.x.data, (value, at) => (at % 20 < 10 ? random.normal() : value));
    const noise = { ...rows, x: matrix(rows.x.rows, 20, data) };
    const forest = { classifier: 'random-forest?trees=40', selection: 'none', keep: null };
    const skill = fusionOf(fitCell(fusedCell({ weights: 'skill' }, forest), noise, 7).fitted);
    const stacked = fusionOf(fitCell(fusedCell(stack, forest), noise, 7).fitted);
    for (const found of [skill, stacked]) {
      const [face = 1, cry = 0] = found?.weights ?? [];
      expect(face).toBeLessThan(cry / 2);
    }
  });

  it('is fitted on rows that lack modalities at random, and scores what there is', () => {
    const some = without(rows, (row) => (row % 6 === 0 ? 'a' : row % 6 === 3 ? 'b' : null));
    for (const late of [
      {},
      { missing: 'imputed' } as const,
      stack,
      { ...stack, missing: 'imputed' } as const,
    ]) {
      const { fitted } = fitCell(fusedCell(late), some, 7);
      const { score } = applyCell(fitted, some.x);
      expect(areaUnderCurve(some.y, score)).toBeGreaterThan(0.9);
      // The same row is the same whatever other rows lack.
      expect(applyCell(fitted, takeRows(some, Int32Array.of(3)).x).score[0]).toBe(score[3]);
    }
  });

  it('says which modality cannot be learned', () => {
    const few = without(rows, (row) => (rows.y[row] === 1 ? 'b' : null));
    const refused = (late: Partial<LateFusion>, table: JoinedRows) => () =>
      fitCell(fusedCell(late, { selection: 'none', keep: null }), table, 7);
    expect(refused({}, few)).toThrow(expect.objectContaining({ code: 'too-few-to-fuse' }));
    expect(refused({}, few)).toThrow(/"cry" do not hold both labels/);
    const apart = without(rows, (row) => (row % 4 < 2 ? 'a' : 'b'));
    expect(refused(stack, apart)).toThrow(/have all of face, cry\. There are 0/);
    expect(() => fitCell(fusedCell({}), apart, 7)).not.toThrow();
    const one = takeRows(rows, Int32Array.of(0, 1));
    expect(refused(stack, one)).toThrow(expect.objectContaining({ code: 'too-few-to-fuse' }));
  });

  it('stays at chance on modalities that know the subject and nothing of the label, with learned weights', () => {
    const aucs = [1, 2, 3, 4].map((seed) => {
      const random = randomFrom('subjects alone', seed);
      const places = Float64Array.from({ length: 12 * 20 }, () => 3 * random.normal());
      const data = Float64Array.from(rows.x.data, (_, at) => {
        return places[rows.subjects[Math.floor(at / 20)] * 20 + (at % 20)] + random.normal();
      });
      const known = without({ ...rows, x: matrix(rows.x.rows, 20, data) }, () =>
        random.next() < 0.15 ? 'a' : random.next() < 0.15 ? 'b' : null,
      );
      const cell = fusedCell(seed % 2 === 0 ? { ...stack, missing: 'imputed' } : { weights: 'skill' });
      const score = new Float64Array(rows.y.length);
      for (let subject = 0; subject < 12; subject++) {
        const isTest = (row: number) => rows.subjects[row] === subject;
        const [test, training] = [true, false].map((own) =>
          Int32Array.from(rows.y.keys()).filter((row) => isTest(row) === own),
        );
        const { fitted } = fitCell(cell, takeRows(known, training), seed);
        const found = applyCell(fitted, takeRows(known, test).x).score;
        test.forEach((row, i) => {
          score[row] = found[i];
        });
      }
      return areaUnderCurve(rows.y, score) ?? Number.NaN;
    });
    const mean = aucs.reduce((sum, auc) => sum + auc, 0) / aucs.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.12);
  });

  it('is tuned as any other cell', () => {
    const cell = fusedCell(stack, { tuning: { C: [0.01, 1], keep: [2, 5], folds: 3 } });
    const { fitted } = fitCell(cell, rows, 7);
    expect(keptColumns(fitted).columns).toHaveLength(2 * (fitted.tuned?.keep ?? 0));
  });
});

it('taking a modality away keeps the rows in which something is left', () => {
  const some = without(rows, (row) => (row === 1 ? 'b' : null));
  const columns = [
    { name: 'face', start: 0, end: 10, firsts: [0] },
    { name: 'cry', start: 10, end: 20, firsts: [10] },
  ];
  const [face, cry] = takeModalities(some.x, columns);
  expect(face.rows).not.toContain(1);
  expect(cry.rows).toHaveLength(24);
  expect([...face.x.data.subarray(0, 10)].every(Number.isNaN)).toBe(true);
  expect(face.x.data[10]).toBe(some.x.data[10]);
});
