import { describe, expect, it } from 'vitest';
import { LANDMARK } from '../../face/landmarks.ts';
import { randomFrom } from '../../numbers/random.ts';
import { landmarksOf, trackedAt } from '../../pulse/skin/drawn-skin.fixture.ts';
import type { TrackedFrame } from '../../recording/tracking/tracked-frame.ts';
import { clipParameters } from '../clip-parameters.ts';
import { patchMovement } from './patch-movement.ts';
import { quiver } from './quiver.ts';
import { type ChinStep, trembleOf } from './tremble.ts';

/** A picture of slow waves, moved by some pixels. */
function waves(right: number, down: number, brighter = 0) {
  const size = 64;
  const data = new Uint8Array(size * size).map((_, i) => {
    const [x, y] = [(i % size) - right, Math.floor(i / size) - down];
    return 110 + brighter + 40 * Math.sin(x / 5 + y / 9) + 40 * Math.cos(y / 6 - x / 13);
  });
  return { width: size, height: size, data };
}
const patch = Int32Array.from({ length: 24 * 24 }, (_, i) => (20 + Math.floor(i / 24)) * 64 + 20 + (i % 24));

describe('the movement of a patch', () => {
  it.each([
    [0, 0],
    [0.1, -0.2],
    [1.3, 0.4],
    [-2.6, 3.1],
  ])('is %f to the right and %f down', (right, down) => {
    const moved = patchMovement(waves(0, 0), waves(right, down, 9), patch);
    expect(moved?.right).toBeCloseTo(right, 1);
    expect(moved?.down).toBeCloseTo(down, 1);
  });

  it('is not known of a patch without structure', () => {
    const flat = { width: 64, height: 64, data: new Uint8Array(64 * 64).fill(90) };
    expect(patchMovement(flat, flat, patch)).toBeUndefined();
  });
});

/** Steps of a chin that goes up and down, at 30 frames a second. */
function steps(positionAt: (time: number) => number, seconds = 3): ChinStep[] {
  const frame = 1 / 30;
  return Array.from({ length: seconds * 30 }, (_, i) => ({
    ...{ time: (i + 0.5) * frame, lasts: frame },
    down: positionAt((i + 1) * frame) - positionAt(i * frame),
  }));
}
const sine = (amplitude: number, hertz: number) => (time: number) =>
  amplitude * Math.sin(2 * Math.PI * hertz * time + 0.4);

describe('what trembles', () => {
  it.each([
    [0.004, 6],
    [0.01, 6.3],
    [0.002, 8],
  ])('is a sine of %f eye distances at %f Hz', (amplitude, hertz) => {
    const found = trembleOf(steps(sine(amplitude, hertz)), 5, 9);
    expect(Math.abs((found?.amplitude ?? 0) / (amplitude / Math.SQRT2) - 1)).toBeLessThan(0.08);
    expect(Math.abs((found?.rate ?? 0) - hertz)).toBeLessThanOrEqual(0.25);
    expect(found?.share).toBeGreaterThan(0.9);
  });

  it('is little where a jaw goes slowly and wide, and is found in it', () => {
    const jaw = sine(0.1, 0.8);
    expect(trembleOf(steps(jaw), 5, 9)?.amplitude).toBeLessThan(0.0005);
    const both = trembleOf(
      steps((time) => jaw(time) + sine(0.004, 6)(time)),
      5,
      9,
    );
    expect(both?.rate).toBeCloseTo(6, 0);
    expect(Math.abs((both?.amplitude ?? 0) / (0.004 / Math.SQRT2) - 1)).toBeLessThan(0.12);
  });

  it('is that of the two seconds in which it is most, and a jolt is none', () => {
    const burst = (time: number) => (time > 6 && time < 9 ? sine(0.004, 7)(time) : 0);
    const found = trembleOf(steps(burst, 20), 5, 9);
    expect(Math.abs((found?.amplitude ?? 0) / (0.004 / Math.SQRT2) - 1)).toBeLessThan(0.08);
    const jolt = (time: number) => 0.05 / (1 + Math.exp(-(time - 4.1) * 60));
    expect(trembleOf(steps(jolt, 8), 5, 9)?.amplitude).toBeLessThan(0.0003);
  });

  it('is found where frames lack, and not known where most of each second lacks', () => {
    const random = randomFrom('quiver lacks');
    const all = steps(sine(0.004, 6.3));
    const some = all.filter(() => random.next() < 0.8);
    expect(Math.abs((trembleOf(some, 5, 9)?.amplitude ?? 0) / (0.004 / Math.SQRT2) - 1)).toBeLessThan(0.1);
    expect(
      trembleOf(
        all.filter((_, i) => i % 30 < 15),
        5,
        9,
      ),
    ).toBeUndefined();
    expect(trembleOf([], 5, 9)).toBeUndefined();
  });
});

/** A face of slow waves, whose chin is displaced by so many pixels. */
function chinAt(time: number, down: number, track = 0): TrackedFrame {
  const landmarks = landmarksOf(224);
  landmarks.set([112, 150], 2 * 18);
  landmarks.set([112, 194], 2 * LANDMARK.chinBottom);
  landmarks.set([100, 84], 2 * LANDMARK.rightEyeInner);
  landmarks.set([124, 84], 2 * LANDMARK.leftEyeInner);
  const data = new Uint8Array(3 * 224 * 224);
  for (let y = 0, at = 0; y < 224; y++) {
    for (let x = 0; x < 224; x++, at += 3) {
      const from = y > 140 ? y - down : y;
      data.fill(110 + 40 * Math.sin(x / 5 + from / 9) + 40 * Math.cos(from / 6 - x / 13), at, at + 3);
    }
  }
  const frame = trackedAt(time, landmarks);
  if (frame.analysis.status !== 'used') throw new Error('the face is not used');
  const { registered } = frame.analysis;
  const colour = { width: 224, height: 224, data };
  return {
    ...frame,
    track,
    analysis: { ...frame.analysis, registered: { ...registered, colour, landmarks } },
  };
}

/** What the family says of frames: 2 s. */
async function ofFrames(rate: number, frameAt: (time: number, i: number) => TrackedFrame) {
  const clips = clipParameters.parse({});
  const planned = await quiver.plan('quiver', { clips, plan: () => Promise.reject(new Error('not asked')) });
  const observer = planned.open({ clips, describe: () => Promise.reject(new Error('not asked')) });
  for (let i = 0; i < 2 * rate; i++) await observer.tracked?.(frameAt(i / rate, i));
  return observer.values({ kind: 'clip', reference: false, keyFrames: [] });
}

describe('the family', () => {
  it('measures the movement of the chin against the middle of the face, in eye distances', async () => {
    const found = await ofFrames(30, (time) => chinAt(time, 0.84 * Math.sin(2 * Math.PI * 6.5 * time)));
    if ('reason' in found) throw new Error(found.reason);
    expect(Math.abs(found.values[0] / (0.01 / Math.SQRT2) - 1)).toBeLessThan(0.15);
    expect(Math.abs(found.values[1] - 6.5)).toBeLessThanOrEqual(0.5);
  });

  it('says why it has no values: frames too far apart, faces that change, something before the face', async () => {
    expect(await ofFrames(10, (time) => chinAt(time, 0))).toMatchObject({
      reason: expect.stringContaining('at least 20 frames'),
    });
    const lost = { reason: expect.stringContaining('could not be followed') };
    expect(await ofFrames(30, (time, i) => chinAt(time, 0, i))).toMatchObject(lost);
    expect(await ofFrames(30, (time) => ({ ...chinAt(time, 0), isCovered: true }))).toMatchObject(lost);
  });
});
