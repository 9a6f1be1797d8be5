import { expect, test } from 'vitest';
import { keptByRegion } from './kept-columns.ts';

test('columns of texture fall to the regions that their cells lie in', () => {
  // Rows 16 to 31 of the grey face, from the left side of the box of the brow: half of the cell's rows are the brow's, half the eyes'.
  const { regions, unplaced } = keptByRegion(
    ['lbp'],
    new Map([
      ['lbp r1c3 code2', 2],
      ['lbp r6c4 code0', 1],
    ]),
  );
  expect(regions.get('brow')).toBeCloseTo(2, 9);
  expect(regions.get('mouth')).toBeCloseTo(1, 9);
  expect(unplaced).toBe(0);
});

test('measures fall to the region of their action, and columns of networks have no place', () => {
  const { regions, unplaced } = keptByRegion(
    ['geometry', 'faceres'],
    new Map([
      ['geometry brow-bulge brow-to-brow', 3],
      ['faceres 12', 4],
    ]),
  );
  expect([...regions]).toEqual([['brow', 3]]);
  expect(unplaced).toBe(4);
});
