import { expect, test } from 'vitest';
import goldens from '../face/goldens/similarity.json' with { type: 'json' };
import { polygonMask } from './polygon.ts';

test.each(goldens.polygons.map((golden, index) => ({ index, ...golden })))(
  'the inside of a polygon agrees with scikit-image: case $index',
  ({ corners, rows }) => {
    const mask = polygonMask(corners, 40, 40);
    const drawn = rows.map((_, y) =>
      Array.from(mask.subarray(40 * y, 40 * y + 40), (on) => (on ? '#' : '.')).join(''),
    );
    expect(drawn).toEqual(rows);
  },
);

test('neighbours share no pixel and leave none out', () => {
  const left = polygonMask([-0.5, -0.5, 10, -0.5, 6, 19.5, -0.5, 19.5], 20, 20);
  const right = polygonMask([10, -0.5, 19.5, -0.5, 19.5, 19.5, 6, 19.5], 20, 20);
  for (let i = 0; i < 400; i++) expect(left[i] + right[i]).toBe(1);
});
