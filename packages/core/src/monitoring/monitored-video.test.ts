import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barChanges } from './bars.ts';
import { drawnFrames, STORY } from './drawn-frames.fixture.ts';
import { openLiveMonitor } from './live-monitor.ts';
import { keepFrame, monitoredVideoParameters, monitorVideo } from './monitored-video.ts';
import type { ScoredFrame } from './scored-frame.ts';
import { usableStretches, usableTime } from './usable-time.ts';

const parameters = monitoredVideoParameters.parse({});
const video = (frames: readonly ScoredFrame[], bars: Parameters<typeof barChanges>[0] = []) =>
  monitorVideo(frames.map(keepFrame), { parameters, bars });

const anyFrames = fc
  .array(
    fc.record({
      wait: fc.double({ min: 0.01, max: 4, noNaN: true }),
      score: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((steps) => {
    let time = 0;
    return steps.map(({ wait, score, confidence }): ScoredFrame => {
      time += wait;
      const face = confidence !== null;
      const fault = { name: 'no face', reason: 'none' } as const;
      return {
        ...{ time, status: face ? 'used' : 'no-face', faults: face ? [] : [fault] },
        ...{ box: null, landmarks: null, score, confidence, strain: null },
      };
    });
  });
const anyBars = fc.array(
  fc
    .tuple(fc.integer({ min: -5, max: 60 }), fc.integer({ min: 1, max: 30 }))
    .map(([start, length]) => ({ bar: 'cooling' as const, start, end: start + length })),
  { maxLength: 3 },
);

describe('a monitored video', () => {
  it('finds the two stretches of pain of the story, and loses the time without a face', () => {
    const { episodes, shown, usable, clipScore, scores } = video(drawnFrames());
    expect(episodes).toHaveLength(2);
    episodes.forEach(({ start, end, endedBy }, i) => {
      expect(Math.abs(start - STORY.pain[i][0])).toBeLessThanOrEqual(2);
      expect(Math.abs(end - STORY.pain[i][1])).toBeLessThanOrEqual(2);
      expect(endedBy).toBe('recovery');
    });
    expect(shown.filter(({ state }) => state === 'no signal')).toEqual([
      { start: 32, end: 36, state: 'no signal' },
    ]);
    expect(usable.total).toBeCloseTo(60, 9);
    expect(usable.share).toBeCloseTo(50 / 60, 9);
    expect(usable.unusable.map(({ cause, seconds }) => [cause, Math.round(10 * seconds) / 10])).toEqual([
      ['no face', 8],
      ['blurred', 2],
    ]);
    expect(usable.unusable[1].example).toContain('sharpness');
    expect(clipScore).toBeCloseTo(scores.reduce((sum, { score }) => sum + score, 0) / scores.length, 12);
  });

  it('has a reading at each whole second and at the end, as a clock would read', () => {
    const frames = drawnFrames({ ...STORY, seconds: 9 }).slice(0, 85);
    const { seconds, end } = video(frames);
    expect(end).toBeCloseTo(8.5, 9);
    expect(seconds.map(({ time }) => time)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, end]);
    expect(seconds[0].value?.age).toBe(0);
    expect(seconds[8].value?.age).toBeCloseTo(0.5, 9);
    // No score at 5 and 6 s: the face is blurred.
    expect(seconds.slice(4, 7).map(({ value }) => value?.age)).toEqual([1, 2, 0]);
    expect(seconds[5]).toMatchObject({ status: 'poor-quality', stale: false });
  });

  it('finds the peaks of strain: one of each stretch since rest, onset and offset of the rate', () => {
    const { strain } = video(drawnFrames());
    const near = (times: readonly number[] | undefined, expected: readonly number[]) => {
      expect(times).toHaveLength(expected.length);
      for (const [i, time] of expected.entries())
        expect(Math.abs((times?.[i] ?? 0) - time)).toBeLessThan(0.6);
    };
    near(
      strain.previous?.peaks.map(({ time }) => time),
      [12.5, 21.5, 40.5, 51.5],
    );
    expect(
      strain.baseline?.peaks.every(({ time }) => (time > 12 && time < 22) || (time > 40 && time < 52)),
    ).toBe(true);
    expect(video(drawnFrames().map((frame) => ({ ...frame, strain: null }))).strain.previous).toBeNull();
  });

  it('shows no score under a bar, and counts none', () => {
    const { shown, scores, seconds, usable, episodes } = video(drawnFrames(), [
      { bar: 'deep sedation', start: 10, end: 30 },
      { bar: 'cooling', start: 20, end: 35 },
    ]);
    expect(shown.filter(({ state }) => state === 'not assessable')).toEqual([
      { start: 10, end: 35, state: 'not assessable' },
    ]);
    expect(scores.some(({ time }) => time >= 10 && time < 35)).toBe(false);
    expect(seconds.filter(({ time }) => time >= 10 && time < 35).every(({ value }) => value === null)).toBe(
      true,
    );
    expect(seconds.find(({ time }) => time === 25)?.bar).toBe('deep sedation');
    expect(seconds.find(({ time }) => time === 32)?.bar).toBe('cooling');
    expect(episodes).toHaveLength(1);
    expect(usable.unusable.slice(0, 2).map(({ cause }) => cause)).toEqual(['deep sedation', 'cooling']);
    expect(usable.unusable[0].seconds).toBeCloseTo(20, 9);
  });

  it('shows live, frame by frame, what it shows when it looks back', () => {
    fc.assert(
      fc.property(anyFrames, anyBars, (frames, bars) => {
        const whole = video(frames, bars);
        const live = openLiveMonitor({ parameters: parameters.monitor, bars, start: frames[0].time });
        const updates = frames.map((frame) => live.push(frame));
        expect(updates.map(({ reading }) => reading)).toEqual(whole.frames);
        const ended = updates.flatMap((update) => update.ended);
        expect(whole.episodes.slice(0, ended.length)).toEqual(ended);
        expect(whole.episodes.length - ended.length).toBeLessThanOrEqual(1);
        const lost = whole.usable.unusable.reduce((sum, { seconds }) => sum + seconds, 0);
        let at = whole.start;
        for (const { start, end } of usableStretches(whole.frames, whole.start, whole.end)) {
          expect(start).toBe(at);
          at = end;
        }
        expect(at).toBe(whole.end);
        expect(whole.usable.usable + lost).toBeCloseTo(whole.usable.total, 6);
      }),
    );
  });

  it('is one frame long where there is one frame, and is none without', () => {
    const [frame] = drawnFrames();
    const one = video([frame]);
    expect(one).toMatchObject({ start: 0, end: 0, shown: [], episodes: [] });
    expect(one.seconds).toHaveLength(1);
    expect(one.usable.share).toBeNaN();
    expect(() => video([])).toThrow('without frames');
    const live = openLiveMonitor({ parameters: parameters.monitor, bars: [], start: 0 });
    live.push(frame);
    expect(() => live.push(frame)).toThrow('follows');
  });
});

describe('usable time', () => {
  it('gives a frame one second at most, and the rest of a gap to no frames', () => {
    const [frame] = video(drawnFrames()).frames;
    const frames = [1, 2, 6].map((time) => ({ ...frame, time }));
    expect(usableTime(frames, 0, 6.5)).toMatchObject({
      usable: 1 + 1 + 0.5,
      unusable: [{ cause: 'no frames', seconds: 4, example: '' }],
    });
  });
});

describe('bars', () => {
  it('change in order of time, clipped to the recording', () => {
    expect(
      barChanges(
        [
          { bar: 'cooling', start: 5, end: Infinity },
          { bar: 'eye shields', start: -3, end: 2 },
        ],
        1,
      ),
    ).toEqual([
      { time: 1, bar: 'eye shields' },
      { time: 2, bar: undefined },
      { time: 5, bar: 'cooling' },
    ]);
    expect(() => barChanges([{ bar: 'cooling', start: 5, end: 5 }], 0)).toThrow('must end after it starts');
  });
});
