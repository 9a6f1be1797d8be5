import type { FamilyRecord } from '@wince/core';
import { expect, test } from 'vitest';
import { familyWords } from './feature-words.ts';
import { proseAsMarkdown } from './prose.ts';

const lbp = JSON.stringify(['lbp', 2, { points: 8, radius: 1, grid: 4, method: 'uniform' }]);
const family = (name: string, identity: string, kind: FamilyRecord['kind'] = 'texture'): FamilyRecord => ({
  ...{ name, kind, columns: 5, identity, network: null },
});

test.each([
  [
    family('lbp', lbp),
    '`lbp`: 5\u00a0columns, local binary patterns over a grid of cells (version 2, 8 neighbours on a circle, radius of 1 pixel, 4 × 4 cells, uniform codes; Ojala, Pietikäinen and Mäenpää 2002)',
  ],
  [
    family('temporal:lbp', JSON.stringify(['temporal', lbp])),
    '`temporal:lbp`: 5\u00a0columns, the course over the clip of `lbp`, local binary patterns over a grid of cells (version 2, 8 neighbours on a circle, radius of 1 pixel, 4 × 4 cells, uniform codes; Ojala, Pietikäinen and Mäenpää 2002)',
  ],
  [
    family('strain', JSON.stringify(['strain', 3]), 'strain'),
    '`strain`: 5\u00a0columns, facial strain over the clip (version 3; Shreve et al. 2014)',
  ],
  [
    family('table:a.csv', 'ab12', 'table'),
    '`table:a.csv`: 5\u00a0columns of a table of the user (SHA-256 `ab12`)',
  ],
  [family('later', 'a hash', 'movement'), '`later`: 5\u00a0columns (identity `a hash`)'],
])('%j', (record, words) => {
  expect(proseAsMarkdown(familyWords(record))).toBe(words);
});
