import { expect, test } from 'vitest';
import { brokenFormBounds, fuzzedForms, SLOWEST } from './fuzz-import-figures.ts';

// The long test "network-files" does the same 2,000 times.
test('a damaged network in a form of other people is imported or refused with a typed error', async () => {
  const found = await fuzzedForms(8);
  expect(found).toHaveLength(8);
  for (const each of found) expect(brokenFormBounds(each), each.file).toEqual([]);
  const refused = found.flatMap((each) => Object.values(each.refused)).reduce((sum, count) => sum + count, 0);
  expect(refused).toBeGreaterThan(found.length);
}, 120_000);

test('each bound of an import can be broken', () => {
  const good = {
    file: 'x',
    mutations: 1,
    imported: 1,
    refused: { 'bad-network-file': 1 },
    slowest: 1,
    untyped: [],
  };
  expect(brokenFormBounds(good)).toEqual([]);
  expect(brokenFormBounds({ ...good, slowest: SLOWEST })).toHaveLength(1);
  expect(brokenFormBounds({ ...good, refused: { unexpected: 1 } })).toEqual(['refused with unexpected']);
  expect(brokenFormBounds({ ...good, untyped: ['seed 1: TypeError'] })).toEqual(['seed 1: TypeError']);
});
