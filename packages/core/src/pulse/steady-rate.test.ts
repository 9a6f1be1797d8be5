import { expect, it } from 'vitest';
import { randomFrom } from '../numbers/random.ts';
import { pulseBands } from './band.ts';
import { detrend, smoothnessFor } from './detrend.ts';
import { pulseMethods } from './methods/catalogue.ts';
import { rateByWelch } from './rate.ts';
import { steadyRate } from './steady-rate.ts';
import { drawnWave, writtenPulse } from './written-pulse.fixture.ts';

const RATE = 30;

it.each(['pos', 'chrom'])(
  'the rate of a heart that beats about one mean is found in %s under noise of each channel, where the spectrum is lost more often',
  (id) => {
    const method = pulseMethods.get(id);
    const errors = ([88, 171, 224] as const)
      .flatMap((beats) => [
        { beats, band: pulseBands.neonate },
        { beats: 0.7 * beats, band: pulseBands.adult },
      ])
      .map(({ beats, band }) => {
        const random = randomFrom('steady', beats);
        const { wave, beatsPerMinute } = drawnWave(30, RATE, beats, random);
        const colours = writtenPulse(wave, RATE, band, { noise: 'independent', decibels: 0, random });
        const signal = detrend(
          method.extract({ colours, rate: RATE, band }, method.parameters.parse({})),
          smoothnessFor(band.low / 2, RATE),
        );
        const error = (hertz: number) => Math.abs(60 * hertz - beatsPerMinute);
        return {
          beats: error(steadyRate(signal, RATE, band)),
          spectrum: error(rateByWelch(signal, RATE, band)),
        };
      });
    const within = (of: 'beats' | 'spectrum') => errors.filter((each) => each[of] <= 2).length;
    expect(within('beats')).toBeGreaterThanOrEqual(5);
    expect(within('beats')).toBeGreaterThan(within('spectrum'));
  },
);

it('is that of the beat, not of a harmonic, where there is no noise', () => {
  const band = pulseBands.neonate;
  // Harmonics of a wave as a finger gives it; the rate swings by 6 percent.
  const harmonics = [1, 0.6, 0.34, 0.19];
  const signal = Float64Array.from({ length: 30 * RATE }, (_, i) => {
    const cycles = (80 / 60) * (i / RATE) + 0.1 * Math.sin((2 * Math.PI * 0.12 * i) / RATE);
    return harmonics.reduce(
      (sum, size, k) => sum + size * Math.cos(2 * Math.PI * (k + 1) * cycles + 1.9 * k),
      0,
    );
  });
  expect(Math.abs(60 * steadyRate(signal, RATE, band) - 80)).toBeLessThan(1);
});
