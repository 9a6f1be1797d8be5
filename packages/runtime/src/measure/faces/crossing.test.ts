import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  cropRgb,
  type FaceNetworks,
  type FaceTracker,
  openFaceTracker,
  type RgbImage,
  type TrackedFrame,
} from '@wince/core';
import type { OpenedFaceNetworks } from '@wince/observation';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodePicture } from '../../media/index.ts';
import { memoryStore } from '../../store/index.ts';
import { asFrames, placeOnCanvas } from './drawn-frames.fixture.ts';
import { openFaceNetworks } from './face-networks.ts';
import { type FaceTracking, openFaceTracking } from './tracking.ts';

/** Two adults of a picture that a package brings with it: drawn faces do not differ as people do. */

const store = memoryStore();
let tracking: FaceTracking;
let opened: OpenedFaceNetworks;
let people: readonly RgbImage[];
let asked = 0;

beforeAll(async () => {
  const picture = '@vladmandic/human/assets/screenshot-facedetect.jpg';
  const folder = createRequire(import.meta.url)
    .resolve.paths(picture)
    ?.find((path) => existsSync(join(path, picture)));
  if (!folder) throw new Error(`${picture} is not installed`);
  const { image: sheet } = await decodePicture(join(folder, picture));
  const share = (of: number) => Math.round(of * sheet.width);
  people = [0.01, 0.599].map((left) => cropRgb(sheet, share(left), share(0.433), share(0.188), share(0.188)));
  tracking = await openFaceTracking({ store });
  opened = await openFaceNetworks({ store, threads: 1, mesh: 'plain' });
});
afterAll(async () => {
  await tracking.close();
  await opened.close();
});

const WIDTH = 640;
const END = WIDTH - 160;

/** The first person at `left`, the second in front of the first at `other`; nobody where there is no place. */
const scene = (left: number | null, other: number | null): RgbImage =>
  placeOnCanvas(WIDTH, 190, [
    ...(left === null ? [] : [{ image: people[0], left: Math.round(left), top: 20 }]),
    ...(other === null ? [] : [{ image: people[1], left: Math.round(other), top: 20 }]),
  ]);

/** A tracker that counts how often it asks who somebody is, and one that cannot ask. */
function tracker(isAsking = true): FaceTracker {
  const { identify, ...placing } = opened.networks;
  const networks: FaceNetworks = isAsking
    ? {
        ...placing,
        identify: async (face) => {
          asked += 1;
          if (!identify) throw new Error('no network');
          return identify(face);
        },
      }
    : placing;
  asked = 0;
  return openFaceTracker(networks, tracking.parameters);
}

async function followAll(
  own: FaceTracker,
  images: readonly RgbImage[],
  rate: number,
): Promise<TrackedFrame[]> {
  const tracked: TrackedFrame[] = [];
  for (const frame of asFrames(images, rate)) tracked.push(await own.next(frame));
  return tracked;
}

/** Pixels from the left to the middle of the followed face, with its track. */
const placeOf = ({ analysis, track }: TrackedFrame) =>
  analysis.status === 'no-face' ? null : { x: analysis.box.x, track };

/** From the left and from the right they meet in the middle, where one hides the other, and go on; then they stand. */
const crossing = () => {
  const shares = Array.from({ length: 61 }, (_, i) => i / 40).map((t) => Math.min(1, t));
  return shares.map((t) => scene(END * t * 0.98, END * (1 - t)));
};

test('two people who cross: the track stays with its person, where place alone hands it over', async () => {
  const frames = crossing();
  const first = tracker();
  const [start] = await followAll(first, [scene(0, null)], 10);
  expect(placeOf(start)?.x).toBeLessThan(160);
  const ends = [];
  for (const own of [tracker(), tracker(false)]) {
    // The first person is seen alone before the other one comes.
    const alone = Array.from({ length: 3 }, () => scene(0, null));
    const tracked = await followAll(own, [...alone, ...frames], 10);
    ends.push(placeOf(tracked[tracked.length - 1]));
  }
  expect(ends[0]).toMatchObject({ track: 0 });
  expect(ends[0]?.x).toBeGreaterThan(END - 40);
  expect(ends[1]?.x).toBeLessThan(160);
});

test('who comes where a face was lost is another track when it is somebody else', async () => {
  const gap = Array.from({ length: 6 }, () => scene(null, null));
  const again = (image: RgbImage) => [scene(200, null), ...gap, image, image, image];
  const back = await followAll(tracker(), again(scene(204, null)), 10);
  expect(back.at(-1)?.track).toBe(0);
  const other = await followAll(tracker(), again(scene(null, 200)), 10);
  expect(other.at(-1)?.track).toBe(1);
  const alone = await followAll(tracker(false), again(scene(null, 200)), 10);
  expect(alone.at(-1)?.track).toBe(0);
  // Of two who are there afterwards it is the one that was there before.
  const both = await followAll(tracker(), again(scene(430, 210)), 10);
  expect(placeOf(both[both.length - 1])).toMatchObject({ track: 0 });
  expect(placeOf(both[both.length - 1])?.x).toBeGreaterThan(430);
});

test('nobody is asked who it is while one person is there', async () => {
  const own = tracker();
  await followAll(own, [...Array.from({ length: 30 }, (_, i) => scene(5 * i, null))], 5);
  expect(asked).toBe(0);
});
