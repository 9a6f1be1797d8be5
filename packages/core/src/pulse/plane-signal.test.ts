import { expect, it } from 'vitest';
import { randomFrom } from '../numbers/random.ts';
import { pulseBands } from './band.ts';
import { bandPass } from './band-pass.ts';
import { detrend, smoothnessFor } from './detrend.ts';
import { pulseMethods } from './methods/catalogue.ts';
import { planeSignal } from './plane-signal.ts';
import { steadyRate } from './steady-rate.ts';
import { windowRate } from './window-rate.ts';
import { drawnWave, type NoiseKind, writtenPulse } from './written-pulse.fixture.ts';

const RATE = 30;
const band = pulseBands.neonate;

function skinWith(beats: number, noise: NoiseKind, seconds = 30) {
  const random = randomFrom('plane', beats, noise);
  const { wave, beatsPerMinute } = drawnWave(seconds, RATE, beats, random);
  const colours = writtenPulse(wave, RATE, band, { noise, decibels: 0, random });
  return { input: { colours, rate: RATE, band }, wave, beatsPerMinute };
}

function signalOf(id: string, input: ReturnType<typeof skinWith>['input']): Float64Array {
  const method = pulseMethods.get(id);
  return detrend(method.extract(input, method.parameters.parse({})), smoothnessFor(band.low / 2, RATE));
}

function projectionsOf(id: string) {
  const { projections } = pulseMethods.get(id);
  if (!projections) throw new Error(`${id} has no projections.`);
  return projections;
}

/** The power of a wave over that of all else inside the band, in decibels. */
function ratio(signal: Float64Array, wave: Float64Array): number {
  const [own, told] = [signal, wave].map((each) => bandPass(each, RATE, band));
  const product = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  const power = product(own, told) ** 2 / product(told, told);
  return 10 * Math.log10(power / (product(own, own) - power));
}

it('of all three channels is the signal of PBV', () => {
  const { input } = skinWith(133, 'independent');
  const joined = planeSignal(input, [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]);
  const wanted = signalOf('pbv', input);
  const size = Math.max(...wanted.map(Math.abs));
  expect(Math.max(...wanted.map((value, i) => Math.abs(value - joined[i])))).toBeLessThan(1e-4 * size);
});

it.each([
  // By the weights and noise as large as the pulse in each channel: the most that the plane of the method leaves.
  { id: 'pos', decibels: -4.9 },
  { id: 'chrom', decibels: -7.3 },
])('has the noise of the plane of $id, and no more, under noise of each channel', ({ id, decibels }) => {
  const found = [90, 140, 210].map((beats) => {
    const { input, wave } = skinWith(beats, 'independent', 120);
    const alone = ratio(signalOf(id, input), wave);
    return { alone, plane: ratio(planeSignal(input, projectionsOf(id)), wave) };
  });
  const mean = (of: 'alone' | 'plane') => found.reduce((sum, each) => sum + each[of], 0) / found.length;
  expect(Math.abs(mean('plane') - decibels)).toBeLessThan(0.4);
  expect(mean('plane')).toBeGreaterThan(mean('alone'));
});

it.each(['pos', 'chrom'])('of %s leaves out noise that channels have in common', (id) => {
  const { input, wave } = skinWith(140, 'common');
  expect(ratio(planeSignal(input, projectionsOf(id)), wave)).toBeGreaterThan(20);
});

it('tells the rate of a window in which the signal of POS alone does not', () => {
  const errors = [86, 127, 201].map((beats) => {
    const { input, beatsPerMinute } = skinWith(beats, 'independent', 18);
    const signal = signalOf('pos', input);
    return {
      plane: Math.abs(60 * windowRate({ method: 'pos', signal }, input) - beatsPerMinute),
      alone: Math.abs(60 * steadyRate(signal, RATE, band) - beatsPerMinute),
    };
  });
  const within = (of: 'plane' | 'alone') => errors.filter((each) => each[of] <= 2).length;
  expect(within('plane')).toBe(errors.length);
  expect(within('alone')).toBeLessThan(errors.length);
});
