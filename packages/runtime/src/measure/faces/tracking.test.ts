import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  cropRgb,
  distance,
  eyeDistance,
  type FaceNetworks,
  type FaceTracker,
  LANDMARK,
  openFaceTracker,
  type RgbImage,
  registerFace,
  type TrackedFrame,
  trackingParameters,
  type VideoFrame,
} from '@wince/core';
import {
  buildHeadModel,
  type DrawnFrame,
  drawFrame,
  drawSubject,
  faceTruth,
  NO_BEDSIDE,
  PLAIN_SCENE,
  type Scene,
} from '@wince/phantom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodePicture } from '../../media/index.ts';
import { memoryStore } from '../../store/index.ts';
import { asFrames, dimmed, placeOnCanvas } from './drawn-frames.fixture.ts';
import { openFaceNetworks } from './face-networks.ts';
import { landmarkErrors } from './landmark-errors.fixture.ts';
import { type FaceTracking, openFaceTracking } from './tracking.ts';

const store = memoryStore();
let tracking: FaceTracking;
beforeAll(async () => {
  tracking = await openFaceTracking({ store });
});
afterAll(async () => {
  await tracking.close();
});

const SIZE = 200;
const models = ['a', 'b'].map((name) => buildHeadModel(drawSubject(name, 3)));

function draw(subject: number, change: Partial<Scene>): DrawnFrame {
  const sensor = { exposure: 1, blur: 0.3, noise: 2 };
  return drawFrame(models[subject], { ...PLAIN_SCENE, size: SIZE, sensor, ...change });
}

async function followAll(tracker: FaceTracker, frames: readonly VideoFrame[]): Promise<TrackedFrame[]> {
  const tracked: TrackedFrame[] = [];
  for (const frame of frames) tracked.push(await tracker.next(frame));
  return tracked;
}

function found({ analysis }: TrackedFrame) {
  if (analysis.status === 'no-face') throw new Error(`no face: ${analysis.reason}`);
  return analysis;
}

function names({ faults }: TrackedFrame): string[] {
  return faults.map(({ name }) => name);
}

function lipGap(frame: TrackedFrame): number {
  const { landmarks } = found(frame);
  return distance(landmarks, LANDMARK.upperLipInner, LANDMARK.lowerLipInner) / eyeDistance(landmarks);
}

