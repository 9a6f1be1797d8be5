import { expect, test } from 'vitest';
import { FACE_LOOK } from '../face/look.ts';
import type { RegisteredFace } from '../face/registered-face.ts';
import type { KeyFrame } from '../recording/tracking/key-frames/key-frame.ts';
import type { TrackedFrame } from '../recording/tracking/tracked-frame.ts';
import { clipParameters } from './clip-parameters.ts';
import { rememberFaces } from './moment.ts';
import { openRowObserver } from './row-observer.ts';

/** A frame against which nothing speaks, or that has no face. */
function frameAt(time: number, isUsable = true): TrackedFrame {
  const reason = isUsable ? '' : 'no face was found';
  return {
    ...{ time, track: isUsable ? 0 : null, detected: false, isCovered: false },
    analysis: { status: 'no-face', reason, facesFound: 0 },
    faults: isUsable ? [] : [{ name: 'no face', reason }],
  };
}

/** What was followed of ten frames a second that came out from `from` to `to`, of a row that the file holds for ten seconds. */
async function followed(from: number, to: number, isUsable?: (time: number) => boolean) {
  const observing = { clips: clipParameters.parse({}), describe: rememberFaces('a recording') };
  const observer = openRowObserver([], observing, { reference: false });
  for (let i = Math.round(10 * from); i < Math.round(10 * to); i++) {
    await observer.frame({ time: i / 10, image: { width: 1, height: 1, data: new Uint8Array(3) } });
    await observer.tracked(frameAt(i / 10, isUsable?.(i / 10)));
  }
  return observer.followed(10, { start: 0, end: 10 });
}

test.each([
  ['all of it', 0, 10, 1],
  ['the first fifth', 0, 2, 0.2],
  ['the last fifth', 8, 10, 0.2],
  ['a fifth in the middle', 4, 6, 0.2],
])('usable is a share of what the file holds, not of what came out: %s', async (_, from, to, share) => {
  const { usable, seconds } = await followed(from, to);
  expect(usable).toBeCloseTo(share, 1);
  expect(seconds).toBeCloseTo(10, 1);
});

test('frames that cannot be used and time without frames both count', async () => {
  const { usable } = await followed(0, 5, (time) => time < 2.5);
  expect(usable).toBeCloseTo(0.25, 1);
});

/** A described frame of a black face. */
function describedAt(time: number): KeyFrame {
  const measure = { value: 0.5 };
  const registered = {
    landmarks: new Float64Array(936),
    grey: { width: 2, height: 2, data: new Uint8Array(4) },
    colour: { width: 2, height: 2, data: new Uint8Array(12) },
  };
  const measures = { brightness: measure, evenness: measure, sharpness: measure, confidence: measure };
  // What the observer reads of a face.
  const face = { registered, quality: { measures } } as unknown as KeyFrame['face'];
  return { time, face, thumbnail: new Float32Array(4) } as KeyFrame;
}

test('how old a face looks is asked of each described frame, and is not known where nobody tells', async () => {
  const ages = [-4, -2, 3];
  const asked: RegisteredFace[] = [];
  const age = async (face: RegisteredFace) => ages[asked.push(face) - 1];
  const observing = { clips: clipParameters.parse({}), describe: rememberFaces('a recording') };
  const [told, plain] = [{ ...observing, age }, observing].map((own) =>
    openRowObserver([], own, { reference: false }),
  );
  for (const time of [0, 1, 2]) for (const each of [told, plain]) await each.described(describedAt(time));
  expect(asked).toHaveLength(3);
  const last = FACE_LOOK.indexOf('apparent age');
  expect(told.look()?.[last]).toBeCloseTo(-1, 12);
  told.forget(1);
  expect(told.look()?.[last]).toBeCloseTo(0.5, 12);
  expect(plain.look()?.[last]).toBeNaN();
});
