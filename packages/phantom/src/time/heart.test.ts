import { describe, expect, it } from 'vitest';
import { drawSubject } from '../subject/subject.ts';
import { planClip } from './clip.ts';
import { HEART_RATE, pulseLight, rateAt } from './heart.ts';
import { pulseInPixels } from './pulse-in-pixels.fixture.ts';

const clips = Array.from({ length: 60 }, (_, i) => planClip(drawSubject(`S${i}`, 3), { seed: 3 }));

describe('a heart', () => {
  it('beats at rates of a neonate', () => {
    for (const { heart, seconds } of clips) {
      for (let t = 0; t < seconds; t += 0.5) {
        // A breath and the chance of one beat move the rate of a single interval by a few per cent.
        expect(rateAt(heart, t)).toBeGreaterThan(0.93 * HEART_RATE.dip);
        expect(rateAt(heart, t)).toBeLessThan(1.07 * HEART_RATE.high);
      }
    }
  });

  it('answers to pain, to hunger too, and in some subjects to nothing', () => {
    const rise = (condition: string, responds: boolean): number => {
      const found = clips
        .filter(({ heart }) => heart.responds === responds)
        .flatMap(({ heart, segments }) => {
          const segment = segments.find((s) => s.condition === condition);
          return segment ? [rateAt(heart, segment.end - 1) - rateAt(heart, 6)] : [];
        });
      return found.reduce((a, b) => a + b, 0) / found.length;
    };
    expect(clips.some(({ heart }) => !heart.responds)).toBe(true);
    expect(rise('pain', true)).toBeGreaterThan(12);
    expect(rise('hunger', true)).toBeGreaterThan(6);
    expect(Math.abs(rise('pain', false))).toBeLessThan(12);
  });

  it('rises when the baby is handled without pain, in some recoveries', () => {
    const many = Array.from({ length: 200 }, (_, i) => planClip(drawSubject(`H${i}`, 3), { seed: 3 }));
    const risen = (handled: boolean): number => {
      const found = many
        .filter(({ heart }) => heart.responds && heart.handled[2] === handled)
        .map(
          ({ heart, segments }) => rateAt(heart, segments[2].end - 0.5) - rateAt(heart, segments[2].start),
        );
      return found.reduce((a, b) => a + b, 0) / found.length;
    };
    const share = many.filter(({ heart }) => heart.handled[2]).length / many.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.4);
    expect(risen(true)).toBeGreaterThan(risen(false) + 4);
    for (const { heart } of many)
      expect(heart.handled.map(Boolean)).toEqual([false, false, heart.handled[2], false]);
  });

  it('colours skin by 0.2 to 1 %, less in darker skin, with the ratio of the skin pulse vector in white light', () => {
    const amplitude = (monk: number): number => {
      const all = Array.from(
        { length: 20 },
        (_, i) => planClip(drawSubject(`T${i}`, 1, { monk }), { seed: 1 }).heart.amplitude,
      );
      expect(Math.min(...all)).toBeGreaterThanOrEqual(0.002);
      expect(Math.max(...all)).toBeLessThanOrEqual(0.01);
      return all.reduce((a, b) => a + b) / all.length;
    };
    expect(amplitude(1)).toBeGreaterThan(amplitude(5));
    expect(amplitude(5)).toBeGreaterThan(amplitude(10));
    const [r, g, b] = pulseLight(clips[0].heart, 'white', 1.234);
    expect(r / g).toBeCloseTo(0.33 / 0.77, 6);
    expect(b / g).toBeCloseTo(0.53 / 0.77, 6);
  });
});

describe('the order of events', () => {
  it('does not tell the label', () => {
    const first = clips.filter(({ segments }) => segments[1].label === 'pain').length;
    expect(first).toBeGreaterThan(18);
    expect(first).toBeLessThan(42);
  });
});

describe('the pulse in the pixels', () => {
  // Ten tones, with larger pictures, are in tests/long/phantom.ts.
  it('is where the truth says, over 20 s of calm, in dark skin', () => {
    const { peak, truth, amplitude } = pulseInPixels(drawSubject('P9', 5, { monk: 9 }), {
      seed: 5,
      size: 64,
      seconds: 20,
    });
    expect(Math.abs(peak - truth)).toBeLessThan(2);
    expect(amplitude).toBeGreaterThan(0.002);
    expect(amplitude).toBeLessThan(0.01);
  });
});