describe('a face that is followed', () => {
  test('is the same where it is placed in the next frame before a frame is told, by a mesh in its own thread', async () => {
    const frames = asFrames(
      [0, 1, 2, 3, 4, 5].map(
        (seed) => draw(0, { seed, actions: { ...PLAIN_SCENE.actions, openLips: seed / 5 } }).image,
      ),
    );
    const wanted = await followAll(tracking.track(), frames);
    const apart = await openFaceTracking({ store, apart: true });
    try {
      const tracker = apart.track();
      const told: TrackedFrame[] = [];
      let before: (() => TrackedFrame) | undefined;
      for (const frame of frames) {
        const coming = tracker.place(frame);
        if (before) told.push(before());
        before = await coming;
      }
      if (before) told.push(before());
      const numbers = (all: readonly TrackedFrame[]) =>
        all.map((frame) => {
          const { landmarks, quality, registered, covering } = found(frame);
          const { time, faults, isCovered } = frame;
          return { time, faults, isCovered, landmarks, quality, covering, grey: registered.grey.data };
        });
      expect(numbers(told)).toEqual(numbers(wanted));
    } finally {
      await apart.close();
    }
  });

  test('is detected once, and a mouth that opens within 0.1 s is followed within a frame', async () => {
    const opening = [0, 0, 0, 0, 1 / 3, 2 / 3, 1, 1, 1, 1];
    const drawn = opening.map((share, i) => {
      const actions = { ...PLAIN_SCENE.actions, openLips: share, verticalStretch: 0.9 * share };
      return draw(0, { actions, seed: i });
    });
    const frames = asFrames(drawn.map(({ image }) => image));
    const smooth = await followAll(tracking.track(), frames);
    expect(smooth.map(({ detected }) => detected)).toEqual(frames.map((_, i) => i === 0));
    expect(smooth.map(({ track, faults }) => [track, faults])).toEqual(frames.map(() => [0, []]));
    // What the mesh itself sees, without a filter.
    const parameters = trackingParameters.parse({ smoothing: { leastCutoff: 1e9 } });
    const plain = await openFaceTracking({ store, parameters });
    const raw = await followAll(plain.track(), frames);
    await plain.close();
    for (let i = 5; i < frames.length; i++) {
      expect(lipGap(smooth[i])).toBeGreaterThan(Math.min(lipGap(raw[i - 1]), 0.9 * lipGap(raw[i])));
    }
    expect(lipGap(smooth[9])).toBeGreaterThan(0.2);
    for (const [i, frame] of smooth.entries()) {
      const errors = [...landmarkErrors(faceTruth(models[0], drawn[i]), found(frame).landmarks).values()];
      expect(errors.reduce((sum, { distance: error }) => sum + error, 0) / errors.length).toBeLessThan(0.08);
    }
  });

  test('jitters less than the mesh does while it is still', async () => {
    const images = Array.from({ length: 10 }, (_, i) => draw(0, { seed: i }).image);
    const parameters = trackingParameters.parse({ smoothing: { leastCutoff: 1e9 } });
    const plain = await openFaceTracking({ store, parameters });
    const jitter = async (tracker: FaceTracker): Promise<number> => {
      const shapes = (await followAll(tracker, asFrames(images))).map((frame) => found(frame).landmarks);
      let sum = 0;
      for (let i = 1; i < shapes.length; i++) {
        shapes[i].forEach((value, k) => {
          sum += Math.abs(value - shapes[i - 1][k]);
        });
      }
      return sum;
    };
    expect(await jitter(tracking.track())).toBeLessThan(0.5 * (await jitter(plain.track())));
    await plain.close();
  });

  test('gives what registration gives, and the same again', async () => {
    const frames = asFrames([0, 1, 2].map((seed) => draw(1, { seed }).image));
    const first = await followAll(tracking.track(), frames);
    const { registered, landmarks, toTemplate } = found(first[2]);
    const own = registerFace(frames[2].image, landmarks, tracking.parameters.face.registration);
    expect(isDeepStrictEqual(structuredClone(registered), own.face)).toBe(true);
    expect(toTemplate).toEqual(own.toTemplate);
    const again = await followAll(tracking.track(), frames);
    expect(isDeepStrictEqual(structuredClone(again), structuredClone(first))).toBe(true);
  });
});

test('a head that turns and comes back is one track, and turned away in between', async () => {
  const yaws = [0, 10, 20, 30, 40, 50, 40, 30, 20, 10, 0];
  const images = yaws.map((yaw) => draw(0, { pose: { yaw, pitch: 0, roll: 0 } }).image);
  const tracked = await followAll(tracking.track(), asFrames(images, 10));
  expect(tracked.map(({ track, detected }) => [track, detected])).toEqual(yaws.map((_, i) => [0, i === 0]));
  expect(names(tracked[5])).toContain('turned away');
  for (const i of [0, 1, 2, 9, 10]) expect(names(tracked[i])).toEqual([]);
});

test("an adult's face is followed wherever it goes", async () => {
  const picture = '@vladmandic/human/assets/screenshot-facedetect.jpg';
  const folder = createRequire(import.meta.url)
    .resolve.paths(picture)
    ?.find((path) => existsSync(join(path, picture)));
  if (!folder) throw new Error(`${picture} is not installed`);
  const { image: sheet } = await decodePicture(join(folder, picture));
  const [left, top, side] = [0.01, 0.433, 0.188].map((share) => Math.round(share * sheet.width));
  const face = cropRgb(sheet, left, top, side, side);
  // It stands still, then moves by a tenth of its side a frame, further than an eye distance in four frames.
  const places = [0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6].map((step) => 20 + Math.round(0.1 * side * step));
  const frames = asFrames(
    places.map((x) => placeOnCanvas(2 * side, side + 40, [{ image: face, left: x, top: 20 }])),
  );
  const tracked = await followAll(tracking.track(), frames);
  const start = found(tracked[0]).landmarks;
  const unit = eyeDistance(start);
  for (const [i, frame] of tracked.entries()) {
    const { landmarks, box } = found(frame);
    expect(frame.track).toBe(0);
    const moved = places[i] - places[0];
    let sum = 0;
    for (let k = 0; k < landmarks.length; k += 2) {
      sum += Math.hypot(landmarks[k] - start[k] - moved, landmarks[k + 1] - start[k + 1]);
    }
    expect(sum / (landmarks.length / 2) / unit).toBeLessThan(0.06);
    expect(Math.abs(box.x - found(tracked[0]).box.x - moved) / unit).toBeLessThan(0.1);
  }
});

