import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FoundFace } from '../../../face/analysis.ts';
import type { GreyImage } from '../../../image/image.ts';
import { randomFrom } from '../../../numbers/random.ts';
import type { TrackedFrame } from '../tracked-frame.ts';
import { clipKeyFrameParameters, openClipKeyFrames } from './clip-key-frames.ts';
import { type UsableFrame, usableFrame } from './key-frame.ts';
import { keyFrameStreamParameters, openKeyFrameStream } from './key-frame-stream.ts';
import { faceThumbnail, thumbnailDistance } from './thumbnail.ts';

/** A smooth drawn pattern; those of near places along `expression` look alike. */
function grey(expression: number, gain = 1, offset = 0): GreyImage {
  const data = Uint8Array.from({ length: 128 * 128 }, (_, i) => {
    const [x, y] = [(i % 128) / 128, Math.floor(i / 128) / 128];
    const value =
      120 + 50 * Math.sin(9 * x + 2 * expression) * Math.cos(7 * y) + 20 * Math.sin(20 * y + expression);
    return gain * value + offset;
  });
  return { width: 128, height: 128, data };
}

const SEEN = { seen: true, likelihood: 0, cause: null };

function quality(sharpness: number): FoundFace['quality'] {
  const plain = { value: 1, unit: '' };
  return {
    measures: {
      ...{ eyeDistance: plain, dark: plain, bright: plain, yaw: plain, pitch: plain, roll: plain },
      ...{ brightness: plain, evenness: plain },
      ...{ confidence: plain, movement: plain, residual: plain, outside: plain },
      sharpness: { value: sharpness, unit: '' },
    },
    usable: true,
    reasons: [],
  };
}

function frame(
  time: number,
  expression: number,
  { sharpness = 1, usable = true, track = 0 }: { sharpness?: number; usable?: boolean; track?: number } = {},
): TrackedFrame {
  const analysis: FoundFace = {
    status: usable ? 'used' : 'poor-quality',
    reason: '',
    facesFound: 1,
    box: { x: 0, y: 0, side: 1, angle: 0 },
    score: 1,
    rotation: 0,
    landmarks: new Float64Array(936),
    depth: new Float64Array(468),
    quality: quality(sharpness),
    covering: { mouth: SEEN, eyes: SEEN, brow: SEEN, nose: SEEN },
    toTemplate: { a: 1, b: 0, x0: 0, y0: 0 },
    registered: {
      grey: grey(expression),
      colour: { width: 224, height: 224, data: new Uint8Array(1) },
      landmarks: new Float64Array(936),
    },
  };
  const faults = usable ? [] : [{ name: 'blurred' as const, reason: 'blurred' }];
  return { time, analysis, faults, isCovered: false, track, detected: false };
}

describe('the distance of faces', () => {
  const apart = (a: GreyImage, b: GreyImage): number => thumbnailDistance(faceThumbnail(a), faceThumbnail(b));

  it('does not depend on the light, and grows with what is different', () => {
    expect(apart(grey(0), grey(0))).toBe(0);
    expect(apart(grey(0), grey(0, 0.6, 30))).toBeLessThan(0.05);
    expect(apart(grey(0), grey(0.2))).toBeGreaterThan(0.1);
    expect(apart(grey(0), grey(0.6))).toBeGreaterThan(apart(grey(0), grey(0.2)));
  });

  it('is that of the correlation', () => {
    const [a, b] = [faceThumbnail(grey(0)), faceThumbnail(grey(0.7))];
    const r = a.reduce((sum, value, i) => sum + value * b[i], 0) / a.length;
    expect(thumbnailDistance(a, b)).toBeCloseTo(Math.sqrt(2 * (1 - r)), 5);
    expect(faceThumbnail(grey(0, 0, 80)).every((value) => value === 0)).toBe(true);
    expect(() => faceThumbnail({ width: 2, height: 2, data: new Uint8Array(4) })).toThrow(RangeError);
  });
});

