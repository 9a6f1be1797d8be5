import { expect, test } from 'vitest';
import { apparentAge } from './apparent-age.ts';

/** All of the likelihood at one year. */
const at = (year: number) => Float32Array.from({ length: 100 }, (_, own) => (own === year ? 1 : 0));

test('a child looks younger than an adult, and half of each lies between', () => {
  expect(apparentAge(at(0))).toBe(apparentAge(at(7)));
  expect(apparentAge(at(7))).toBeCloseTo(-apparentAge(at(8)), 6);
  expect(apparentAge(at(40))).toBeCloseTo(Math.log(1e6 - 1), 6);
  const half = Float32Array.from(at(1), (share, year) => (share + at(30)[year]) / 2);
  expect(apparentAge(half)).toBeCloseTo(0, 9);
});