describe('the detector', () => {
  test('looks seldom; a face that it does not confirm is doubted, then given up', async () => {
    const opened = await openFaceNetworks({ store, threads: 1, mesh: 'plain' });
    let looks = 0;
    let blind = false;
    const networks: FaceNetworks = {
      mesh: (image) => opened.networks.mesh(image),
      async detect(image) {
        looks++;
        const output = await opened.networks.detect(image);
        if (!blind) return output;
        const nothing = (values: ArrayLike<number>) => Float32Array.from(values, () => -100);
        return { ...output, scores16: nothing(output.scores16), scores8: nothing(output.scores8) };
      },
    };
    const tracker = openFaceTracker(networks, tracking.parameters);
    const { image } = draw(0, {});
    await followAll(tracker, asFrames([image], 5));
    const first = looks;
    const seen = await followAll(
      tracker,
      asFrames(
        Array.from({ length: 19 }, () => image),
        5,
        0.2,
      ),
    );
    expect(seen.map(({ detected }) => detected)).toEqual(seen.map((_, i) => (i + 1) % 10 === 0));
    expect(looks - first).toBe(1);
    blind = true;
    const unseen = await followAll(
      tracker,
      asFrames(
        Array.from({ length: 24 }, () => image),
        5,
        4,
      ),
    );
    // It is due at 4 s, and last saw the face at 2 s: doubted from then on, given up when that is more than 4 s ago.
    for (const frame of unseen.slice(0, 10)) {
      expect([frame.track, names(frame)]).toEqual([0, ['unsure']]);
      expect(frame.faults[0].reason).toMatch(/^the detector has not confirmed the face for \d\.\d s$/);
    }
    const end = unseen.findIndex(({ track }) => track === null);
    expect(unseen[end].time).toBeGreaterThan(6);
    expect(unseen[end].time).toBeLessThanOrEqual(6.8);
    expect(unseen[end].faults[0].reason).toContain('has not confirmed the face');
    expect(unseen.slice(end).every(({ track }) => track === null)).toBe(true);
    await opened.close();
  });
});

describe('a face that is covered', () => {
  const tape = { ...NO_BEDSIDE, tape: true };
  const hand = { ...NO_BEDSIDE, hand: { x: 0.5, y: -1.8 } };
  const pain = {
    ...PLAIN_SCENE.actions,
    browBulge: 0.8,
    eyeSqueeze: 0.8,
    nasolabialFurrow: 0.7,
    lidsOpen: 0,
  };
  const wide = { ...pain, openLips: 0.9, verticalStretch: 0.6, horizontalStretch: 0.4 };
  let bare: RgbImage[] = [];
  beforeAll(() => {
    bare = [0, 1, 2].map(
      (seed) => draw(0, { seed, pose: { yaw: 3 * seed, pitch: 0, roll: 2 * seed } }).image,
    );
  });

  test('is told by its own look, whatever it expresses, and is the same track before and after', async () => {
    const reference = Array.from({ length: 12 }, (_, i) => bare[i % 3]);
    const then = [
      { name: 'pain', image: draw(0, { actions: pain }).image },
      { name: 'a cry', image: draw(0, { actions: wide }).image },
      { name: 'a hand', image: draw(0, { bedside: hand }).image },
      { name: 'tape', image: draw(0, { bedside: tape }).image },
      { name: 'nothing', image: bare[0] },
      { name: 'less light', image: dimmed(bare[0], 0.7) },
    ];
    const tracker = tracking.track();
    const before = await followAll(tracker, asFrames(reference, 4));
    expect(before.every((frame) => frame.track === 0 && frame.faults.length === 0)).toBe(true);
    const images = then.map(({ image }) => image);
    const after = await followAll(tracker, asFrames(images, 4, reference.length / 4));
    expect(after.map(({ track }) => track)).toEqual(then.map(() => 0));
    const covered = then.filter((_, i) => names(after[i]).includes('covered')).map(({ name }) => name);
    expect(covered).toEqual(['a hand', 'tape']);
    expect(after[3].faults[0].reason).toMatch(/^something covers the face: .*right cheeks \d+\.\d/);
    // The look that was learned serves a tracker that never saw the bare face.
    const look = tracker.look();
    const [taped] = await followAll(tracking.track({ look }), asFrames([images[3]]));
    expect(names(taped)).toEqual(['covered']);
    const [unknown] = await followAll(tracking.track(), asFrames([images[3]]));
    expect(names(unknown)).toEqual([]);
    // Where any region will do, the frame is used for those that can be seen.
    const lenient = await openFaceTracking({
      store,
      parameters: trackingParameters.parse({ face: { covering: { needed: 'any' } } }),
    });
    const soother = draw(0, { bedside: { ...NO_BEDSIDE, soother: true } }).image;
    const [partly, whole] = await followAll(lenient.track({ look }), asFrames([soother, bare[0]]));
    await lenient.close();
    expect(names(partly)).toEqual([]);
    expect(partly.isCovered).toBe(true);
    expect(whole.isCovered).toBe(false);
    if (partly.analysis.status === 'no-face') throw new Error(partly.analysis.reason);
    expect(partly.analysis.status).toBe('used');
    const { covering } = partly.analysis;
    expect([covering.mouth.seen, covering.eyes.seen, covering.brow.seen]).toEqual([false, true, true]);
  });
});

