import { describe, expect, it } from 'vitest';
import { WinceError } from '../../errors.ts';
import type { Matrix } from '../../numbers/matrix.ts';
import { randomFrom, shuffle } from '../../numbers/random.ts';
import { drawRows, takeColumns, takeRows } from '../selection/drawn-rows.fixture.ts';
import { classifiers } from './catalogue.ts';
import type { Classifier, TrainingRows } from './classifier.ts';
import { linearGram } from './gram.ts';

/** What every classifier promises. A new entry of the catalogue is held to it without a line here. */
describe.each(classifiers.entries.map((entry) => [entry.id, entry] as const))(
  'classifier %s',
  (id, classifier) => {
    const rows: TrainingRows = { ...drawRows('contract', { columns: 6 }), seed: 'contract' };
    const unseen = drawRows('unseen', { columns: 6 });
    const fit = (given: TrainingRows) => classifier.fit(given, classifier.parameters.parse({}));
    const scoresOf = (given: TrainingRows, x: Matrix<Float64Array> = unseen.x) =>
      classifier.predict(fit(given), x);

    it('fills in its parameters and refuses unknown ones', () => {
      expect(classifier.parameters.safeParse({}).success).toBe(true);
      expect(classifier.parameters.safeParse({ nonsense: 1 }).success).toBe(false);
    });

    it('gives the same model and scores each time', () => {
      expect(fit(rows)).toEqual(fit(rows));
      expect(scoresOf(rows)).toEqual(scoresOf(rows));
    });

    it('gives finite raw values and scores in [0, 1] that rise with them', () => {
      const { raw, score } = scoresOf(rows);
      expect(raw.length).toBe(unseen.x.rows);
      expect(raw.every(Number.isFinite)).toBe(true);
      expect(score.every((s) => s >= 0 && s <= 1)).toBe(true);
      const order = [...raw.keys()].sort((a, b) => raw[a] - raw[b]);
      for (let i = 1; i < order.length; i++)
        expect(score[order[i]]).toBeGreaterThanOrEqual(score[order[i - 1]]);
    });

    it('scores pain above no pain where the rows tell them apart', () => {
      const clear: TrainingRows = { ...drawRows('clear', { columns: 6, effect: 5 }), seed: 'clear' };
      const test = drawRows('clear too', { columns: 6, effect: 5 });
      const { score } = scoresOf(clear, test.x);
      const right = score.reduce((count, s, r) => count + (s >= 0.5 === (test.y[r] === 1) ? 1 : 0), 0);
      expect(right / score.length).toBeGreaterThan(0.9);
    });

    it('keeps the order of scores where training labels run against the rows left out', () => {
      // Each subject's label is read off an identity that says nothing of the others: inner decisions are upside down.
      const random = randomFrom('upside down');
      const x = { rows: 12, columns: 6, data: new Float64Array(72).map(() => random.normal()) };
      const upside: TrainingRows = {
        x,
        y: Uint8Array.from({ length: 12 }, (_, r) => r % 2),
        subjects: Int32Array.from({ length: 12 }, (_, r) => r),
        seed: 'x',
      };
      const { raw, score } = scoresOf(upside);
      const order = [...raw.keys()].sort((a, b) => raw[a] - raw[b]);
      for (let i = 1; i < order.length; i++)
        expect(score[order[i]]).toBeGreaterThanOrEqual(score[order[i - 1]]);
    });

    it('learns from rows in single precision, and scores them, as from the same numbers in double precision', () => {
      const single = ({ data, ...sizes }: Matrix) => ({ ...sizes, data: Float32Array.from(data) });
      const double = ({ data, ...sizes }: Matrix) => ({ ...sizes, data: Float64Array.from(data) });
      const [x, test] = [single(rows.x), single(unseen.x)];
      const model = classifier.fit({ ...rows, x }, classifier.parameters.parse({}));
      expect(model).toEqual(fit({ ...rows, x: double(x) }));
      expect(classifier.predict(model, test)).toEqual(classifier.predict(model, double(test)));
    });

    it('leaves its input as it was', () => {
      const copy = takeRows(rows, [...rows.y.keys()]);
      const test = takeRows(unseen, [...unseen.y.keys()]);
      scoresOf(rows, test.x);
      expect({ x: rows.x, y: rows.y, subjects: rows.subjects }).toEqual(copy);
      expect(test.x).toEqual(unseen.x);
    });

    it('saves to JSON and loads back to the same numbers, bit for bit', () => {
      const model = fit(rows);
      const loaded = classifier.model.parse(JSON.parse(JSON.stringify(model)));
      expect(loaded).toEqual(model);
      expect(classifier.predict(loaded, unseen.x)).toEqual(classifier.predict(model, unseen.x));
    });

    it('refuses to load what is no such model', () => {
      for (const other of [null, {}, [], 'model', { kind: 'nonsense' }]) {
        expect(classifier.model.safeParse(other).success).toBe(false);
      }
    });

    it.runIf(id !== 'random-forest')('does not look at the order of rows', () => {
      const order = shuffle([...rows.y.keys()], randomFrom('order'));
      const { raw } = scoresOf({ ...takeRows(rows, order), seed: rows.seed });
      expectClose(raw, scoresOf(rows).raw, 1e-3);
    });

    it.runIf(id !== 'random-forest')('does not look at the order of columns', () => {
      const order = [4, 2, 0, 5, 3, 1];
      const permuted: TrainingRows = { ...takeColumns(rows, order), seed: rows.seed };
      expectClose(scoresOf(permuted, takeColumns(unseen, order).x).raw, scoresOf(rows).raw, 1e-3);
    });

    it('does not look at the names of subjects, only at their order', () => {
      const renamed = { ...rows, subjects: rows.subjects.map((subject) => 100 + 7 * subject) };
      expect(fit(renamed)).toEqual(fit(rows));
    });

    it('takes weights of 1 for no weights', () => {
      expect(fit({ ...rows, weights: new Float64Array(rows.y.length).fill(1) })).toEqual(fit(rows));
    });

    it('lets heavier rows of a label raise or lower scores', () => {
      const heavier = (label: number) => {
        const weights = Float64Array.from(rows.y, (y) => (y === label ? 1.8 : 0.2));
        return mean(scoresOf({ ...rows, weights }).score);
      };
      expect(heavier(1)).toBeGreaterThan(heavier(0));
    });

    it('takes inner products that are there already for those it would compute', () => {
      expect(fit({ ...rows, gram: linearGram(rows.x) })).toEqual(fit(rows));
    });

    it('works with one column', () => {
      const narrow: TrainingRows = { ...takeColumns(rows, [0]), seed: 'narrow' };
      expect(scoresOf(narrow, takeColumns(unseen, [0]).x).score.every((s) => s >= 0 && s <= 1)).toBe(true);
    });

    it('works with constant columns, duplicate rows and more columns than rows', () => {
      const constant = takeColumns(rows, [0, 1]);
      for (let r = 0; r < constant.x.rows; r++) constant.x.data[2 * r + 1] = 3;
      const all = [...rows.y.keys()];
      for (const hard of [constant, takeRows(rows, [...all, ...all]), drawRows('wide', { columns: 80 })]) {
        const { raw, score } = scoresOf({ ...hard, seed: 'hard' }, hard.x);
        expect(raw.every(Number.isFinite)).toBe(true);
        expect(score.every((s) => s >= 0 && s <= 1)).toBe(true);
      }
    });

    it('works where all rows are the same', () => {
      const same = { ...rows, x: { ...rows.x, data: new Float64Array(rows.x.data.length) } };
      const { raw, score } = scoresOf(same);
      expect(raw.every(Number.isFinite)).toBe(true);
      expect(score.every((s) => s >= 0 && s <= 1)).toBe(true);
    });

    it('works with one subject', () => {
      const alone = { ...rows, subjects: new Int32Array(rows.y.length) };
      expect(scoresOf(alone).score.every((s) => s >= 0 && s <= 1)).toBe(true);
    });

    it('scores no rows as no rows', () => {
      expect(scoresOf(rows, takeRows(unseen, []).x).score.length).toBe(0);
    });

    it.each([
      ['NaN', Number.NaN],
      ['infinity', Infinity],
      ['minus infinity', -Infinity],
    ])('refuses %s and names its place, in training and in scoring', (_name, value) => {
      const bad = takeRows(rows, [...rows.y.keys()]);
      bad.x.data[3 * bad.x.columns + 2] = value;
      expect(() => fit({ ...bad, seed: 'bad' })).toThrow(hasCode('not-finite'));
      expect(() => scoresOf(rows, bad.x)).toThrow(hasCode('not-finite'));
      expect(() => scoresOf(rows, bad.x)).toThrow(/row 3, column 2/);
    });

    it('refuses one class, no rows, no columns, other columns and weights that are no weights', () => {
      expect(() => fit({ ...rows, y: new Uint8Array(rows.y.length) })).toThrow(hasCode('one-class'));
      expect(() => fit({ ...takeRows(rows, []), seed: '' })).toThrow(hasCode('no-rows'));
      expect(() => fit({ ...takeColumns(rows, []), seed: '' })).toThrow(hasCode('no-columns'));
      expect(() => scoresOf(rows, takeColumns(unseen, [0]).x)).toThrow(hasCode('wrong-columns'));
      for (const weight of [0, -1, Number.NaN, Infinity]) {
        const weights = new Float64Array(rows.y.length).fill(weight);
        expect(() => fit({ ...rows, weights })).toThrow(hasCode('bad-row-weight'));
      }
    });

    it('scores at chance on noise, within and across subjects', () => {
      expect(chanceLevel(classifier)).toBeGreaterThan(0.4);
      expect(chanceLevel(classifier)).toBeLessThan(0.6);
    });
  },
);

