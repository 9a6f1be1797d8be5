import { randomFrom } from '@wince/core';
import { describe, expect, test } from 'vitest';
import { LARGEST_FLOAT16, toFloat16 } from './float16.ts';

/** What the engine rounds float32 to: another implementation of IEEE 754. */
function roundedByEngine(values: Float32Array): Uint16Array {
  const bits = new DataView(new ArrayBuffer(2));
  return Uint16Array.from(values, (value) => {
    bits.setFloat16(0, value);
    return bits.getUint16(0);
  });
}

/** All finite values of float16 from 0 on. */
const halves = Float32Array.from({ length: 0x7c00 }, (_, bits) => {
  const view = new DataView(new ArrayBuffer(2));
  view.setUint16(0, bits);
  return view.getFloat16(0);
});

/** The values of float32 on both sides of each. */
function besides(values: Float32Array): Float32Array {
  const bits = new Int32Array(values.slice().buffer);
  return new Float32Array(
    Int32Array.from([-1, 1].flatMap((step) => Array.from(bits, (each) => each + step))).buffer,
  );
}

/** The values of which the bits are not those that the engine has. */
function departing(values: Float32Array): readonly number[] {
  const [found, wanted] = [toFloat16(values), roundedByEngine(values)];
  return [...values].filter((_, i) => found[i] !== wanted[i]);
}

describe('float32 as float16', () => {
  test('every value of float16 stays, with either sign', () => {
    for (const sign of [1, -1]) {
      const found = toFloat16(halves.map((value) => sign * value));
      const wrong = [...found].filter((bits, i) => bits !== i + (sign < 0 ? 0x8000 : 0));
      expect(wrong).toEqual([]);
    }
  });

  test('the middle between two goes to the even one, and what is next to the middle to the nearer', () => {
    const middles = halves.slice(1).map((value, i) => (value + halves[i]) / 2);
    const all = Float32Array.from([...middles, ...besides(middles), ...besides(halves.slice(1, -1))]);
    expect(departing(all)).toEqual([]);
    expect([...toFloat16(middles)].filter((bits) => bits % 2 !== 0)).toEqual([]);
  });

  test('drawn bits, those of subnormal values of float32 among them, become what the engine makes of them', () => {
    const random = randomFrom('float16');
    const bits = Uint32Array.from({ length: 300_000 }, () => random.below(2 ** 32));
    const values = new Float32Array(bits.buffer).filter((value) => Math.abs(value) <= LARGEST_FLOAT16);
    expect(values.length).toBeGreaterThan(100_000);
    expect(values.some((value) => value !== 0 && Math.abs(value) < 2 ** -126)).toBe(true);
    expect(departing(values)).toEqual([]);
  });

  test.each([65_505, -65_520, 1e10, Number.POSITIVE_INFINITY, Number.NaN])('%d is refused', (value) => {
    expect(() => toFloat16(Float32Array.of(1, value))).toThrow(`float16 does not hold ${value}`);
  });
});
