import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { brokenBounds, FUZZ_BOUNDS, fuzzFigures } from './fuzz-figures.ts';
import { SHARED } from './groups.ts';

// The long test "networks" does the same 10,000 times.
test('a damaged file of a network is read or refused, and takes neither long nor much', async () => {
  const found = await fuzzFigures(8);
  expect(found.length).toBe(existsSync(SHARED) ? 10 : 1);
  for (const each of found) expect(brokenBounds(each), each.file).toEqual([]);
  expect(found.reduce((sum, { refused }) => sum + refused, 0)).toBeGreaterThan(found.length);
}, 120_000);

test('each bound can be broken', () => {
  const good = {
    file: 'x',
    bytes: 1000,
    mutations: 1,
    refused: 0,
    slowest: 1,
    taken: 0,
    held: 0,
    kept: 0,
    untyped: [],
  };
  expect(brokenBounds(good)).toEqual([]);
  expect(brokenBounds({ ...good, slowest: FUZZ_BOUNDS.slowest })).toHaveLength(1);
  expect(brokenBounds({ ...good, held: 10_001 })).toHaveLength(1);
  expect(brokenBounds({ ...good, taken: 5e6 })).toHaveLength(1);
  expect(brokenBounds({ ...good, kept: 5e6 })).toHaveLength(1);
  expect(brokenBounds({ ...good, untyped: ['seed 1: TypeError'] })).toEqual(['seed 1: TypeError']);
});
