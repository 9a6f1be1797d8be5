import { randomFrom } from '@wince/core';
import { describe, expect, test } from 'vitest';
import { inputRange } from './input-range.ts';
import { quantiseWeights, stepsOf } from './quantisation.ts';

describe('steps of bytes', () => {
  test.each([
    [0, 255, 1, 0],
    [-127.5, 127.5, 1, 128],
    [2, 10, 10 / 255, 0],
    [-3, -1, 3 / 255, 255],
    [0, 0, 1, 0],
  ])('of values from %d to %d: %d, the zero at %d', (least, most, scale, zero) => {
    const found = stepsOf({ least, most });
    expect(found.scale).toBeCloseTo(scale, 7);
    expect(found.zero).toBe(zero);
  });

  test('of pictures lie between what the preprocessing makes of 0 and 255', () => {
    const shared = { width: 4, height: 4, colour: 'rgb' } as const;
    expect(inputRange({ ...shared, mean: null, scale: 1 / 255 })).toEqual({ least: -0, most: 1 });
    expect(inputRange({ ...shared, mean: [100, 120, 90], scale: 2 })).toEqual({ least: -240, most: 330 });
  });
});

describe('weights of whole numbers', () => {
  const random = randomFrom('quantised weights');
  const [outputs, inputs, groups, pixels] = [6, 4, 3, 9];
  const values = Float32Array.from({ length: outputs * inputs * pixels }, () => random.normal());
  const bias = Float32Array.from({ length: outputs }, () => random.normal());
  const means = Float64Array.from({ length: inputs * groups }, () => 3 * random.next());
  const weights = { values, bias, dims: [outputs, inputs, 3, 3] };
  const STEP = 0.02;

  test('reach 64 in each output, so that no sum of two products leaves 16 bits, and are the nearest ones', () => {
    const found = quantiseWeights(weights, STEP);
    const each = values.length / outputs;
    for (let o = 0; o < outputs; o++) {
      const own = [...found.values.subarray(o * each, (o + 1) * each)];
      expect(Math.max(...own.map(Math.abs))).toBe(64);
      for (const [i, value] of own.entries())
        expect(Math.abs(value * found.scales[o] - values[o * each + i])).toBeLessThanOrEqual(
          0.5001 * found.scales[o],
        );
      expect(found.bias[o] * STEP * found.scales[o]).toBeCloseTo(bias[o], 3);
    }
  });

  test('give, of channels that are their means, what the weights gave: the bias takes rounding back', () => {
    const found = quantiseWeights(weights, STEP, means);
    const plain = quantiseWeights(weights, STEP);
    for (let o = 0; o < outputs; o++) {
      const group = Math.floor(o / (outputs / groups));
      let [wanted, made] = [bias[o], 0];
      for (let c = 0; c < inputs; c++) {
        for (let p = 0; p < pixels; p++) {
          const at = (o * inputs + c) * pixels + p;
          wanted += values[at] * means[group * inputs + c];
          made += found.values[at] * found.scales[o] * means[group * inputs + c];
        }
      }
      const unit = STEP * found.scales[o];
      expect(made + found.bias[o] * unit).toBeCloseTo(wanted, 3);
      expect(Math.abs(made + plain.bias[o] * unit - wanted)).toBeGreaterThan(2 * unit);
    }
  });

  test('of nothing, or beside a bias that 32 bits would not hold, stay finite', () => {
    const none = quantiseWeights(
      { values: new Float32Array(4), bias: Float32Array.of(0), dims: [1, 4] },
      STEP,
    );
    expect([...none.values, ...none.bias, ...none.scales]).toEqual([0, 0, 0, 0, 0, 1]);
    const far = quantiseWeights(
      { values: Float32Array.of(1e-9), bias: Float32Array.of(5000), dims: [1, 1] },
      STEP,
    );
    expect(far.bias[0] * STEP * far.scales[0]).toBeCloseTo(5000, 0);
  });
});