describe('a face that is lost', () => {
  let face: RgbImage;
  const at = (left: number, image = face): RgbImage => placeOnCanvas(500, 240, [{ image, left, top: 20 }]);
  const empty = placeOnCanvas(500, 240, []);
  beforeAll(() => {
    face = draw(0, {}).image;
  });

  test('is looked for; gaps stay gaps; back at its place it is the same track, elsewhere a new one', async () => {
    const shown = [at(0), at(2), ...Array.from({ length: 6 }, () => empty), at(4), empty, at(250), at(251)];
    const tracked = await followAll(tracking.track(), asFrames(shown, 10));
    expect(tracked.map(({ track }) => track)).toEqual([0, 0, ...Array(6).fill(null), 0, null, 1, 1]);
    for (const frame of tracked.slice(2, 8)) expect(names(frame)).toEqual(['no face']);
    expect(tracked[2].faults[0].reason).toContain('before that the mesh lost the face');
  });

  test('after a long gap it is searched for, and is a new track', async () => {
    const tracker = tracking.track();
    await tracker.next({ time: 1, image: at(0) });
    const soon = await tracker.next({ time: 1.4, image: at(0) });
    expect([soon.track, soon.detected]).toEqual([0, false]);
    const later = await tracker.next({ time: 2.4, image: at(0) });
    expect([later.track, later.detected]).toEqual([0, true]);
    const muchLater = await tracker.next({ time: 9, image: at(0) });
    expect([muchLater.track, muchLater.detected]).toEqual([1, true]);
    await expect(tracker.next({ time: 9, image: at(0) })).rejects.toThrow(RangeError);
  });

  test('a picture that goes dark is a fault before it is no face', async () => {
    const light = [1, 0.6, 0.35, 0.2, 0.12, 0.06, 0, 0, 1].map((share) => at(100, dimmed(face, share)));
    const tracked = await followAll(tracking.track(), asFrames(light, 10));
    expect(names(tracked[0])).toEqual([]);
    expect(tracked.some((frame) => frame.track === 0 && names(frame).includes('too dark'))).toBe(true);
    expect(names(tracked[7])).toEqual(['no face']);
    expect([tracked[8].track, names(tracked[8])]).toEqual([0, []]);
  });
});

test('a second face is noticed, and the first stays the chosen one', async () => {
  const first = draw(0, {}).image;
  const second = draw(1, { fill: 0.8 }).image;
  const alone = placeOnCanvas(480, 240, [{ image: first, left: 20, top: 20 }]);
  const both = placeOnCanvas(480, 240, [
    { image: first, left: 20, top: 20 },
    { image: second, left: 260, top: 20 },
  ]);
  const shown = [alone, ...Array.from({ length: 9 }, () => both), ...Array.from({ length: 8 }, () => alone)];
  const tracked = await followAll(tracking.track(), asFrames(shown, 4));
  expect(tracked.map(({ track }) => track)).toEqual(shown.map(() => 0));
  for (const frame of tracked) expect(found(frame).box.x).toBeLessThan(200);
  // The detector looks every two seconds, at the ninth frame and at the seventeenth.
  expect(tracked.map((frame) => names(frame).includes('two faces'))).toEqual(
    shown.map((_, i) => i >= 8 && i < 16),
  );
  expect(found(tracked[9]).facesFound).toBe(2);
});
