import { describe, expect, it } from 'vitest';
import { randomFrom } from '../numbers/random.ts';
import { type PulseBand, pulseBands } from './band.ts';
import type { Colours } from './colour-trace.ts';
import { detrend, smoothnessFor } from './detrend.ts';
import { type HeartRateOptions, heartRateIn } from './heart-rate.ts';
import { pulseMethods } from './methods/catalogue.ts';
import { mapped } from './methods/channels.ts';
import { rateByAutocorrelation, rateByWelch } from './rate.ts';
import { drawnWave, type NoiseKind, writtenPulse } from './written-pulse.fixture.ts';

const RATE = 30;

/** Half a minute of skin with a drawn pulse, and the rate of its beats. */
function skinWith(beats: number, band: PulseBand, noise: NoiseKind, decibels: number, seed = 0) {
  const random = randomFrom('skin', beats, noise, seed);
  const { wave, beatsPerMinute } = drawnWave(30, RATE, beats, random);
  return { colours: writtenPulse(wave, RATE, band, { noise, decibels, random }), beatsPerMinute };
}

/** Beats per minute by both ways of a method's signal. */
function ratesBy(id: string, colours: Colours, band: PulseBand): readonly [number, number] {
  const method = pulseMethods.get(id);
  const signal = detrend(
    method.extract({ colours, rate: RATE, band }, method.parameters.parse({})),
    smoothnessFor(band.low / 2, RATE),
  );
  return [60 * rateByWelch(signal, RATE, band), 60 * rateByAutocorrelation(signal, RATE, band)];
}

describe.each([
  { name: 'neonate' as const, rates: [80, 117, 160, 204, 230] },
  { name: 'adult' as const, rates: [45, 72, 110, 147, 180] },
])('with the band $name, a pulse written into skin', ({ name, rates }) => {
  const band = pulseBands[name];

  it.each([
    { noise: 'independent' as const, decibels: 0, methods: ['green', 'pbv'] },
    { noise: 'independent' as const, decibels: 6, methods: ['green', 'chrom', 'pos', 'pbv', 'lgi'] },
    { noise: 'common' as const, decibels: 0, methods: ['chrom', 'pos', 'pbv', 'lgi'] },
  ])(
    'under $noise noise at $decibels dB is within 2 beats per minute by $methods',
    ({ noise, decibels, methods }) => {
      const wrong = rates.flatMap((beats) => {
        const { colours, beatsPerMinute } = skinWith(beats, band, noise, decibels);
        return methods.flatMap((id) =>
          ratesBy(id, colours, band)
            .filter((found) => !(Math.abs(found - beatsPerMinute) <= 2))
            .map((found) => `${id}: ${found.toFixed(1)} for ${beatsPerMinute.toFixed(1)}`),
        );
      });
      expect(wrong).toEqual([]);
    },
  );
});

describe('the heart rate in a window', () => {
  const band = pulseBands.neonate;
  const options: HeartRateOptions = { band, methods: ['green', 'blue', 'pos', 'pbv'], surrogates: 19 };

  it.each([{ beats: 95 }, { beats: 150 }, { beats: 225 }])(
    'of $beats beats at 0 dB is within 2 and sure, and says what was chosen',
    ({ beats }) => {
      const { colours, beatsPerMinute } = skinWith(beats, band, 'independent', 0);
      const found = heartRateIn([{ region: 'forehead', colours }], RATE, options);
      expect(Math.abs((found.heartRate.value ?? Number.NaN) - beatsPerMinute)).toBeLessThan(2);
      expect(found.heartRate).toMatchObject({ unit: 'beats per minute' });
      expect(found.heartRate.confidence).toBeGreaterThan(0.8);
      expect(found.heartRate.reason).toBeUndefined();
      expect(found.agree).toBe(true);
      expect(found.candidates.map(({ method }) => method)).toEqual(['green', 'blue', 'pos', 'pbv']);
      expect(found.candidates).toContainEqual(found.chosen);
      expect(found.chosen.snr).toBe(Math.max(...found.candidates.map(({ snr }) => snr)));
    },
  );

  it('is taken from the region that has it', () => {
    const { colours } = skinWith(140, band, 'independent', 0);
    const random = randomFrom('cheek');
    const cheek = mapped(colours, (channel) => channel.map(() => 100 + random.normal()));
    const { chosen } = heartRateIn(
      [
        { region: 'cheek', colours: cheek },
        { region: 'nose', colours },
      ],
      RATE,
      options,
    );
    expect(chosen.region).toBe('nose');
  });

  it('of noise is none in nearly all windows, and says so', () => {
    const random = randomFrom('noise');
    const levels = { red: new Float64Array(900), green: new Float64Array(900), blue: new Float64Array(900) };
    const found = Array.from({ length: 12 }, (_, seed) => {
      const colours = mapped(levels, (channel) => channel.map(() => 120 + random.normal()));
      return heartRateIn([{ region: 'wall', colours }], RATE, { ...options, methods: ['green', 'pbv'], seed })
        .heartRate;
    });
    const none = found.filter(({ value }) => value === null);
    expect(none.length).toBeGreaterThanOrEqual(11);
    for (const { confidence, reason } of none) {
      expect(confidence).toBeLessThan(0.5);
      expect(reason).toContain('no signal');
    }
  });

  it('of a still picture is none', () => {
    const still = { red: 160, green: 110, blue: 90 };
    const channel = (level: number) => new Float64Array(900).fill(level);
    const colours = { red: channel(still.red), green: channel(still.green), blue: channel(still.blue) };
    expect(heartRateIn([{ region: 'face', colours }], RATE, options).heartRate).toMatchObject({
      value: null,
    });
  });

  it('within 5 beats of an edge of the band has low confidence', () => {
    for (const beats of [75, 237]) {
      const { colours } = skinWith(beats, band, 'independent', 10);
      const { heartRate } = heartRateIn([{ region: 'face', colours }], RATE, options);
      expect(heartRate.confidence).toBeLessThanOrEqual(0.4);
      expect(heartRate.reason).toBe('The rate is at the edge of the band.');
    }
  });

  it('is the same for the same seed', () => {
    const { colours } = skinWith(130, band, 'common', 0);
    const once = heartRateIn([{ region: 'face', colours }], RATE, options);
    expect(heartRateIn([{ region: 'face', colours }], RATE, options)).toEqual(once);
  });

  it('is refused for what is no window of skin', () => {
    const { colours } = skinWith(130, band, 'common', 0);
    const part = (length: number) => mapped(colours, (channel) => channel.slice(0, length));
    const gap = { ...colours, blue: colours.blue.map((level, i) => (i === 7 ? Number.NaN : level)) };
    const refused: readonly [readonly Colours[], string][] = [
      [[], 'There is no patch of skin.'],
      [[part(149)], '4.97 seconds'],
      [[colours, part(800)], '800 samples of red'],
      [[gap], 'The blue of the patch face is NaN in sample 7.'],
    ];
    for (const [patches, words] of refused) {
      const given = patches.map((each) => ({ region: 'face', colours: each }));
      expect(() => heartRateIn(given, RATE, options)).toThrow(
        expect.objectContaining({ code: 'bad-trace', message: expect.stringContaining(words) }),
      );
    }
    expect(() => heartRateIn([{ region: 'face', colours }], RATE, { band, methods: ['ica'] })).toThrow(
      expect.objectContaining({ code: 'unknown-pulse-method' }),
    );
  });
});
