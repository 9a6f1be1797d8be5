import { describe, expect, it } from 'vitest';
import { STRAIN_AREAS } from './areas.ts';
import {
  STRAIN_CLIP_COLUMNS,
  STRAIN_FRAME_COLUMNS,
  strainClipFeatures,
  strainFrameFeatures,
} from './clip-features.ts';
import { findPeaks, peakParameters } from './peaks.ts';
import type { StrainSample } from './series.ts';
import { smoothingParameters, smoothSeries } from './smoothing.ts';

const parameters = { smoothing: smoothingParameters.parse({}), peaks: peakParameters.parse({}) };
const count = STRAIN_AREAS.length;

/** Ten frames a second; the area `a` has a bump of height `1 + a` at 3 s in `previous`, at 5 s in `baseline`. */
function clip(frames: number, without: (frame: number) => boolean = () => false): StrainSample[] {
  const bump = (time: number, middle: number) => Math.exp(-0.5 * ((time - middle) / 0.4) ** 2);
  return Array.from({ length: frames }, (_, frame): StrainSample => {
    const time = frame / 10;
    if (without(frame)) return { time, previous: undefined, baseline: undefined };
    const series = (middle: number) =>
      Float64Array.from({ length: count }, (_, a) => (1 + a) * bump(time, middle));
    return { time, previous: frame === 0 ? undefined : series(3), baseline: series(5) };
  });
}

function featuresOf(samples: readonly StrainSample[]): (name: string) => number {
  const out = new Float32Array(STRAIN_CLIP_COLUMNS.length);
  expect(strainClipFeatures(samples, parameters, out)).toBeUndefined();
  return (name) => {
    expect(STRAIN_CLIP_COLUMNS).toContain(name);
    return out[STRAIN_CLIP_COLUMNS.indexOf(name)];
  };
}

describe('the strain of a clip', () => {
  it('describes each area and reference by its own series', () => {
    const samples = clip(80);
    const of = featuresOf(samples);
    for (const [area, reference, at] of [
      ['face', 'previous', 0],
      ['mouth', 'baseline', STRAIN_AREAS.indexOf('mouth')],
    ] as const) {
      const times = samples.map(({ time }) => time);
      const raw = samples.map((sample) => sample[reference]?.[at] ?? Number.NaN);
      const smooth = smoothSeries(times, raw, parameters.smoothing);
      const [peak] = findPeaks(times, smooth, parameters.peaks);
      const present = [...smooth].filter((value) => !Number.isNaN(value));
      const name = (measure: string) => of(`strain ${reference} ${area} ${measure}`);
      expect(name('highest peak')).toBeCloseTo(peak.height, 6);
      expect(name('width')).toBeCloseTo(peak.width, 6);
      expect(name('rise')).toBeCloseTo(peak.rise, 6);
      expect(name('area')).toBeCloseTo(peak.area, 5);
      expect(name('energy')).toBeCloseTo(present.reduce((sum, v) => sum + v * v, 0) / present.length, 5);
      expect(name('peaks a minute')).toBeCloseTo(60 / (present.length / 10 - 0.1), 4);
      expect(name('quantile 0.5')).toBeLessThan(name('quantile 0.9'));
    }
  });

  it('has no peak at rest, and says why a clip cannot be described', () => {
    const still = clip(30).map((sample) => ({
      ...sample,
      previous: sample.previous && new Float64Array(count),
      baseline: sample.baseline && new Float64Array(count),
    }));
    const of = featuresOf(still);
    for (const column of STRAIN_CLIP_COLUMNS) expect(of(column)).toBe(0);
    const out = new Float32Array(STRAIN_CLIP_COLUMNS.length);
    expect(
      strainClipFeatures(
        clip(20, () => true),
        parameters,
        out,
      ),
    ).toContain('no two usable frames');
    const noRest = clip(20).map((sample) => ({ ...sample, baseline: undefined }));
    expect(strainClipFeatures(noRest, parameters, out)).toContain('no frame at rest');
  });

  it('leaves gaps out of time and of peaks', () => {
    const of = featuresOf(clip(80, (frame) => frame >= 40 && frame < 60));
    expect(of('strain baseline face highest peak')).toBe(0);
    expect(of('strain previous face peaks a minute')).toBeCloseTo(60 / (3.8 + 1.9), 4);
  });

  it('writes a frame in the order of its columns, NaN where nothing was measured', () => {
    const out = new Float64Array(STRAIN_FRAME_COLUMNS.length);
    strainFrameFeatures(clip(1)[0], out);
    expect(out[STRAIN_FRAME_COLUMNS.indexOf('strain previous chin')]).toBeNaN();
    expect(out[STRAIN_FRAME_COLUMNS.indexOf('strain baseline chin')]).toBeGreaterThan(0);
  });
});
