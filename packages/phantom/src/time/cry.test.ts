import { describe, expect, it } from 'vitest';
import { drawSubject } from '../subject/subject.ts';
import { type Clip, clipSound, planClip, SAMPLES_PER_SECOND } from './clip.ts';
import { addCries, CRY_PITCH, cryPitchAt } from './cry.ts';

const clips = Array.from({ length: 40 }, (_, i) => planClip(drawSubject(`S${i}`, 9), { seed: 9 }));

/** The period at which a piece of sound is most like itself, as a pitch in Hz between two bounds. */
function pitchOf(sound: Float32Array, at: number, low: number, high: number): number {
  const length = 2400;
  const from = Math.round(at * SAMPLES_PER_SECOND) - length / 2;
  let best = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let lag = Math.floor(SAMPLES_PER_SECOND / high); lag <= SAMPLES_PER_SECOND / low; lag++) {
    let sum = 0;
    let energy = 0;
    for (let i = from; i < from + length; i++) {
      sum += sound[i] * sound[i + lag];
      energy += sound[i] ** 2 + sound[i + lag] ** 2;
    }
    // The first of two equal peaks: a period, not twice the period.
    if (sum / energy > most + 0.003) {
      most = sum / energy;
      best = lag;
    }
  }
  return SAMPLES_PER_SECOND / best;
}

describe('a cry', () => {
  it('has the pitch that its truth says', () => {
    const clip = clips.find(({ cries }) => cries.some(({ voice }) => voice === 'phonation'));
    if (!clip) throw new Error('no clip cries');
    const sound = new Float32Array(clip.seconds * SAMPLES_PER_SECOND);
    addCries(sound, SAMPLES_PER_SECOND, clip.cries, clip.seed);
    const voiced = clip.cries.filter(({ voice }) => voice === 'phonation').slice(0, 4);
    for (const { start, end } of voiced) {
      const at = start + 0.5 * (end - start);
      const truth = cryPitchAt(clip.cries, at);
      expect(Math.abs(pitchOf(sound, at, 200, 900) / truth - 1)).toBeLessThan(0.04);
    }
  });

  it('keeps the ranges of neonates, and pain and hunger overlap', () => {
    const pitches = { pain: [] as number[], hunger: [] as number[] };
    for (const { cries, segments } of clips) {
      for (const { voice, start, pitch } of cries) {
        if (voice === 'breath') continue;
        const [low, high] =
          voice === 'hyperphonation'
            ? [CRY_PITCH.hyperLow, CRY_PITCH.hyperHigh]
            : [CRY_PITCH.low, CRY_PITCH.high];
        for (const hz of pitch) {
          expect(hz).toBeGreaterThanOrEqual(low);
          expect(hz).toBeLessThanOrEqual(high);
        }
        const condition = segments.find((s) => start >= s.start && start < s.end)?.condition;
        if (voice === 'phonation' && (condition === 'pain' || condition === 'hunger'))
          pitches[condition].push(pitch[1]);
      }
    }
    expect(pitches.hunger.length).toBeGreaterThan(10);
    expect(Math.max(...pitches.hunger)).toBeGreaterThan(Math.min(...pitches.pain));
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
    expect(mean(pitches.pain)).toBeGreaterThan(mean(pitches.hunger));
  });

  it('is heard in its segments and not in the calm between them', () => {
    const quiet = (clip: Clip): Clip => ({ ...clip, ward: [] });
    const clip = clips.find(
      ({ segments, cries }) => segments[1].condition === 'pain' && cries[0]?.start < 16,
    );
    if (!clip) throw new Error('no clip begins with pain');
    const sound = clipSound(quiet(clip));
    const loudness = (from: number, to: number): number => {
      const part = sound.subarray(from * SAMPLES_PER_SECOND, to * SAMPLES_PER_SECOND);
      return Math.sqrt(part.reduce((sum, v) => sum + v * v, 0) / part.length);
    };
    expect(loudness(14, 19)).toBeGreaterThan(10 * loudness(2, 11));
    expect(sound.every((value) => Math.abs(value) <= 1)).toBe(true);
  });

  it('is the same for the same plan', () => {
    const [clip] = clips;
    const again = clipSound(clip);
    expect(clipSound(clip).every((value, i) => value === again[i])).toBe(true);
  });
});
