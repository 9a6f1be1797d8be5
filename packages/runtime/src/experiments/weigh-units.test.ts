import { parseMethod, selectors } from '@wince/core';
import { expect, it } from 'vitest';
import { allResults, openInLine, runUnits, unitOf } from '../execute/index.ts';
import { memoryStore } from '../store/index.ts';
import { unitKinds } from '../unit-kinds.ts';
import type { FoldRows, FoldTables } from './fold-task.ts';
import { inputsOf, storeRun } from './shared-run-tables.ts';
import { weighColumns, weighFolds, weighPart } from './weigh-units.ts';

const ROWS = 60;
const COLUMNS = 9;

function tables(y: (row: number) => number): FoldTables {
  // Numbers without a pattern, by a generator of Lehmer's.
  let state = 12_345;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return {
    families: [
      {
        name: 'numbers',
        columns: Array.from({ length: COLUMNS }, (_, c) => `${c}`),
        values: Float32Array.from({ length: ROWS * COLUMNS }, next),
        present: new Uint8Array(ROWS).fill(1),
      },
    ],
    y: Uint8Array.from({ length: ROWS }, (_, row) => y(row)),
    subjects: Int32Array.from({ length: ROWS }, (_, row) => Math.floor(row / 10)),
    subjectNames: ['a', 'b', 'c', 'd', 'e', 'f'],
    seed: 1,
  };
}

/** The bytes of the weights in every fold: by one unit, or by so many parts and as many groups of folds. */
async function weighed(given: FoldTables, parts: number): Promise<Uint8Array> {
  const folds: FoldRows[] = given.subjectNames.map((id, subject) => {
    const rows = Int32Array.from({ length: 10 }, (_, r) => 10 * subject + r);
    return { id, without: rows, test: rows, shown: new Int32Array(0) };
  });
  const store = memoryStore();
  const executor = openInLine(unitKinds, store);
  const inputs = inputsOf(await storeRun(store, given, folds), ['numbers']);
  const parameters = {
    features: { name: 'numbers', families: ['numbers'], selected: 'together' as const },
    selection: parseMethod(selectors, 'relieff?k=3'),
  };
  const keep = (key: string) => ({ of: 'fits', key }) as const;
  const units = Array.from({ length: parts }, (_, part) =>
    unitOf(weighPart, { inputs, parameters: { ...parameters, part, parts } }, keep),
  );
  await runUnits(units, { store, executor });
  const ofParts = [...units.map(({ key }) => keep(key)), ...inputs];
  const groups = Array.from({ length: parts }, (_, part) => {
    const own = [...folds.keys()].filter((f) => Math.floor((f * parts) / folds.length) === part);
    return unitOf(weighFolds, { inputs: ofParts, parameters: { ...parameters, folds: own } }, keep);
  });
  await runUnits(groups, { store, executor });
  const own = [...groups.map(({ key }) => keep(key)), ...inputs];
  const columns = [unitOf(weighColumns, { inputs: own, parameters }, keep)];
  const [bytes] = await allResults((run) => runUnits(columns, { store, executor }, run));
  return bytes;
}

it.each([
  ['where every fold has both labels', (row: number) => row % 2],
  ['where a fold is refused', (row: number) => (row < 10 ? row % 2 : 0)],
] as const)('the weights of columns are the same by one unit and by parts, %s', async (_, y) => {
  const expected = await weighed(tables(y), 0);
  expect(new Float64Array(Uint8Array.from(expected).buffer)).toHaveLength(6 * COLUMNS);
  for (const parts of [1, 4]) expect(await weighed(tables(y), parts)).toEqual(expected);
});
