import { expect, it } from 'vitest';
import { openClipFrames } from './clip-frames.ts';

/** A clip of frames at these times, and how often each second was fetched. */
function clipOf(times: readonly number[], start: number, end: number) {
  const fetched: number[] = [];
  const frames = openClipFrames({ start, end }, async (from) => {
    fetched.push(from);
    const own = times.filter((time) => time >= from && time < Math.min(from + 1, end));
    return { frames: own.map((time) => ({ time, jpeg: '' })) };
  });
  return { frames, fetched };
}

it('a frame stands until the next one comes, and the first one in front of it', async () => {
  const { frames } = clipOf([2.1, 2.6, 5.2], 2, 6);
  const shown = await Promise.all([0, 2, 2.1, 2.59, 2.6, 4.9, 5.2, 9].map((time) => frames.at(time)));
  expect(shown.map((frame) => frame?.time)).toEqual([2.1, 2.1, 2.1, 2.1, 2.6, 2.6, 5.2, 5.2]);
});

it('goes from frame to frame, over seconds without one, and to no further one at both ends', async () => {
  const { frames } = clipOf([2.1, 2.6, 5.2], 2, 6);
  expect([
    (await frames.after(2.1))?.time,
    (await frames.after(2.6))?.time,
    await frames.after(5.2),
    (await frames.before(5.2))?.time,
    (await frames.before(2.6))?.time,
    await frames.before(2.1),
  ]).toEqual([2.6, 5.2, null, 2.6, 2.1, null]);
});

it('fetches a second once, and keeps no more than it needs', async () => {
  const { frames, fetched } = clipOf(
    Array.from({ length: 40 }, (_, i) => i / 2),
    0,
    20,
  );
  await frames.at(3);
  await frames.at(3.5);
  expect(fetched).toEqual([3]);
  for (let time = 0; time < 20; time++) await frames.at(time);
  await frames.at(0);
  expect(fetched.filter((from) => from === 0)).toHaveLength(2);
});

it('asks again for what could not be fetched', async () => {
  let asked = 0;
  const frames = openClipFrames({ start: 0, end: 1 }, async () => {
    asked++;
    if (asked === 1) throw new Error('the server does not answer');
    return { frames: [{ time: 0.5, jpeg: '' }] };
  });
  await expect(frames.at(0.5)).rejects.toThrow('does not answer');
  expect((await frames.at(0.5))?.time).toBe(0.5);
});
