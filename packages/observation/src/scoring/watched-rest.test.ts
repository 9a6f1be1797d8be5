import { clipParameters, families, rememberFaces, type TrackedFrame, type VideoFrame } from '@wince/core';
import { describe, expect, test } from 'vitest';
import {
  drawnLandmarks,
  faceOf,
  goldenPicture,
} from '../../../core/src/families/face/drawn-faces.fixture.ts';
import { drawnSkin } from '../../../core/src/pulse/skin/drawn-skin.fixture.ts';
import { startStageClock } from '../pass/stages.ts';
import { placeOfRest, watchedAtRest } from './watched-rest.ts';

/** The drawn face as strain sees it, which stays as it is. */
function withFace(tracked: TrackedFrame): TrackedFrame {
  const { analysis } = tracked;
  if (analysis.status === 'no-face') return tracked;
  return { ...tracked, analysis: { ...analysis, registered: faceOf(goldenPicture(), drawnLandmarks()) } };
}

/** A face that is followed at 10 frames a second, with a pulse of 2 Hz; as long as it lasts. */
function recordingOf(seconds: number) {
  const told = drawnSkin({
    seconds,
    rate: 20,
    size: 32,
    shift: (time) => Math.sin(9 * time),
    pulse: (time) => Math.sin(4 * Math.PI * time),
  });
  const trackedAt = new Map<number, TrackedFrame>(
    told.map(({ frame, tracked }) => [frame.time, withFace(tracked)]),
  );
  const read: number[] = [];
  return {
    read,
    pass: {
      async *frames({
        start = 0,
        end = Number.POSITIVE_INFINITY,
      }: {
        start?: number;
        end?: number;
      }): AsyncGenerator<VideoFrame> {
        for (const { frame } of told) {
          if (frame.time < start || frame.time >= end) continue;
          read.push(frame.time);
          yield frame;
        }
      },
      setup: {
        track() {
          const next = async ({ time }: VideoFrame): Promise<TrackedFrame> => {
            const tracked = trackedAt.get(time);
            if (!tracked) throw new Error(`no frame at ${time}`);
            return tracked;
          };
          const place = async (frame: VideoFrame) => {
            const tracked = await next(frame);
            return () => tracked;
          };
          return { next, place, look: () => undefined };
        },
        parameters: clipParameters.parse({ strain: { noise: { removal: 'none' } } }),
        clock: startStageClock(),
      },
    },
  };
}

const clips = clipParameters.parse({});
const planned = async (name: string) =>
  families
    .get(name.split(':')[0])
    .plan(name, { clips, plan: () => Promise.reject(new Error('no other family')) });
const observing = { clips, describe: rememberFaces('a test') };

describe('the pulse of a subject at rest', () => {
  test('is that of the seconds that were named, and is read once', async () => {
    const { pass, read } = recordingOf(8.5);
    const [change, pulse] = [await planned('pulse:change'), await planned('pulse')];
    const rest = { start: 2, end: 8 };
    const usual = await watchedAtRest([change, pulse], observing, { ...pass, rest });
    expect([...usual.keys()]).toEqual(['pulse:change']);
    const values = usual.get('pulse:change');
    expect(values?.length).toBe(change.columns.length);
    expect(values?.[change.columns.indexOf('pulse:change fittest rate')]).toBeCloseTo(120, -1);
    expect(Math.min(...read)).toBeGreaterThan(1.85);
    expect(Math.max(...read)).toBeLessThan(8.05);
    expect(new Set(read).size).toBe(read.length);
  });

  test('that is too short is an error that says what to do', async () => {
    const { pass } = recordingOf(2);
    const usual = watchedAtRest([await planned('pulse:change')], observing, { ...pass, rest: null });
    await expect(usual).rejects.toMatchObject({
      code: 'needs-rest',
      message: expect.stringContaining('pulse:change'),
    });
  });

  test('needs ten seconds where none are named; other families need fewer', async () => {
    expect(placeOfRest([await planned('pulse:change')], null, clips)).toEqual({ start: 0, end: 10 });
    expect(placeOfRest([await planned('pulse:change')], { start: 3, end: null }, clips)).toEqual({
      start: 3,
      end: 13,
    });
    expect(placeOfRest([await planned('pulse')], null, clips)).toEqual({ start: 0, end: clips.rest });
  });
});
