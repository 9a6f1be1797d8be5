import { expect, test } from 'vitest';
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
