import { describe, expect, test } from 'vitest';
import { drawnCry } from '../drawn-sound.fixture.ts';
import { cryAlone } from './cry-alone.ts';

const RATE = 16_000;
const opinion = (probability: number, seconds = 60) => ({
  rate: 31.25,
  probabilities: new Float32Array(31.25 * seconds).fill(probability),
});

describe('a recording of which the cry alone is kept', () => {
  const sound = drawnCry({ sampleRate: RATE, hertz: 450 });

  test('has the samples of its expirations, and zeros elsewhere', () => {
    const { samples, kept } = cryAlone(sound, RATE, opinion(0.1));
    expect(kept.length).toBeGreaterThan(1);
    expect(samples.length).toBe(sound.length);
    const isKept = (i: number) =>
      kept.some(({ start, end }) => i >= Math.round(start * RATE) && i < Math.round(end * RATE));
    for (const [i, sample] of samples.entries()) {
      if (sample !== (isKept(i) ? sound[i] : 0)) throw new Error(`sample ${i} is ${sample}`);
    }
    expect(kept.every(({ kind }) => kind === 'expiration')).toBe(true);
  });

  test.each([
    ['is speech to the detector', 450, 0.9, RATE],
    ['has the pitch of an adult', 240, 0.1, RATE],
    ['has fewer samples a second than a cry needs', 450, 0.1, 6000],
  ])('keeps nothing where it %s', (_, hertz, probability, sampleRate) => {
    const { samples, kept } = cryAlone(drawnCry({ sampleRate, hertz }), sampleRate, opinion(probability));
    expect(kept).toEqual([]);
    expect(samples.every((sample) => sample === 0)).toBe(true);
  });

  test('keeps the breaths that are no speech', () => {
    const [first, second] = cryAlone(sound, RATE, opinion(0.1)).kept;
    const speech = opinion(0.1);
    speech.probabilities.fill(0.9, Math.floor(first.start * speech.rate), Math.ceil(first.end * speech.rate));
    const { kept, samples } = cryAlone(sound, RATE, speech);
    expect(kept[0]).toEqual(second);
    expect(samples.subarray(0, Math.round(first.end * RATE)).every((sample) => sample === 0)).toBe(true);
  });

  test('keeps nothing where the detector has not heard it', () => {
    expect(cryAlone(sound, RATE, { rate: 31.25, probabilities: new Float32Array(0) }).kept).toEqual([]);
  });
});
