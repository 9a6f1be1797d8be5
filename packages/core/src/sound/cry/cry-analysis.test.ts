import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../numbers/random.ts';
import { drawnCry, drawnVoice, withNoise } from '../drawn-sound.fixture.ts';
import { analyseCry, clippedShare } from './cry-analysis.ts';

const kindsOf = (samples: Float32Array, sampleRate: number) =>
  analyseCry(samples, sampleRate).faults.map(({ kind }) => kind);

describe('a cry', () => {
  it.each([
    [16_000, 440],
    [48_000, 440],
    [44_100, 1200],
  ])('of %i Hz has its breaths, and a pitch from %i Hz', (sampleRate, hertz) => {
    const { faults, segments } = analyseCry(drawnCry({ sampleRate, hertz }), sampleRate);
    expect(faults).toEqual([]);
    expect(segments.map(({ kind }) => kind)).toEqual([0, 1, 2].flatMap(() => ['expiration', 'inspiration']));
    for (const [i, segment] of segments.entries()) {
      const begin = 0.5 + 1.4 * Math.floor(i / 2);
      const [start, end] = segment.kind === 'expiration' ? [begin, begin + 0.8] : [begin + 0.9, begin + 1.1];
      expect(Math.abs(segment.start - start)).toBeLessThan(0.04);
      expect(Math.abs(segment.end - end)).toBeLessThan(0.04);
      if (segment.kind === 'inspiration') continue;
      expect(Math.abs((segment.pitch ?? 0) / (1.04 * hertz) - 1)).toBeLessThan(0.02);
      expect(segment.voiced).toBeGreaterThan(0.9);
      expect(segment.hyperphonation).toBe(hertz > 1000 ? 1 : 0);
    }
  });

  it('is the same in stereo halves of its rate: the common rate decides', () => {
    const at = (sampleRate: number) => analyseCry(drawnCry({ sampleRate, hertz: 500 }), sampleRate);
    const [fine, plain] = [at(48_000), at(16_000)];
    expect(fine.sampleRate).toBe(plain.sampleRate);
    for (const [i, { pitch, start }] of plain.segments.entries()) {
      expect(Math.abs(fine.segments[i].start - start)).toBeLessThan(0.03);
      if (pitch !== null) expect(fine.segments[i].pitch).toBeCloseTo(pitch, -1);
    }
  });

  it('is not heard in the beeps of an alarm', () => {
    const beeps = new Float32Array(48_000);
    for (let n = 0; n < beeps.length; n++)
      if (n % 16_000 < 6400) beeps[n] = 0.3 * Math.sin((2 * Math.PI * 880 * n) / 16_000);
    expect(kindsOf(beeps, 16_000)).toEqual(['no-cry']);
  });
});

describe('a recording', () => {
  const cry = drawnCry({ sampleRate: 16_000, hertz: 440 });

  it('that is silent, short, noise, or of a lower rate says so', () => {
    const random = randomFrom('noise');
    const noise = Float32Array.from({ length: 32_000 }, () => 0.1 * random.normal());
    expect(kindsOf(new Float32Array(32_000), 16_000)).toEqual(['silent']);
    expect(
      kindsOf(
        cry.map((x) => x / 2000),
        16_000,
      ),
    ).toEqual(['silent']);
    expect(kindsOf(cry.subarray(0, 4000), 16_000)).toEqual(['short']);
    expect(kindsOf(noise, 16_000)).toEqual(['noisy']);
    expect(kindsOf(drawnCry({ sampleRate: 8000, hertz: 440 }), 8000)).toEqual(['low-rate']);
    expect(analyseCry(new Float32Array(0), 16_000).faults.map(({ kind }) => kind)).toEqual(['short']);
  });

  it('whose cry is hardly louder than its noise says so, and has its breaths all the same', () => {
    const { faults, segments } = analyseCry(withNoise(cry, 4, 5), 16_000, { voicing: 0.4 });
    expect(faults.map(({ kind }) => kind)).toEqual(['noisy']);
    expect(segments.filter(({ kind }) => kind === 'expiration').length).toBe(3);
  });

  it('that is clipped says how much of it', () => {
    const loud = cry.map((x) => Math.max(-0.1, Math.min(0.1, x)));
    const { faults, segments } = analyseCry(loud, 16_000);
    expect(faults).toMatchObject([{ kind: 'clipped', reason: expect.stringContaining('% of its samples') }]);
    expect(segments.length).toBeGreaterThan(0);
  });

  it.each([8, 16])('of %i bits that is loud is not taken for clipped', (bits) => {
    const full = 2 ** (bits - 1);
    const voice = drawnVoice({ sampleRate: 48_000, seconds: 1, hertz: 440 });
    expect(clippedShare(voice.map((x) => Math.round(x * 1.99 * full) / full))).toBeLessThan(0.005);
  });
});
