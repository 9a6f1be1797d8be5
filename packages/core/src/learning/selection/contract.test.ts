import { describe, expect, it } from 'vitest';
import { WinceError } from '../../errors.ts';
import { randomFrom, shuffle } from '../../numbers/random.ts';
import { selectors } from './catalogue.ts';
import { drawRows, leaveOneSubjectOut, takeColumns, takeRows } from './drawn-rows.fixture.ts';
import type { LabelledRows, Selector } from './selector.ts';

/** What every selector promises. A new entry of the catalogue is held to it without a line here. */
describe.each(selectors.entries.map((entry) => [entry.id, entry] as const))('selector %s', (_, selector) => {
  const rows = drawRows('contract');
  const weigh = (given: LabelledRows) => weightsOf(selector, given);

  it('fills in its parameters and refuses unknown ones', () => {
    expect(selector.parameters.safeParse({}).success).toBe(true);
    expect(selector.parameters.safeParse({ nonsense: 1 }).success).toBe(false);
  });

  it('gives one weight a column, the same each time', () => {
    const weights = weigh(rows);
    expect(weights).toBeInstanceOf(Float64Array);
    expect(weights.length).toBe(rows.x.columns);
    expect(weights.some(Number.isNaN)).toBe(false);
    expect(weigh(rows)).toEqual(weights);
  });

  it('leaves its input as it was', () => {
    const copy = takeRows(rows, [...rows.y.keys()]);
    weigh(rows);
    expect(rows).toEqual(copy);
  });

  it('reads float32 tables to the same weights as their float64 copies', () => {
    const narrow = Float32Array.from(rows.x.data);
    const wide = { ...rows, x: { ...rows.x, data: Float64Array.from(narrow) } };
    expect(weigh({ ...rows, x: { ...rows.x, data: narrow } })).toEqual(weigh(wide));
  });

  it('ranks a column that tells the labels apart before noise', () => {
    const clear = drawRows('clear', { columns: 2, effect: 4 });
    const weights = weigh(clear);
    if (selector.id === 'none') expect(weights[0]).toBe(weights[1]);
    else expect(weights[0]).toBeGreaterThan(weights[1]);
  });

  it('permutes its weights with the columns', () => {
    const order = [3, 0, 4, 2, 1];
    const weights = weigh(rows);
    const permuted = weigh(takeColumns(rows, order));
    order.forEach((column, i) => {
      expect(permuted[i]).toBe(weights[column]);
    });
  });

  it('does not look at the order of rows', () => {
    const order = shuffle([...rows.y.keys()], randomFrom('order'));
    const weights = weigh(rows);
    weigh(takeRows(rows, order)).forEach((weight, c) => {
      expect(weight).toBeCloseTo(weights[c], 10);
    });
  });

  it('weighs two copies of a column alike', () => {
    const weights = weigh(takeColumns(rows, [0, 1, 0]));
    expect(weights[2]).toBe(weights[0]);
  });

  it('gives a constant column no more than any other', () => {
    const constant = takeColumns(rows, [0, 1]);
    for (let r = 0; r < constant.x.rows; r++) constant.x.data[r * 2 + 1] = 7;
    const weights = weigh(constant);
    expect(weights[1]).toBe(selector.id === 'none' ? 1 : 0);
  });

  it('works with one column', () => {
    expect(weigh(takeColumns(rows, [0])).length).toBe(1);
  });

  it('works with duplicate rows', () => {
    const twice = takeRows(rows, [...rows.y.keys(), ...rows.y.keys()]);
    expect(weigh(twice).some(Number.isNaN)).toBe(false);
  });

  it('works with one subject, or says why not', () => {
    const alone = { ...rows, subjects: new Int32Array(rows.y.length) };
    if (selector.id === 'relieff:other-subjects')
      expect(() => weigh(alone)).toThrow(hasCode('no-neighbours'));
    else expect(weigh(alone)).toEqual(weigh(rows));
  });

  it.each([
    ['NaN', Number.NaN],
    ['infinity', Infinity],
    ['minus infinity', -Infinity],
  ])('refuses %s and names its place', (_name, value) => {
    const bad = takeRows(rows, [...rows.y.keys()]);
    bad.x.data[3 * bad.x.columns + 2] = value;
    expect(() => weigh(bad)).toThrow(hasCode('not-finite'));
    expect(() => weigh(bad)).toThrow(/row 3, column 2/);
  });

  it('refuses one class, no rows and no columns', () => {
    expect(() => weigh({ ...rows, y: new Uint8Array(rows.y.length) })).toThrow(hasCode('one-class'));
    expect(() => weigh(takeRows(rows, []))).toThrow(hasCode('no-rows'));
    expect(() => weigh(takeColumns(rows, []))).toThrow(hasCode('no-columns'));
  });

  it('gives many training sets, bit for bit, what it gives each alone', () => {
    const together = selector.weightsOfFolds;
    if (!together) return;
    for (const table of [rows, drawRows('wide', { subjects: 9, each: 4, columns: 60 }), tied()]) {
      const training = [...leaveOneSubjectOut(table.subjects), half(table), Int32Array.from(table.y.keys())];
      const found = together(table, training, selector.parameters.parse({}));
      training.forEach((fold, f) => {
        expect(found[f]).toEqual(weigh(takeRows(table, fold)));
      });
    }
  });
});

function weightsOf(selector: Selector, rows: LabelledRows): Float64Array {
  return selector.weights(rows, selector.parameters.parse({}));
}

/** Values on a coarse lattice, so that distances tie and several rows share an extreme. */
function tied(): LabelledRows {
  const rows = drawRows('tied', { subjects: 8, each: 6, columns: 12 });
  return { ...rows, x: { ...rows.x, data: rows.x.data.map((v) => Math.round(2 * v) / 2) } };
}

/** Every row of the first half of the subjects. */
function half(rows: LabelledRows): Int32Array {
  const last = Math.max(...rows.subjects);
  return Int32Array.from(rows.y.keys()).filter((r) => rows.subjects[r] <= last / 2);
}

function hasCode(code: string) {
  return expect.toSatisfy((error: unknown) => error instanceof WinceError && error.code === code);
}
