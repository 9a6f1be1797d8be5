import { describe, expect, it } from 'vitest';
import { clockTime } from './clock-time.ts';

describe('a time', () => {
  it.each([
    [0, 1, '0:00.0'],
    [7.26, 1, '0:07.3'],
    [59.96, 1, '1:00.0'],
    [750, 0, '12:30'],
    [3723, 1, '1:02:03.0'],
    [-0.5, 1, '-0:00.5'],
    [-0.01, 1, '0:00.0'],
  ])('%d s with %d decimals is %s', (seconds, decimals, expected) => {
    expect(clockTime(seconds, decimals)).toBe(expected);
  });
});
