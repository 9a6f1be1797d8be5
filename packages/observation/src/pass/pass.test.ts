import { clipParameters, type TrackedFrame, type VideoFrame } from '@wince/core';
import { thinning } from '@wince/media';
import { expect, test } from 'vitest';
import { type PassEvent, passOver, type Watch } from './pass.ts';
import { startStageClock } from './stages.ts';

const FRAMES = Array.from(
  { length: 61 },
  (_, i): VideoFrame => ({
    time: i / 30,
    image: { width: 1, height: 1, data: new Uint8Array(3) },
  }),
);

/** What the observers of stretches are told of two seconds at 30 frames a second, in words. */
async function told(watches: readonly Omit<Watch, 'rest' | 'strain'>[]): Promise<readonly string[][]> {
  const lines: string[][] = watches.map(() => []);
  const look = (event: PassEvent) =>
    event.kind === 'end' ? 'end' : `${event.kind} ${Math.round(30 * event.frame.time)}`;
  for await (const event of passOver({
    async *frames({ start = 0, end = Number.POSITIVE_INFINITY, rate }) {
      const keep = thinning(rate);
      for (const frame of FRAMES)
        if (keep(frame.time) && frame.time >= start && frame.time < end) yield frame;
    },
    rests: [{ start: 0, end: null, known: { reason: 'not looked for' } }],
    watches: watches.map((watch) => ({ ...watch, rest: 0, strain: false })),
    setup: { track, parameters: clipParameters.parse({}), clock: startStageClock() },
  }))
    lines[event.watch].push(look(event));
  return lines;
}

/** A tracker that finds no face. */
function track() {
  const next = async ({ time }: VideoFrame): Promise<TrackedFrame> => ({
    ...{ time, faults: [], isCovered: false, track: null, detected: true },
    analysis: { status: 'no-face', reason: 'none', facesFound: 0 },
  });
  const place = async (frame: VideoFrame) => {
    const tracked = await next(frame);
    return () => tracked;
  };
  return { next, place, look: () => undefined };
}

test.each([true, false])(
  'frames between those of the rate are told in order of time, face %s',
  async (face) => {
    const [[...all], thinned] = await told([
      { start: 0.5, end: 1.5, rate: 10, face, between: true },
      { start: 0.5, end: 1.5, rate: 10, face },
    ]);
    const numbers = all.slice(0, -1).map((line) => Number(line.split(' ')[1]));
    expect(numbers).toEqual(Array.from({ length: 30 }, (_, i) => 15 + i));
    expect(
      all.filter((line) => line.startsWith('frame')).map((line) => Number(line.split(' ')[1]) % 3),
    ).toEqual(new Array(10).fill(0));
    // What one is told does not depend on the other.
    expect(thinned).toEqual(all.filter((line) => !line.startsWith('between')));
  },
);
