import { describe, expect, it } from 'vitest';
import { drawnVoice, withNoise } from './drawn-sound.fixture.ts';
import { perturbation } from './perturbation.ts';
import { type PitchOptions, pitchContour } from './pitch.ts';
import { resample } from './resample.ts';

const RATE = 16000;

function tone(hertz: number, sampleRate = RATE, seconds = 0.3): Float32Array {
  return Float32Array.from(
    { length: Math.round(sampleRate * seconds) },
    (_, n) => 0.5 * Math.sin((2 * Math.PI * hertz * n) / sampleRate + 0.3),
  );
}

describe('the pitch', () => {
  it.each([205, 300, 447.3, 800, 1100, 1500, 1950])('of a tone of %d Hz is within half a percent', (hz) => {
    const { hertz, aperiodicity } = pitchContour(tone(hz), RATE);
    for (const found of hertz.subarray(4, -4)) expect(Math.abs(found / hz - 1)).toBeLessThan(0.005);
    expect(Math.max(...aperiodicity.subarray(4, -4))).toBeLessThan(0.05);
  });

  it('of a voice in noise 20 dB below it is that of the voice', () => {
    const voice = withNoise(drawnVoice({ sampleRate: RATE, seconds: 0.5, hertz: 430 }), 20, 1);
    const { hertz } = pitchContour(voice, RATE);
    for (const found of hertz.subarray(4, -4)) expect(Math.abs(found / 430 - 1)).toBeLessThan(0.01);
  });

  it('is not there in noise, in silence, and below the range', () => {
    const noise = withNoise(tone(300), -40, 2).map((x) => 0.01 * x);
    for (const sound of [noise, new Float32Array(4800), tone(120)]) {
      const { hertz } = pitchContour(sound, RATE);
      expect(hertz.subarray(4, -4).filter((hz) => !Number.isNaN(hz)).length).toBe(0);
    }
  });

  it.each<[string, PitchOptions, string]>([
    ['a window of fewer than four periods', { window: 0.015 }, 'fewer than four periods'],
    ['bounds that are not a range', { low: 500, high: 400 }, 'not a range'],
    ['a highest pitch that the rate cannot hold', { high: 5000 }, 'too coarse'],
  ])('is refused for %s', (_, options, words) => {
    expect(() => pitchContour(tone(300), RATE, options)).toThrow(words);
  });
});

describe('sound at another rate', () => {
  it.each([
    [44100, 16000],
    [48000, 16000],
    [22050, 16000],
    [16000, 64000],
    [11025, 16000],
  ])('from %i to %i Hz keeps what both can hold, in its place', (from, to) => {
    for (const hz of [300, 3000]) {
      const got = resample(tone(hz, from), from, to);
      const truth = tone(hz, to);
      expect(Math.abs(got.length - truth.length)).toBeLessThanOrEqual(1);
      // The ends of a tone that begins and ends at once are no tone.
      const edge = Math.round(0.02 * to);
      const wrong = got.subarray(edge, -edge).map((x, i) => Math.abs(x - truth[edge + i]));
      expect(Math.max(...wrong)).toBeLessThan(1e-3);
    }
  });

  it.each([8100, 9000, 12000, 20000])('has lost a tone of %i Hz at 16 kHz by more than 80 dB', (hz) => {
    const got = resample(tone(hz, 48000), 48000, RATE).subarray(400, -400);
    expect(Math.max(...got.map(Math.abs))).toBeLessThan(0.5 * 10 ** (-80 / 20));
  });

  it('is a copy at the same rate, and refused without a rate', () => {
    const sound = tone(300);
    expect(resample(sound, RATE, RATE)).toEqual(sound);
    expect(resample(sound, RATE, RATE)).not.toBe(sound);
    expect(() => resample(sound, 0, RATE)).toThrow('sampling rate of 0 Hz');
  });
});

describe('the perturbation of a voice', () => {
  const measure = (sound: Float32Array, options?: PitchOptions) =>
    perturbation(sound, RATE, pitchContour(sound, RATE, options), { start: 0.05, end: 0.75 });
  const voice = { sampleRate: RATE, seconds: 0.8, hertz: 420 };

  it.each([0.0025, 0.005, 0.01, 0.02])(
    'has the jitter of periods that differ by %d to each side',
    (period) => {
      const found = measure(drawnVoice({ ...voice, period }));
      expect(found?.periods).toBeGreaterThan(200);
      expect(Math.abs((found?.jitter ?? 0) / (2 * period) - 1)).toBeLessThan(0.1);
      expect(found?.shimmer).toBeLessThan(0.01);
    },
  );

  it.each([0.01, 0.03, 0.06])('has the shimmer of pulses that differ by %d to each side', (amplitude) => {
    const found = measure(drawnVoice({ ...voice, amplitude }));
    expect(Math.abs((found?.shimmer ?? 0) / (2 * amplitude) - 1)).toBeLessThan(0.1);
    expect(found?.jitter).toBeLessThan(0.001);
  });

  it.each([5, 10, 20, 30])('has the ratio of a voice to noise %i dB below it', (decibel) => {
    // By default a voice 5 dB above noise is not voiced.
    const found = measure(withNoise(drawnVoice(voice), decibel, decibel), { threshold: 0.5 });
    expect(Math.abs((found?.harmonicity ?? 0) - decibel)).toBeLessThan(1);
  });

  it('is not given for noise, and for a voice of a few periods', () => {
    const noise = withNoise(new Float32Array(12800).fill(0.001), -30, 3);
    expect(measure(noise)).toBeNull();
    const short = drawnVoice({ ...voice, seconds: 0.012 });
    expect(perturbation(short, RATE, pitchContour(short, RATE), { start: 0, end: 0.012 })).toBeNull();
  });
});
