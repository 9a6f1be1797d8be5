import { describe, expect, it } from 'vitest';
import { randomFrom } from '../numbers/random.ts';
import { pulseBands } from './band.ts';
import { beatsOf, rateOfBeats } from './beats.ts';
import { drawnWave } from './written-pulse.fixture.ts';

const RATE = 30;

describe('beats', () => {
  it.each([
    ['neonate' as const, 80],
    ['neonate' as const, 150],
    ['neonate' as const, 225],
    ['adult' as const, 50],
    ['adult' as const, 110],
    ['adult' as const, 180],
  ])('of a drawn wave, with the band %s at %i a minute, are found one by one', (name, beats) => {
    const { wave, beatsPerMinute } = drawnWave(30, RATE, beats, randomFrom('beats', beats));
    const found = beatsOf(wave, RATE, pulseBands[name]);
    expect(Math.abs(rateOfBeats(found) - beatsPerMinute)).toBeLessThan(1);
    expect(Math.abs(found.length - beatsPerMinute / 2)).toBeLessThanOrEqual(2);
    for (let i = 1; i < found.length; i++) {
      expect(((found[i] - found[i - 1]) * beatsPerMinute) / 60).toBeGreaterThan(0.6);
    }
  });

  it('stand where the wave is highest, between samples', () => {
    const sine = Float64Array.from({ length: 600 }, (_, i) => Math.cos(2 * Math.PI * 2 * (i / RATE - 0.11)));
    const found = beatsOf(sine, RATE, pulseBands.neonate).filter((time) => time > 3 && time < 17);
    expect(found.length).toBe(28);
    for (const time of found) expect(Math.abs(((time - 0.11 + 0.25) % 0.5) - 0.25)).toBeLessThan(0.005);
  });

  it('of nothing are none, and have no rate', () => {
    expect(beatsOf(new Float64Array(300), RATE, pulseBands.neonate)).toHaveLength(0);
    expect(rateOfBeats([1])).toBeNaN();
    expect(rateOfBeats([1, 1.5, 2])).toBe(120);
  });
});
