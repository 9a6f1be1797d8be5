import { expect, it } from 'vitest';
import { randomFrom } from '../numbers/random.ts';
import { whitened } from './whitened.ts';

const RATE = 30;

/** Noise whose power falls with the square of the frequency, with a line of 2.5 Hz and a gap. */
function signal(): Float64Array {
  const random = randomFrom('whitened');
  let level = 0;
  return Float64Array.from({ length: 40 * RATE }, (_, i) => {
    level = 0.98 * level + random.normal();
    const isGap = i >= 20 * RATE && i < 21 * RATE;
    return isGap ? Number.NaN : level + Math.sin((2 * Math.PI * 2.5 * i) / RATE);
  });
}

it('makes noise as strong at every frequency, keeps gaps, and tells how much it raised each', () => {
  const given = signal();
  const { samples, gain } = whitened(given, RATE, 1.2);
  expect(Array.from(samples, Number.isNaN)).toEqual(Array.from(given, Number.isNaN));
  const powerAt = (hertz: number) => {
    let [re, im] = [0, 0];
    for (let i = 0; i < 20 * RATE; i++) {
      re += samples[i] * Math.cos((2 * Math.PI * hertz * i) / RATE);
      im += samples[i] * Math.sin((2 * Math.PI * hertz * i) / RATE);
    }
    return re * re + im * im;
  };
  const mean = (from: number, to: number) => {
    const steps = Array.from({ length: 40 }, (_, i) => powerAt(from + ((to - from) * (i + 0.5)) / 40));
    return steps.reduce((sum, value) => sum + value, 0) / steps.length;
  };
  const ratio = mean(1, 2.2) / mean(4, 7);
  expect(ratio).toBeGreaterThan(0.4);
  expect(ratio).toBeLessThan(2.5);
  expect(powerAt(2.5)).toBeGreaterThan(5 * mean(4, 7));
  expect(gain(2.3)).toBeCloseTo(1, 12);
  expect(gain(5)).toBeGreaterThan(1.4);
  expect([gain(0.5), gain(9)]).toEqual([0, 0]);
});
