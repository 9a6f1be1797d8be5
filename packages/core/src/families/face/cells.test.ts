import { expect, it } from 'vitest';
import { cellEdges, cellOfEach } from './cells.ts';

it.each([
  [128, 8],
  [128, 1],
  [128, 3],
  [128, 7],
  [128, 16],
])('splits %d pixels into %d cells that differ by a pixel at most', (count, cells) => {
  const edges = cellEdges(count, cells);
  const sizes = Array.from({ length: cells }, (_, cell) => edges[cell + 1] - edges[cell]);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  expect(sizes.reduce((a, b) => a + b)).toBe(count);
  cellOfEach(count, cells).forEach((cell, pixel) => {
    expect(pixel).toBeGreaterThanOrEqual(edges[cell]);
    expect(pixel).toBeLessThan(edges[cell + 1]);
  });
});
