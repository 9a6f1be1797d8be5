import { type MonitorReading, monitorParameters, openLiveMonitor, type ScoredFrame } from '@wince/core';
import { expect, it } from 'vitest';
import type { WatchedFrame } from '../../watch/messages.ts';
import { EMPTY_COURSE, KEPT_SECONDS, rangeOf, signalOf, withFrame } from './course.ts';

const SEEN = { box: null, overlay: null, width: 1, height: 1, behind: 0, hasOwnColours: true } as const;

/** What a monitor shows of one score a second, as the page hears it. */
function watched(scores: readonly (number | null)[], cannotTell?: string): readonly WatchedFrame[] {
  const monitor = openLiveMonitor({ parameters: monitorParameters.parse({}), bars: [], start: 0 });
  return scores.map((score, time) => {
    const frame: ScoredFrame = {
      ...{ time, status: 'used', faults: [], box: null, landmarks: null, strain: null },
      ...{ score, confidence: 0.9, ...(cannotTell === undefined ? {} : { cannotTell }) },
    };
    return { kind: 'frame', ...monitor.push(frame), score, ...SEEN };
  });
}

it('an alarm is raised when pain is confirmed, stands through a pause, and ends with its episode', () => {
  const frames = watched([0.1, 0.9, 0.9, 0.9, 0.3, 0.9, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]);
  const alarms = frames.map((_, i) => frames.slice(0, i + 1).reduce(withFrame, EMPTY_COURSE).alarm);
  expect(alarms).toEqual([null, null, null, 3, 3, 3, 3, 3, 3, 3, 3, null, null]);
  const course = frames.reduce(withFrame, EMPTY_COURSE);
  expect(course.episodes).toMatchObject([{ start: 1, confirmed: 3, endedBy: 'recovery' }]);
  expect(course.log.map(({ words }) => words)).toEqual([
    'alarm: signs of pain were confirmed',
    'the alarm ended: recovery',
  ]);
});

it('what is kept does not grow with time', () => {
  const frames = watched(Array.from({ length: 2000 }, (_, i) => (Math.floor(i / 10) % 2 === 0 ? 0.9 : 0.1)));
  const course = frames.reduce(withFrame, EMPTY_COURSE);
  expect(course.scores).toHaveLength(KEPT_SECONDS);
  expect([course.episodes.length, course.log.length]).toEqual([course.episodes.length, 200]);
  expect(course.episodes.length).toBeLessThanOrEqual(200);
  expect(rangeOf(course.scores, 1999, 10)).toEqual([0.1, 0.1]);
  expect(rangeOf([], 1999, 10)).toBeNull();
});

it.each<[string, MonitorReading, string]>([
  ['a new score', watched([0.2])[0].reading, 'fresh'],
  ['a score of three seconds ago', watched([0.2, null, null, null])[3].reading, 'stale'],
  [
    'a score of six seconds ago',
    watched([0.2, null, null, null, null, null, null])[6].reading,
    'unavailable',
  ],
  [
    'a face unlike those of the training',
    watched([0.2], 'outside what this model was trained on: it differs in all columns')[0].reading,
    'outside what it was trained on',
  ],
])('the signal at %s', (_, reading, status) => {
  expect(signalOf(reading)).toBe(status);
});
