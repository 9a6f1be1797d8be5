import { randomFrom } from '@wince/core';
import { describe, expect, test } from 'vitest';
import { isNearEnough } from './precision.ts';
import { compareTap } from './tap-difference.ts';

const PICTURES = 12;

function drawn(columns: number, seed: string): readonly Float32Array[] {
  const random = randomFrom(seed);
  return Array.from({ length: PICTURES }, () =>
    Float32Array.from({ length: columns }, (_, c) => 1000 * (c % 3) + (1 + c) * random.normal()),
  );
}

function compared(original: readonly Float32Array[], variant: readonly Float32Array[]) {
  const comparison = compareTap('layer', original[0].length);
  for (const [i, values] of original.entries()) comparison.add(values, variant[i]);
  return comparison.result();
}

const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
const product = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, each, i) => sum + each * b[i], 0);

describe('a layer and its variant', () => {
  const columns = 40;
  const original = drawn(columns, 'original');
  const noise = drawn(columns, 'noise');
  const variant = original.map((values, i) =>
    values.map((value, c) => value + 0.05 * (noise[i][c] - 1000 * (c % 3))),
  );

  test('differ by the share of the spread, and have the cosines and correlations of their definitions', () => {
    const column = (rows: readonly Float32Array[], c: number) => rows.map((row) => row[c]);
    const centred = (values: readonly number[]) => values.map((value) => value - mean(values));
    const all = Array.from({ length: columns }, (_, c) => c);
    const spread = all.map((c) => product(centred(column(original, c)), centred(column(original, c))));
    const squares = original.flatMap((row, i) => Array.from(row, (value, c) => (value - variant[i][c]) ** 2));
    const total = spread.reduce((sum, each) => sum + each, 0);
    const correlations = all
      .filter((c) => spread[c] >= (0.01 * total) / columns)
      .map((c) => {
        const [a, b] = [centred(column(original, c)), centred(column(variant, c))];
        return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
      });
    const cosines = original.map((row, i) => {
      const [a, b] = [[...row], [...variant[i]]];
      return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
    });
    const found = compared(original, variant);
    expect(found.error).toBeCloseTo(
      Math.sqrt(
        product(
          squares,
          squares.map(() => 1),
        ) / total,
      ),
      10,
    );
    expect(found.correlation).toBeCloseTo(Math.min(...correlations), 10);
    expect(found.cosine).toBeCloseTo(Math.min(...cosines), 12);
    expect(correlations.length).toBeLessThan(columns);
  });

  test('do not differ where they are the same, even where nothing varies', () => {
    expect(compared(original, original)).toMatchObject({ error: 0, cosine: 1 });
    const still = original.map(() => new Float32Array(5).fill(3));
    expect(compared(still, still)).toEqual({ tap: 'layer', error: 0, cosine: 1, correlation: null });
  });

  test('differ without end where a layer that does not vary is another one, which no precision allows', () => {
    const still = original.map(() => new Float32Array(5).fill(3));
    const other = original.map(() => new Float32Array(5).fill(3.01));
    const found = compared(still, other);
    expect(found.error).toBe(Number.POSITIVE_INFINITY);
    expect(isNearEnough(found, 'float16')).toBe(false);
  });

  test('are not near enough where one picture alone goes wrong', () => {
    const wrong = original.map((values, i) => (i === 3 ? values.map((value) => -value) : values));
    expect(isNearEnough({ ...compared(original, wrong), error: 0 }, 'float16')).toBe(false);
    expect(isNearEnough(compared(original, original), 'float16')).toBe(true);
    expect(isNearEnough(compared(original, variant), 'float16')).toBe(false);
  });

  test('of large layers columns are compared that are spread over all of it', () => {
    const length = 200_000;
    const large = [0, 1, 2].map((i) => Float32Array.from({ length }, (_, c) => Math.sin(c + i)));
    const off = large.map((values) => values.map((value, c) => (c > length / 2 ? value + 0.1 : value)));
    const { error } = compared(large, off);
    const spread = large.flatMap((row) =>
      Array.from(row, (value, c) => (value - mean(large.map((each) => each[c]))) ** 2),
    );
    expect(error).toBeCloseTo(
      Math.sqrt((0.01 * 3 * length) / 2 / spread.reduce((sum, each) => sum + each, 0)),
      2,
    );
  });

  test('of another length, or of one picture, are no comparison', () => {
    expect(() => compareTap('layer', 3).result()).toThrow('two pictures');
    expect(() => compareTap('layer', 3).add(new Float32Array(3), new Float32Array(2))).toThrow(
      '3 values, not 3 and 2',
    );
  });
});