describe('key frames of a clip', () => {
  const parameters = clipKeyFrameParameters.parse({ count: 3 });
  const choose = (frames: readonly TrackedFrame[], count = 3) => {
    const chooser = openClipKeyFrames<UsableFrame>({ ...parameters, count });
    for (const usable of frames.map(usableFrame)) if (usable) chooser.add(usable);
    return chooser.chosen().map(({ frame: { time }, distance }) => ({ time, distance }));
  };

  it('are those that differ, by time, the first usable one among them', () => {
    const expressions = [0, 0, 0.01, 0.7, 0.71, 0.02, 1.5, 1.5];
    const unusable = frame(0, 3, { usable: false });
    const chosen = choose([unusable, ...expressions.map((expression, i) => frame(1 + i, expression))]);
    expect(chosen.map(({ time }) => time)).toEqual([1, 4, 7]);
    for (const { distance } of chosen) expect(distance).toBeGreaterThanOrEqual(parameters.minimumDistance);
  });

  it('are fewer where there is nothing else to see, and none where nothing is usable', () => {
    const still = choose([0, 1, 2, 3].map((time) => frame(time, 0.001 * time)));
    expect(still.map(({ time, distance }) => [time, distance])).toEqual([[0, Number.POSITIVE_INFINITY]]);
    expect(choose([frame(0, 1, { usable: false })])).toEqual([]);
    expect(
      choose(
        [0, 1, 2].map((time) => frame(time, time)),
        1,
      ).map(({ time }) => time),
    ).toEqual([0]);
  });

  it('differ more and more: their least distance never falls', () => {
    const walk = fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 4, maxLength: 14 });
    fc.assert(
      fc.property(walk, (expressions) => {
        const chooser = openClipKeyFrames<UsableFrame>({ count: 3, minimumDistance: 0.05 });
        let least = 0;
        expressions.forEach((expression, i) => {
          const usable = usableFrame(frame(i, expression));
          if (!usable) throw new Error('the frame has no fault');
          chooser.add(usable);
          const chosen = chooser.chosen();
          expect(chosen.length).toBeLessThanOrEqual(3);
          expect(chosen[0].frame.time).toBe(0);
          if (chosen.length < 3) return;
          const now = Math.min(...chosen.map(({ distance }) => distance));
          expect(now).toBeGreaterThanOrEqual(least);
          least = now;
        });
      }),
      { numRuns: 20 },
    );
  });

  it('are near the best choice that sees all frames at once', () => {
    const random = randomFrom('clip key frames');
    const expressions = Array.from({ length: 40 }, () => 3 * random.next());
    const thumbnails = expressions.map((expression) => faceThumbnail(grey(expression)));
    const farthest = [0];
    while (farthest.length < 4) {
      const gaps = thumbnails.map((one) =>
        Math.min(...farthest.map((k) => thumbnailDistance(one, thumbnails[k]))),
      );
      farthest.push(gaps.indexOf(Math.max(...gaps)));
    }
    const spread = (chosen: readonly number[]): number =>
      Math.min(
        ...chosen.flatMap((a, i) =>
          chosen.slice(i + 1).map((b) => thumbnailDistance(thumbnails[a], thumbnails[b])),
        ),
      );
    const streamed = choose(
      expressions.map((expression, i) => frame(i, expression)),
      4,
    ).map(({ time }) => time);
    expect(streamed.length).toBe(4);
    expect(spread(streamed)).toBeGreaterThan(0.5 * spread(farthest));
  });
});

describe('key frames of a stream', () => {
  const give = (frames: readonly TrackedFrame[], change: object = {}) => {
    const stream = openKeyFrameStream(keyFrameStreamParameters.parse(change));
    const given = frames.map((one) => stream.next(one));
    return [...given, stream.end()].filter((key) => key !== undefined);
  };

  it('are the sharpest usable of each second, at most one, near-duplicates left out', () => {
    const given = give([
      frame(10, 0),
      frame(10.4, 0, { sharpness: 2 }),
      frame(10.8, 0, { sharpness: 9, usable: false }),
      frame(11.2, 0.01, { sharpness: 3 }),
      frame(12.1, 1),
      frame(12.9, 1, { sharpness: 1 }),
      frame(14.5, 0),
    ]);
    expect(given.map(({ time }) => time)).toEqual([10.4, 12.1, 14.5]);
    expect(given[0].distance).toBe(Number.POSITIVE_INFINITY);
    for (const { distance } of given) expect(distance).toBeGreaterThanOrEqual(0.2);
  });

  it('come even of a still face now and then, and of each new track', () => {
    const still = Array.from({ length: 120 }, (_, i) => frame(i / 10, 0));
    expect(give(still, { longest: 4 }).map(({ time }) => time)).toEqual([0, 4, 8]);
    const tracks = give([frame(0, 0), frame(1, 0), frame(2, 0, { track: 1 }), frame(3, 0, { track: 1 })]);
    expect(tracks.map(({ time, track }) => [time, track])).toEqual([
      [0, 0],
      [2, 1],
    ]);
  });

  it('do not hold the frame they came from', () => {
    const lazy = frame(0, 0);
    if (lazy.analysis.status === 'no-face') throw new Error('a face was drawn');
    let read = 0;
    const { registered } = lazy.analysis;
    const onDemand = {
      get grey() {
        return registered.grey;
      },
      get colour() {
        read++;
        return registered.colour;
      },
      landmarks: registered.landmarks,
    };
    const [key] = give([{ ...lazy, analysis: { ...lazy.analysis, registered: onDemand } }]);
    expect(read).toBe(1);
    expect(key.face.registered.colour).toBe(registered.colour);
    expect(read).toBe(1);
  });
});
