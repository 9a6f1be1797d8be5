import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../numbers/random.ts';
import { drawnCry } from '../drawn-sound.fixture.ts';
import { analyseCry } from './cry-analysis.ts';
import type { CryBreath } from './cry-segments.ts';
import { CRY_KEPT, CRY_STRETCH, type CrySoFar, openCryWatch } from './cry-watch.ts';

interface Heard {
  readonly told: readonly CrySoFar[];
  readonly last: CrySoFar;
}

/** What is told of a sound that comes in blocks. @param cut seconds of the sound in which nothing comes */
function heard(
  samples: Float32Array,
  sampleRate: number,
  { begin = 0, block = 0.5, cut = [0, 0] as readonly [number, number] } = {},
): Heard {
  const watch = openCryWatch();
  const told: CrySoFar[] = [];
  const length = Math.round(block * sampleRate);
  for (let at = 0; at < samples.length; at += length) {
    const time = at / sampleRate;
    if (time >= cut[0] && time < cut[1]) continue;
    const found = watch.push({ time: begin + time, sampleRate, samples: samples.slice(at, at + length) });
    if (found) told.push(found);
  }
  const last = watch.end();
  if (!last) throw new Error('nothing was heard');
  return { told, last };
}

const moved = (breaths: readonly CryBreath[], seconds: number) =>
  breaths.map((breath) => ({ ...breath, start: seconds + breath.start, end: seconds + breath.end }));

/** Cries of so many breaths, one behind the other, with silence of a room between. */
function cries(
  sampleRate: number,
  seconds: number,
  parts: readonly { at: number; hertz: number; gain: number }[],
) {
  const random = randomFrom('a room', sampleRate);
  const out = Float32Array.from({ length: seconds * sampleRate }, () => 0.0003 * random.normal());
  for (const { at, hertz, gain } of parts) {
    const cry = drawnCry({ sampleRate, hertz });
    for (const [i, x] of cry.entries()) out[Math.round(at * sampleRate) + i] += gain * x;
  }
  return out;
}

describe('a cry that is heard as it comes', () => {
  it.each([
    [16_000, 440, 0.5, 0],
    [44_100, 430, 0.1, 3.25],
    [48_000, 1200, 0.0213, -0.02],
  ])(
    'of %i Hz, %i Hz in blocks of %f s from %f s on has the breaths of the whole',
    (sampleRate, hertz, block, begin) => {
      const sound = drawnCry({ sampleRate, hertz, breaths: 8 });
      const { faults, segments } = analyseCry(sound, sampleRate);
      const { last, told } = heard(sound, sampleRate, { begin, block });
      expect(last.faults).toEqual(faults);
      expect(last.breaths).toEqual(moved(segments, begin));
      expect(last.breaths.filter(({ kind }) => kind === 'expiration')).toHaveLength(8);
      expect(last.time).toBeCloseTo(begin + sound.length / sampleRate, 6);
      // Once a second.
      expect(told.map(({ time }) => Math.floor(time - begin))).toEqual(told.map((_, i) => i + 1));
    },
  );

  it('in a recording of minutes is found as in the whole, to some frames at its edges', () => {
    const parts = [3, 25, 33, 50, 66].map((at, i) => ({
      at,
      hertz: 400 + 40 * i,
      gain: i % 2 === 0 ? 1 : 0.4,
    }));
    const sound = cries(16_000, 75, parts);
    const expected = analyseCry(sound, 16_000).segments;
    const { last } = heard(sound, 16_000);
    expect(last.breaths.map(({ kind }) => kind)).toEqual(expected.map(({ kind }) => kind));
    expect(expected.filter(({ kind }) => kind === 'expiration')).toHaveLength(15);
    for (const [i, { start, end, pitch }] of last.breaths.entries()) {
      expect(Math.abs(start - expected[i].start)).toBeLessThan(0.06);
      expect(Math.abs(end - expected[i].end)).toBeLessThan(0.06);
      if (pitch !== null) expect(Math.abs(pitch / (expected[i].pitch ?? 0) - 1)).toBeLessThan(0.005);
    }
  });

  it('stays where silence follows, and is forgotten after two minutes', () => {
    const cry = drawnCry({ sampleRate: 16_000, hertz: 450 });
    const sound = new Float32Array(16_000 * (CRY_KEPT + 15));
    sound.set(cry);
    const { told, last } = heard(sound, 16_000);
    const at = (time: number) => told.find((each) => each.time >= time) ?? last;
    const expirations = ({ breaths }: CrySoFar) => breaths.filter(({ kind }) => kind === 'expiration').length;
    expect(expirations(at(6))).toBe(3);
    expect(at(CRY_STRETCH + 10)).toMatchObject({ faults: [{ kind: 'silent' }] });
    expect(expirations(at(CRY_STRETCH + 10))).toBe(3);
    expect(expirations(at(CRY_KEPT))).toBe(3);
    expect(last.breaths).toEqual([]);
  });

  it('is that of the whole where sound is missing within it: that is silence', () => {
    const sampleRate = 48_000;
    const sound = drawnCry({ sampleRate, hertz: 450, breaths: 6 });
    const silenced = sound.slice().fill(0, 3 * sampleRate, 5 * sampleRate);
    const { last } = heard(sound, sampleRate, { cut: [3, 5] });
    expect(last.breaths).toEqual(analyseCry(silenced, sampleRate).segments);
    expect(last.breaths.length).toBeGreaterThan(4);
  });

  it('holds as much after four minutes as after two', () => {
    const cry = drawnCry({ sampleRate: 16_000, hertz: 450, breaths: 20 });
    const watch = openCryWatch();
    const sizes: number[] = [];
    for (let round = 0; round < 8; round++) {
      const found = watch.push({ time: (round * cry.length) / 16_000, sampleRate: 16_000, samples: cry });
      sizes.push(found?.breaths.length ?? 0);
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual((2 * CRY_KEPT) / 1.4 + 2);
    expect(sizes.at(-1)).toBeGreaterThan(100);
  });
});

describe('sound that is no cry', () => {
  it('says what is wrong with it', () => {
    const kinds = (samples: Float32Array, sampleRate = 16_000) =>
      heard(samples, sampleRate).last.faults.map(({ kind }) => kind);
    const random = randomFrom('noise');
    const cry = drawnCry({ sampleRate: 16_000, hertz: 440 });
    expect(kinds(new Float32Array(32_000))).toEqual(['silent']);
    expect(kinds(cry.subarray(0, 4000))).toEqual(['short']);
    expect(kinds(Float32Array.from({ length: 32_000 }, () => 0.1 * random.normal()))).toEqual(['noisy']);
    expect(kinds(cry.map((x) => Math.max(-0.1, Math.min(0.1, x))))).toEqual(['clipped']);
    expect(kinds(drawnCry({ sampleRate: 8000, hertz: 440 }), 8000)).toEqual(['low-rate']);
    expect(openCryWatch().end()).toBeNull();
  });

  it('of two sampling rates is refused', () => {
    const watch = openCryWatch();
    watch.push({ time: 0, sampleRate: 16_000, samples: new Float32Array(8000) });
    expect(() => watch.push({ time: 0.5, sampleRate: 48_000, samples: new Float32Array(8000) })).toThrow(
      expect.objectContaining({ code: 'damaged-sound' }),
    );
  });
});
