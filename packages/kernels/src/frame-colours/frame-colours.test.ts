import fc from 'fast-check';
import { expect, it } from 'vitest';
import { numbersFrom } from '../numbers.fixture.ts';
import { frameColours } from './fastest.ts';
import type { ResizedPlane, SideTaps, StoredFrame } from './frame-colours.ts';
import { vectorFrameColours } from './vectors.ts';

it('is there in WebAssembly', () => {
  expect(vectorFrameColours()).toBeDefined();
});

const SHARES = { light: 1.1644, toRed: 1.596, greenOfRed: -0.813, greenOfBlue: -0.3918, toBlue: 2.0172 };
const BASE = [-222.92, 135.58, -276.84] as const;

const size = (max: number) => fc.integer({ min: 1, max });

/** Taps of any weights within a side, and a weight of 0 that reaches beyond it. */
function taps(from: number, to: number, count: number, next: () => number): SideTaps {
  const first = Int32Array.from({ length: to }, () => Math.floor(next() * from)).sort();
  const weights = new Float32Array(to * count);
  for (let i = 0; i < to; i++)
    for (let t = 0; t < count; t++) if (first[i] + t < from) weights[i * count + t] = next();
  return { first, count, weights };
}

it('gives the same bytes with and without WebAssembly, whatever channels look like', () => {
  const channel = fc.record({
    ...{ width: size(60), height: size(40), step: size(4), more: fc.nat(7), first: fc.nat(5) },
    ...{ bytes: fc.constantFrom(1 as const, 2 as const), across: fc.nat(4), down: fc.nat(4) },
  });
  fc.assert(
    fc.property(
      fc.tuple(channel, channel, channel),
      size(60),
      size(700),
      fc.nat(),
      (channels, width, height, seed) => {
        const next = numbersFrom(seed);
        const planes = channels.map((own): ResizedPlane => {
          const { step, bytes, first, more } = own;
          const stored = {
            width: own.across === 0 ? width : own.width,
            height: own.down === 0 ? height : own.height,
          };
          const stride = bytes * stored.width * step + more;
          const data = Uint8Array.from({ length: first + stride * stored.height }, () => 256 * next());
          return {
            plane: { data, first, stride, bytes, step, ...stored },
            across: own.across === 0 ? null : taps(stored.width, width, own.across, next),
            down: own.down === 0 ? null : taps(stored.height, height, own.down, next),
          };
        });
        const light = planes.some(({ plane }) => plane.bytes === 2) ? SHARES.light / 256 : SHARES.light;
        const [luma, blue, red] = planes;
        const frame: StoredFrame = {
          ...{ planes: [luma, blue, red], width, height },
          shares: { ...SHARES, light, base: BASE },
        };
        expect(
          Buffer.from(frameColours(frame)).equals(Buffer.from(frameColours(frame, { plain: true }))),
        ).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

it('gives the same bytes where channels are halved or stay as they are, as those of most videos', () => {
  const isHalved = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean());
  fc.assert(
    fc.property(isHalved, size(700), size(60), fc.nat(40), fc.nat(), (halved, width, height, more, seed) => {
      const next = numbersFrom(seed);
      const halves = (length: number): SideTaps => ({
        first: Int32Array.from({ length }, (_, i) => 2 * i),
        count: 3,
        weights: Float32Array.from({ length: 3 * length }, (_, i) => (i % 3 < 2 ? 0.5 : 0)),
      });
      const planes = halved.map((is): ResizedPlane => {
        const stored = is ? { width: 2 * width + (more % 2), height: 2 * height } : { width, height };
        const stride = stored.width + more;
        const data = Uint8Array.from({ length: 3 + stride * stored.height }, () => 256 * next());
        return {
          plane: { data, first: 3, stride, bytes: 1, step: 1, ...stored },
          across: is ? halves(width) : null,
          down: is ? halves(height) : null,
        };
      });
      const [luma, blue, red] = planes;
      const frame = { planes: [luma, blue, red] as const, width, height, shares: { ...SHARES, base: BASE } };
      expect(Buffer.from(frameColours(frame)).equals(Buffer.from(frameColours(frame, { plain: true })))).toBe(
        true,
      );
    }),
    { numRuns: 60 },
  );
});

it('reads nothing of what was made before where taps of weight 0 reach beyond a row', () => {
  const channel = (step: number, width: number, across: SideTaps | null): ResizedPlane => ({
    plane: {
      data: new Uint8Array(step * width).fill(255),
      ...{ first: 0, stride: step * width, bytes: 1, step, width, height: 1 },
    },
    across,
    down: null,
  });
  const shares = { light: 1, toRed: 0, greenOfRed: 0, greenOfBlue: 0, toBlue: 0, base: [0, 0, 0] as const };
  const white = (planes: StoredFrame['planes'], width: number) =>
    frameColours({ planes, width, height: 1, shares });
  // Bytes of white, read as a number, are no number.
  const long = channel(1, 4000, { first: Int32Array.of(0), count: 1, weights: Float32Array.of(1) });
  white([long, long, long], 1);
  const far = { first: Int32Array.of(0, 0), count: 40, weights: new Float32Array(80) };
  far.weights[0] = far.weights[40] = 1;
  const wide = channel(4, 1, far);
  expect([...white([wide, wide, wide], 2)]).toEqual(new Array(6).fill(255));
});

it('rounds to the nearest, and clips', () => {
  const channel = (values: readonly number[]): ResizedPlane => ({
    plane: {
      ...{ data: Uint8Array.from(values), first: 0, stride: values.length, bytes: 1, step: 1 },
      ...{ width: values.length, height: 1 },
    },
    across: null,
    down: null,
  });
  const none = channel([0, 0, 0, 0]);
  const shares = {
    light: 2.25,
    toRed: 0,
    greenOfRed: 0,
    greenOfBlue: 0,
    toBlue: 0,
    base: [0, -1, 0.3] as const,
  };
  const planes = [channel([1, 2, 0, 200]), none, none] as const;
  expect([...frameColours({ planes, width: 4, height: 1, shares })]).toEqual([
    ...[2, 1, 3, 4, 4, 5, 0, 0, 0, 255, 255, 255],
  ]);
});
