import { describe, expect, it } from 'vitest';
import { pulseBandOfAge, pulseBands } from '../band.ts';
import { type DrawnSkin, drawnSkin } from '../skin/drawn-skin.fixture.ts';
import { openFaceTracing } from '../skin/face-traces.ts';
import { SKIN_REGIONS } from '../skin/skin-regions.ts';
import { recordingPulse } from './recording-pulse.ts';
import { regionQualities } from './region-quality.ts';

const beat = (perMinute: number) => (time: number) => {
  const phase = (2 * Math.PI * perMinute * time) / 60;
  return Math.sin(phase) + 0.28 * Math.sin(2 * phase + 0.6);
};

function traced(drawn: DrawnSkin, strainOf: (region: string, time: number) => number = () => 0.1) {
  const tracing = openFaceTracing();
  for (const { frame, tracked } of drawnSkin(drawn)) {
    tracing.frame(frame);
    tracing.strain(
      frame.time,
      Float64Array.from(SKIN_REGIONS, (region) => strainOf(region, frame.time)),
    );
    tracing.tracked(tracked);
  }
  return tracing.traces();
}

const few = { surrogates: 10, methods: ['green', 'pos'] };

describe('the pulse of a recording', () => {
  it('has a rate over time, beats, and the region and method that were chosen', () => {
    const { heartRate, windows, beats, rate } = recordingPulse(
      traced({ seconds: 12, rate: 30, pulse: beat(168) }),
      few,
    );
    expect(rate).toBe(30);
    expect(windows.length).toBe(2);
    expect(heartRate.unit).toBe('beats per minute');
    expect(Math.abs((heartRate.value ?? 0) - 168)).toBeLessThan(2);
    expect(heartRate.confidence).toBeGreaterThan(0.8);
    for (const { chosen, candidates, autocorrelation } of windows) {
      expect(candidates).toContainEqual(chosen);
      expect(Math.abs((autocorrelation ?? 0) - 168)).toBeLessThan(3);
    }
    expect(Math.abs(beats.length - (12 * 168) / 60)).toBeLessThanOrEqual(3);
  });

  it('follows a rate that rises by 40 beats in 8 seconds, and one that drops at once', () => {
    const rising = (time: number) => 130 + 40 * Math.min(1, Math.max(0, (time - 4) / 8));
    const dropping = (time: number) => (time < 9 ? 165 : 110);
    for (const rateAt of [rising, dropping]) {
      const phases = [0];
      for (let i = 1; i <= 1600; i++) phases.push(phases[i - 1] + rateAt(i / 100) / 6000);
      const pulse = (time: number) => {
        const phase = 2 * Math.PI * phases[Math.round(100 * time)];
        return Math.sin(phase) + 0.28 * Math.sin(2 * phase + 0.6);
      };
      const { windows } = recordingPulse(traced({ seconds: 16, rate: 30, pulse }), few);
      const errors = windows.map(({ start, end, heartRate }) => {
        const turns = phases[Math.round(100 * end)] - phases[Math.round(100 * start)];
        return (heartRate.value ?? Number.NaN) - (60 * turns) / (end - start);
      });
      expect(errors.length).toBe(4);
      expect(Math.max(...errors.map(Math.abs))).toBeLessThan(3);
    }
  });

  it('goes on where the face is lost for a while', () => {
    const usable = (time: number) => time < 3 || time > 4.2;
    const { windows } = recordingPulse(traced({ seconds: 14, rate: 30, pulse: beat(168), usable }), few);
    expect(windows.length).toBe(3);
    for (const { rate, evidence, signal, signalStart, start, end } of windows) {
      expect(Math.abs((rate ?? 0) - 168)).toBeLessThan(2);
      expect(evidence?.seen).toBeGreaterThan(0.85);
      expect(signalStart + (signal?.length ?? 0) / 30).toBeLessThanOrEqual(end + 0.1);
      expect(signalStart).toBeGreaterThanOrEqual(start);
    }
  });

  it('says that there is no signal of a still picture, of noise, and of light that flickers', () => {
    const nothing: readonly DrawnSkin[] = [
      { seconds: 10, rate: 30, noise: false },
      { seconds: 10, rate: 30 },
      { seconds: 10, rate: 30, light: (time) => 0.005 * beat(130)(time) },
    ];
    for (const drawn of nothing) {
      const { heartRate, beats } = recordingPulse(traced(drawn), few);
      expect(heartRate.value).toBeNull();
      expect(heartRate.confidence).toBeLessThan(0.5);
      expect(heartRate.reason).toContain('no signal');
      expect(beats.length).toBe(0);
    }
  });

  it('finds a pulse under light that flickers', () => {
    const { heartRate } = recordingPulse(
      traced({ seconds: 10, rate: 30, pulse: beat(168), light: (time) => 0.01 * beat(130)(time) }),
      few,
    );
    expect(Math.abs((heartRate.value ?? 0) - 168)).toBeLessThan(2);
  });

  it.each<readonly [string, DrawnSkin, string]>([
    ['no face', { seconds: 6, rate: 30, usable: () => false }, 'no face was found'],
    ['too few frames a second', { seconds: 6, rate: 5 }, 'frames a second'],
    ['a short video', { seconds: 3, rate: 30 }, 'shorter than 5 seconds'],
    [
      'a face that is lost again and again',
      { seconds: 6, rate: 30, usable: (t) => t % 2 > 0.8 },
      'without a gap',
    ],
  ])('has a reason for %s', (_, drawn, words) => {
    const { heartRate } = recordingPulse(traced(drawn), few);
    expect(heartRate).toMatchObject({ value: null, reason: expect.stringContaining(words) });
  });
});

describe('regions', () => {
  it('are chosen by deformation, not by their colours', () => {
    const strained = traced({ seconds: 2, rate: 30, pulse: beat(150) }, (region, time) =>
      time < 1 && ['chin', 'nose'].includes(region) ? 0.02 : region === 'forehead' ? 0.02 : 0.8,
    );
    const kept = (from: number, to: number) =>
      regionQualities(strained, from, to).flatMap(({ region, kept }) => (kept ? [region] : []));
    expect(kept(0, 1)).toEqual(['forehead', 'nose', 'chin']);
    expect(kept(1.1, 2)).toContain('forehead');
    const plain = traced({ seconds: 2, rate: 30 }, (region) => (region === 'chin' ? 0.02 : 0.3));
    expect(regionQualities(plain, 0, 2).find(({ region }) => region === 'chin')?.kept).toBe(true);
  });
});

describe('the band of an age', () => {
  it('is narrower where hearts beat faster, and no other age has one', () => {
    expect(pulseBandOfAge({ gestationalWeeks: 28, postnatalDays: 7 }).low).toBe(1.4);
    expect(pulseBandOfAge({ gestationalWeeks: 28, postnatalDays: 70 })).toEqual(pulseBands.neonate);
    expect(pulseBandOfAge({ gestationalWeeks: 40, postnatalDays: 90 })).toEqual({ low: 1.1, high: 3.7 });
    for (const [gestationalWeeks, postnatalDays] of [
      [12, 0],
      [40, 400],
      [40, -1],
      [Number.NaN, 1],
    ])
      expect(() => pulseBandOfAge({ gestationalWeeks, postnatalDays })).toThrow(
        expect.objectContaining({ code: 'bad-band' }),
      );
  });
});
