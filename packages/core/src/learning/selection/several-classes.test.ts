import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../numbers/random.ts';
import { anovaF } from './anova-f.ts';
import { selectors } from './catalogue.ts';
import { drawRows, leaveOneSubjectOut, takeRows } from './drawn-rows.fixture.ts';
import { cutRoom, mdlCuts } from './mdl.ts';
import { relieffOfClasses } from './relieff/several-classes.ts';
import { relieffTable } from './relieff/table.ts';
import { relieff, relieffOtherSubjects } from './relieff.ts';
import type { LabelledRows } from './selector.ts';
import { symmetricUncertainty } from './symmetric-uncertainty.ts';

/** Three labels; the first column tells each apart, the second the last one alone, the others are noise. */
function threeClasses(): LabelledRows {
  const random = randomFrom('three classes');
  const [rows, columns] = [90, 5];
  const y = Uint8Array.from({ length: rows }, (_, row) => [0, 1, 2, 0, 1, 0][row % 6]);
  const data = Float64Array.from({ length: rows * columns }, (_, at) => {
    const [label, c] = [y[Math.floor(at / columns)], at % columns];
    return random.normal() + (c === 0 ? 3 * label : c === 1 && label === 2 ? 2 : 0);
  });
  return { x: { rows, columns, data }, y, subjects: Int32Array.from(y.keys(), (row) => row % 15) };
}

/** The weights by the words of the paper, one pair of rows after the other. */
function relieffByWords({ x, y, subjects }: LabelledRows, k: number, otherSubjects: boolean): number[] {
  const at = (row: number, c: number) => x.data[row * x.columns + c];
  const columns = Array.from({ length: x.columns }, (_, c) => c);
  const all = [...y.keys()];
  const range = columns.map((c) => {
    const values = all.map((row) => at(row, c));
    return Math.max(...values) - Math.min(...values);
  });
  const diff = (a: number, b: number, c: number) => Math.abs(at(a, c) - at(b, c)) / range[c];
  const far = (a: number, b: number) => columns.reduce((sum, c) => sum + diff(a, b, c), 0);
  const share = (label: number) => all.filter((row) => y[row] === label).length / all.length;
  return columns.map((c) => {
    const ofRow = all.map((row) => {
      const meanDiff = (label: number) => {
        const near = all
          .filter((other) => other !== row && y[other] === label)
          .filter((other) => !otherSubjects || subjects[other] !== subjects[row])
          .sort((a, b) => far(row, a) - far(row, b))
          .slice(0, k);
        return near.reduce((sum, other) => sum + diff(row, other, c), 0) / near.length;
      };
      const misses = [0, 1, 2].filter((label) => label !== y[row]);
      const miss = misses.reduce(
        (sum, label) => sum + (share(label) / (1 - share(y[row]))) * meanDiff(label),
        0,
      );
      return miss - meanDiff(y[row]);
    });
    return ofRow.reduce((sum, value) => sum + value, 0) / all.length;
  });
}

describe('ReliefF of three classes', () => {
  it.each([
    [relieff, false],
    [relieffOtherSubjects, true],
  ] as const)('is the weighted mean over the other classes that the paper defines: %#', (selector, other) => {
    const rows = threeClasses();
    const found = selector.weights(rows, { k: 5 });
    relieffByWords(rows, 5, other).forEach((weight, c) => {
      expect(found[c]).toBeCloseTo(weight, 8);
    });
    expect(found[0]).toBeGreaterThan(found[1]);
    expect(found[1]).toBeGreaterThan(Math.max(...found.slice(2)));
  });

  it('is, with two classes, the two-class form', () => {
    const rows = drawRows('two classes');
    const found = relieffOfClasses(relieffTable(rows, 4, false), 2);
    relieff.weights(rows, { k: 4 }).forEach((weight, c) => {
      expect(found[c]).toBeCloseTo(weight, 12);
    });
  });
});

describe('symmetric uncertainty of three classes', () => {
  it('is 1 for a column that is the label, and between for one that tells one label apart', () => {
    const y = Uint8Array.from({ length: 90 }, (_, row) => row % 3);
    const data = Float64Array.from({ length: 180 }, (_, at) => {
      const label = y[at >> 1];
      return at % 2 === 0 ? label : Number(label === 2);
    });
    const rows = { x: { rows: 90, columns: 2, data }, y, subjects: new Int32Array(90) };
    const [whole, one] = symmetricUncertainty.weights(rows, {});
    expect(whole).toBeCloseTo(1, 12);
    // The bin has the entropy of 1/3 and all of it is of the label, whose entropy is log2 3.
    const bin = Math.log2(3) - 2 / 3;
    expect(one).toBeCloseTo((2 * bin) / (bin + Math.log2(3)), 12);
  });

  it('cuts between three labels, and pays for the kinds on either side', () => {
    const labels = Uint8Array.from({ length: 60 }, (_, i) => Math.floor(i / 20));
    const values = Float64Array.from(labels.keys());
    expect(mdlCuts(values, labels, cutRoom(60, 3))).toEqual([20, 40]);
    const mixed = Uint8Array.from({ length: 60 }, (_, i) => i % 3);
    expect(mdlCuts(values, mixed, cutRoom(60, 3))).toEqual([]);
  });

  it('does not see a class that has no rows', () => {
    const rows = drawRows('no third class', { effect: 3 });
    const apart = { ...rows, y: rows.y.map((label) => 2 * label) };
    expect(symmetricUncertainty.weights(apart, {})).toEqual(symmetricUncertainty.weights(rows, {}));
  });
});

it('ANOVA F of three classes is the mean square between over that within', () => {
  const data = Float64Array.of(6, 8, 4, 5, 3, 4, 8, 12, 9, 11, 6, 8, 13, 9, 11, 8, 7, 12);
  const y = Uint8Array.from({ length: 18 }, (_, row) => Math.floor(row / 6));
  const rows = { x: { rows: 18, columns: 1, data }, y, subjects: new Int32Array(18) };
  // Between 84 over 2, within 68 over 15.
  expect(anovaF.weights(rows, {})[0]).toBeCloseTo(42 / (68 / 15), 12);
});

describe.each(selectors.entries.map((entry) => [entry.id, entry] as const))(
  '%s of three classes',
  (_, selector) => {
    it('gives many training sets what it gives each alone', () => {
      const rows = threeClasses();
      const parameters = selector.parameters.parse({});
      const training = leaveOneSubjectOut(rows.subjects);
      const found = selector.weightsOfFolds?.(rows, training, parameters);
      found?.forEach((weights, f) => {
        expect(weights).toEqual(selector.weights(takeRows(rows, training[f]), parameters));
      });
    });
  },
);
