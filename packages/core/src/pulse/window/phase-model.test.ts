import { expect, it } from 'vitest';
import { randomFrom } from '../../numbers/random.ts';
import { type PhaseModel, phasePath } from './phase-model.ts';

const RATE = 30;
const model: PhaseModel = {
  beats: Float64Array.from({ length: 57 }, (_, r) => 72 + 3 * r),
  phases: 48,
  walk: 4,
  jump: 0.02,
};
const shape = Float64Array.from({ length: 57 * 48 }, (_, i) => Math.cos((2 * Math.PI * (i % 48)) / 48));

/** A heart that drops at once, under noise as large as itself, of which a second is not seen. */
function follow(withPulse: boolean) {
  const random = randomFrom('phase model', String(withPulse));
  const rateAt = (time: number) => (time > 8 && time < 12 ? 80 : 150);
  const turns = [0];
  for (let i = 1; i < 20 * RATE; i++) turns.push(turns[i - 1] + rateAt(i / RATE) / 60 / RATE);
  const samples = Float64Array.from(turns, (turn, i) => {
    const noise = random.normal();
    const isGap = i >= 15 * RATE && i < 16 * RATE;
    return isGap ? Number.NaN : (withPulse ? Math.cos(2 * Math.PI * turn) : 0) + noise;
  });
  const noise = new Float64Array(samples.length).fill(1);
  return { turns, rateAt, path: phasePath(model, { samples, rate: RATE, noise, worth: 1, shape }) };
}

it('follows rate and phase of a heart that drops at once, and through a gap', () => {
  const { turns, rateAt, path } = follow(true);
  const times = Array.from(path.beats.keys(), (i) => i / RATE);
  const isSteady = (time: number) => Math.abs(time - 8) > 0.7 && Math.abs(time - 12) > 0.7;
  for (const [i, time] of times.entries()) {
    if (!isSteady(time) || time < 1 || time > 19) continue;
    expect(Math.abs(path.beats[i] - rateAt(time)), `at ${time}`).toBeLessThan(12);
    const off = path.cycles[i] - turns[i];
    expect(Math.abs(off - Math.round(off)), `at ${time}`).toBeLessThan(0.2);
  }
  const turned = path.cycles[19 * RATE] - path.cycles[RATE];
  expect(Math.abs(turned - (turns[19 * RATE] - turns[RATE]))).toBeLessThan(0.3);
});

it('tells a pulse from noise', () => {
  const of = (withPulse: boolean) => {
    const { gain, certainty } = follow(withPulse).path;
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    return { gain: mean(gain), certainty: mean(certainty) };
  };
  expect(of(true).gain).toBeGreaterThan(0.1);
  expect(of(false).gain).toBeLessThan(0);
  expect(of(true).certainty).toBeGreaterThan(0.9);
  expect(of(false).certainty).toBeLessThan(0.8);
});
