import { cell, WinceError } from '@wince/core';
import { expect, test } from 'vitest';
import { openInLine } from '../execute/index.ts';
import { memoryStore, type Store } from '../store/index.ts';
import { unitKinds } from '../unit-kinds.ts';
import { fitFolds } from './fit-folds.ts';

/** Sixteen rows of four subjects with one clear column. */
const rows = 16;
const tables = {
  families: [
    {
      name: 'hog',
      columns: ['a', 'b'],
      values: Float32Array.from({ length: rows * 2 }, (_, i) =>
        i % 2 === 0 ? Math.floor(i / 2) % 2 : (i * 7) % 5,
      ),
      present: new Uint8Array(rows).fill(1),
    },
  ],
  y: Uint8Array.from({ length: rows }, (_, i) => i % 2),
  subjects: Int32Array.from({ length: rows }, (_, i) => Math.floor(i / 4)),
  subjectNames: ['s0', 's1', 's2', 's3'],
  seed: 7,
};
const folds = [0, 1, 2, 3].map((subject) => {
  const own = Int32Array.from([0, 1, 2, 3].map((i) => subject * 4 + i));
  return { id: `s${subject}`, without: own, test: own, shown: new Int32Array() };
});
const cells = [
  cell.parse({
    ...{ id: 'hog/anova-f-1/naive-bayes', keep: 1, threshold: 0.5, classWeights: 'none', calibration: null },
    ...{ prevalence: null, abstention: null, tuning: null },
    features: { name: 'hog', families: ['hog'], selected: 'together' },
    selection: { id: 'anova-f', name: 'anova-f', parameters: {} },
    classifier: { id: 'naive-bayes', name: 'naive-bayes', parameters: { smoothing: 1e-9 } },
  }),
];

/** A store that loses entries of a kind as soon as they are there, so many times. */
function losing(times: number): Store {
  const inner = memoryStore();
  let left = times;
  return {
    ...inner,
    async get(name) {
      const found = await inner.get(name);
      if (found && name.of === 'fits' && left > 0) {
        left--;
        await inner.drop(name);
        return null;
      }
      return found;
    },
  };
}

const fit = (store: Store, told: string[] = []) =>
  fitFolds(cells, folds, tables, {
    ...{ store, executor: openInLine(unitKinds, store) },
    onOutcomes: (found) => void told.push(...found.map(({ fold }) => fold)),
  });

test('weights that vanish while folds are fitted are made again, and the outcomes are the same', async () => {
  const whole = await fit(memoryStore());
  expect(whole).toHaveLength(4);
  for (const outcome of whole) expect(outcome).toMatchObject({ rows: expect.any(Array) });
  for (const times of [1, 2]) {
    const told: string[] = [];
    expect(await fit(losing(times), told)).toEqual(whole);
    expect(told.toSorted()).toEqual(['s0', 's1', 's2', 's3']);
  }
});

test('what vanishes each time ends the work with a typed error', async () => {
  const error = await fit(losing(1000)).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(WinceError);
  expect(error).toMatchObject({ code: 'lost-entry' });
});

test('columns are weighed apart from the fits where a selector weighs them, and not where all are kept', async () => {
  const kindsOf = async (own: typeof cells) => {
    const store = memoryStore();
    const inner = openInLine(unitKinds, store);
    const kinds = new Set<string>();
    const outcomes = await fitFolds(own, folds, tables, {
      store,
      executor: {
        ...inner,
        run(units, options) {
          for (const { kind } of units) kinds.add(kind);
          return inner.run(units, options);
        },
      },
    });
    expect(outcomes.map(({ fold }) => fold).toSorted()).toEqual(['s0', 's1', 's2', 's3']);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ rows: expect.any(Array) });
    return [...kinds].toSorted();
  };
  const none = { id: 'none', name: 'none', parameters: {} };
  expect(await kindsOf(cells)).toEqual(['fit-cells', 'weigh-columns']);
  expect(await kindsOf(cells.map((each) => ({ ...each, keep: null, selection: none })))).toEqual([
    'fit-cells',
  ]);
});
