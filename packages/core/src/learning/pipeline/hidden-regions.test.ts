import { expect, test } from 'vitest';
import { matrix } from '../../numbers/matrix.ts';
import { hideRegions } from './hidden-regions.ts';

const columns = {
  families: [
    { family: 'hog?region=mouth', start: 0, end: 2 },
    { family: 'hog?region=brow', start: 2, end: 3 },
    { family: 'nfcs?region=nose', start: 3, end: 4 },
  ],
  regions: [['mouth'], ['brow'], ['nose', 'mouth']],
} as const;

test('each region is hidden in turn, with all that looks at it', () => {
  const x = matrix(2, 4, Float64Array.of(1, 2, 3, 4, 5, 6, Number.NaN, 8));
  const hidden = hideRegions(x, columns);
  expect(hidden.map(({ region }) => region)).toEqual(['mouth', 'brow', 'nose']);
  const [mouth, brow, nose] = hidden;
  // The second row has nothing left without its mouth.
  expect([...mouth.rows]).toEqual([0]);
  expect([...mouth.x.data]).toEqual([Number.NaN, Number.NaN, 3, Number.NaN]);
  expect([...brow.rows]).toEqual([0, 1]);
  expect([...brow.x.data]).toEqual([1, 2, Number.NaN, 4, 5, 6, Number.NaN, 8]);
  expect([...nose.x.data]).toEqual([1, 2, 3, Number.NaN, 5, 6, Number.NaN, Number.NaN]);
  expect([...x.data.subarray(0, 4)]).toEqual([1, 2, 3, 4]);
});

test('one region alone cannot be hidden', () => {
  const only = { families: columns.families.slice(0, 1), regions: columns.regions.slice(0, 1) };
  expect(hideRegions(matrix(1, 2, Float64Array.of(1, 2)), only)).toEqual([]);
});
