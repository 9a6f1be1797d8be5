import { readFileSync } from 'node:fs';
import { openFramePowers } from '@wince/kernels';
import { describe, expect, it } from 'vitest';
import { CEPSTRUM_CONVENTIONS, cepstrum, deltas, logMel } from './cepstrum.ts';
import { goldenSound } from './drawn-sound.fixture.ts';
import { copyFrames, frameCount, hannWindow } from './frames.ts';
import { hertzOf, MEL_SCALES, melBank, melOf } from './mel.ts';
import { pitchContour } from './pitch.ts';
import { frameEnergy, spectralFlux, spectralShape, zeroCrossings } from './spectral.ts';

/** Numpy's and scipy's figures; `goldens/make_sound.py` has written them. */
const golden = JSON.parse(readFileSync(new URL('./goldens/sound.json', import.meta.url), 'utf8'));
const sound = goldenSound();
const framing = { size: 512, hop: 160, anchor: 'middle' } as const;

/** How far values are from a golden, at most. */
function farthest(ours: ArrayLike<number>, theirs: readonly number[]): number {
  expect(ours.length).toBe(theirs.length);
  return Math.max(...theirs.map((value, i) => Math.abs(value - ours[i])));
}

describe('frames', () => {
  it('are around their places with zeros outside, or begin there and are whole', () => {
    const out = new Float64Array(4);
    const samples = Float64Array.of(1, 2, 3, 4, 5);
    copyFrames(samples, 0, { size: 4, hop: 2, anchor: 'middle' }, out);
    expect([...out]).toEqual([0, 0, 1, 2]);
    copyFrames(samples, 2, { size: 4, hop: 2, anchor: 'middle' }, out);
    expect([...out]).toEqual([3, 4, 5, 0]);
    const three = new Float64Array(8).fill(7);
    copyFrames(samples, 0, { size: 4, hop: 2, anchor: 'middle' }, three, 3);
    expect([...three]).toEqual([0, 0, 1, 2, 3, 4, 5, 0]);
    copyFrames(samples.subarray(0, 1), 2, { size: 4, hop: 2, anchor: 'middle' }, out);
    expect([...out]).toEqual([0, 0, 0, 0]);
    expect(frameCount(5, { size: 4, hop: 2, anchor: 'middle' })).toBe(3);
    expect(frameCount(5, { size: 4, hop: 2, anchor: 'start' })).toBe(1);
    expect(frameCount(3, { size: 4, hop: 2, anchor: 'start' })).toBe(0);
    expect(frameCount(0, { size: 4, hop: 2, anchor: 'middle' })).toBe(0);
  });
});

describe('mel', () => {
  it.each(MEL_SCALES)('of the %s scale is taken back to Hz', (scale) => {
    for (const hz of [0, 100, 999, 1000, 1001, 4000, 8000])
      expect(hertzOf(melOf(hz, scale), scale)).toBeCloseTo(hz, 8);
  });

  it.each([
    ['slaney', 40, 'area', [0, 5, 20, 39]],
    ['htk', 26, 'height', [0, 5, 20, 25]],
  ] as const)('filters of the %s scale are those of librosa', (scale, bands, norm, rows) => {
    const bank = melBank({ sampleRate: 16000, size: 512, bands, low: 0, high: 8000, scale, norm });
    for (const [i, row] of rows.entries())
      expect(farthest(bank.data.subarray(row * 257, (row + 1) * 257), golden[scale][i])).toBeLessThan(1e-8);
  });
});

describe('cepstral coefficients', () => {
  it.each(CEPSTRUM_CONVENTIONS)(
    'of the convention %s, with their deltas, agree within 0.0001',
    (convention) => {
      const theirs = golden.cepstra[convention];
      const ours = cepstrum(sound, 16000, convention);
      for (const [matrix, rows] of [
        [ours, theirs.cepstrum],
        [deltas(ours, convention), theirs.deltas],
      ] as const) {
        expect([matrix.rows, matrix.columns]).toEqual([rows.length, 13]);
        expect(farthest(matrix.data, rows.flat())).toBeLessThan(1e-4);
      }
    },
  );

  it('of silence are those of its floor, without NaN', () => {
    const { data } = logMel(new Float32Array(1600), 16000);
    expect(data.every((level) => level === -100)).toBe(true);
    expect(cepstrum(new Float32Array(1600), 16000, 'htk').data.every((x) => x === 0)).toBe(true);
  });

  it('have no slope where there are too few frames for one', () => {
    const short = cepstrum(sound.subarray(0, 800), 16000);
    expect(short.rows).toBe(6);
    expect(deltas(short).data.every((x) => x === 0)).toBe(true);
  });
});

describe('spectral features', () => {
  it('are those of librosa in each frame', () => {
    const bins = 257;
    const powers = openFramePowers({ size: 512, window: hannWindow(512), emphasis: 0 });
    const frame = new Float64Array(512);
    let before = new Float64Array(bins);
    for (let row = 0; row < frameCount(sound.length, framing); row++) {
      copyFrames(sound, row, framing, frame);
      expect(frameEnergy(frame, 512)).toBeCloseTo(golden.spectral.rms[row], 7);
      expect(zeroCrossings(frame, 512)).toBeCloseTo(golden.spectral.crossings[row], 8);
      const spectrum = new Float64Array(bins);
      powers(frame, 512, 1, spectrum);
      const shape = spectralShape(spectrum, 16000);
      expect(shape.centroid).toBeCloseTo(golden.spectral.centroid[row], 4);
      expect(shape.rolloff).toBe(golden.spectral.rolloff[row]);
      expect(shape.flatness).toBeCloseTo(golden.spectral.flatness[row], 7);
      expect(spectralFlux(before, spectrum)).toBeCloseTo(golden.spectral.flux[row], 7);
      before = spectrum;
    }
  });

  it('of silence are 0, and flat', () => {
    const silence = new Float64Array(257);
    expect(spectralShape(silence, 16000)).toEqual({
      centroid: 0,
      rolloff: 0,
      flatness: expect.closeTo(1, 9),
    });
    expect(spectralFlux(silence, silence)).toBe(0);
  });
});

describe('YIN', () => {
  it('gives the pitch and the voicing of the paper, written again in numpy', () => {
    const { hertz } = pitchContour(sound, 16000);
    const voiced = golden.yin.filter((hz: number) => hz > 0).length;
    expect(voiced).toBeGreaterThan(20);
    expect(
      farthest(
        hertz.map((hz) => (Number.isNaN(hz) ? 0 : hz)),
        golden.yin,
      ),
    ).toBeLessThan(0.001);
  });
});