/** Mean AUC on unseen subjects over data sets whose columns know the subject and not the label. */
function chanceLevel(classifier: Classifier): number {
  let sum = 0;
  const sets = 8;
  for (let s = 0; s < sets; s++) {
    const training = drawRows(`noise ${s}`, { subjects: 8, each: 8, effect: 0 });
    const test = drawRows(`more noise ${s}`, { subjects: 8, each: 8, effect: 0 });
    const model = classifier.fit({ ...training, seed: 'noise' }, classifier.parameters.parse({}));
    sum += auc(classifier.predict(model, test.x).score, test.y);
  }
  return sum / sets;
}

function auc(score: Float64Array, y: Uint8Array): number {
  let wins = 0;
  let pairs = 0;
  for (let i = 0; i < y.length; i++) {
    for (let j = 0; j < y.length; j++) {
      if (y[i] !== 1 || y[j] !== 0) continue;
      pairs++;
      wins += score[i] > score[j] ? 1 : score[i] === score[j] ? 0.5 : 0;
    }
  }
  return wins / pairs;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function expectClose(found: Float64Array, expected: Float64Array, tolerance: number): void {
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(found[i] - expected[i])).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(expected[i])),
    );
  }
}

function hasCode(code: string) {
  return expect.toSatisfy((error: unknown) => error instanceof WinceError && error.code === code);
}
