import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipScore, clipScoreParameters } from './clip-score.ts';
import { monitoringReport, monitoringTotals, poissonUpperBound } from './metrics.ts';
import { type Episode, INITIAL_MONITOR_STATE, type MonitorEvent, monitorStep } from './monitor.ts';
import { monitorRecording } from './monitor-recording.ts';
import { monitorParameters } from './parameters.ts';

const parameters = monitorParameters.parse({});

const score = (time: number, value: number, confidence = 1): MonitorEvent => ({
  kind: 'score',
  time,
  score: value,
  confidence,
});

/** A score each second, by formula. */
function seconds(count: number, of: (time: number) => number): MonitorEvent[] {
  return Array.from({ length: count }, (_, time) => score(time, of(time)));
}

function shown(events: readonly MonitorEvent[], end: number): string[] {
  return monitorRecording(events, { start: 0, end }, parameters).shown.map(
    ({ state, start, end: until }) => `${start}-${until} ${state}`,
  );
}

const anyEvents = fc
  .array(
    fc.record({
      wait: fc.double({ min: 0, max: 8, noNaN: true }),
      event: fc.oneof(
        { weight: 12, arbitrary: fc.record({ score: unit(), confidence: unit() }) },
        { weight: 1, arbitrary: fc.constantFrom('cooling' as const, undefined) },
      ),
    }),
    { maxLength: 60 },
  )
  .map((steps) => {
    let time = 0;
    return steps.map(({ wait, event }): MonitorEvent => {
      time += wait;
      return typeof event === 'object'
        ? { kind: 'score', time, ...event }
        : { kind: 'bar', time, bar: event };
    });
  });

function unit() {
  return fc.double({ min: 0, max: 1, noNaN: true });
}

describe('a score by which the model does not answer', () => {
  const cannotTell = 'outside what this model was trained on';
  it('is shown as such, and begins, confirms and ends nothing', () => {
    const unanswered = (time: number): MonitorEvent => ({
      ...{ kind: 'score', time, score: 0.9, confidence: 1 },
      cannotTell,
    });
    const events = [score(0, 0.1), ...[1, 2, 3, 4].map(unanswered), score(5, 0.1)];
    expect(shown(events, 6)).toEqual(['0-1 no sign of pain', '1-5 cannot tell', '5-6 no sign of pain']);
    expect(monitorRecording(events, { start: 0, end: 6 }, parameters).episodes).toEqual([]);
    const answered = events.map((event) => (event.kind === 'score' ? score(event.time, event.score) : event));
    expect(monitorRecording(answered, { start: 0, end: 6 }, parameters).episodes).toHaveLength(1);
  });
});

describe('the monitor', () => {
  it('rises, confirms, holds through the hysteresis and recovers', () => {
    const value = (t: number) => (t < 3 ? 0.1 : t < 8 ? 0.9 : t < 12 ? 0.5 : 0.2);
    const events = seconds(20, value);
    expect(shown(events, 20)).toEqual([
      '0-3 no sign of pain',
      '3-5 rising',
      '5-17 signs of pain',
      '17-20 no sign of pain',
    ]);
    const { episodes } = monitorRecording(events, { start: 0, end: 20 }, parameters);
    const episode = { start: 3, confirmed: 5, end: 12, peak: 0.9, meanConfidence: 1, endedBy: 'recovery' };
    expect(episodes).toEqual([episode]);
  });

  it('does not take one grimace for an episode, nor a pause for its end', () => {
    const run = (of: (t: number) => number) =>
      monitorRecording(seconds(30, of), { start: 0, end: 30 }, parameters).episodes;
    expect(run((t) => (t === 10 || t === 11 ? 1 : 0))).toEqual([]);
    expect(run((t) => (t >= 5 && t < 20 && t !== 10 && t !== 11 ? 0.8 : 0))).toMatchObject([
      { start: 5, end: 20 },
    ]);
  });

  it('marks values stale, then has no signal, and ends an episode at the last value', () => {
    const events = [score(0, 0.9), score(2, 0.9, 0.6), { kind: 'time', time: 4.5 } as const];
    const { states, episodes } = monitorRecording(events, { start: 0, end: 20 }, parameters);
    expect(states.map(({ shown: name, stale }) => [name, stale])).toEqual([
      ['rising', false],
      ['signs of pain', false],
      ['signs of pain', true],
    ]);
    expect(episodes).toMatchObject([{ start: 0, end: 2, meanConfidence: 0.8, endedBy: 'signal lost' }]);
    expect(shown(events, 20)).toEqual(['0-2 rising', '2-7 signs of pain', '7-20 no signal']);
  });

  it('is uncertain between the thresholds and under too little confidence, not assessable under a bar', () => {
    const bar = (time: number, name?: 'cooling'): MonitorEvent => ({ kind: 'bar', time, bar: name });
    const events = [score(0, 0.5), score(1, 0.1, 0.3), score(2, 0.1), bar(3, 'cooling'), score(4, 1), bar(5)];
    expect(shown(events, 6)).toEqual([
      '0-2 uncertain',
      '2-3 no sign of pain',
      '3-5 not assessable',
      '5-6 no signal',
    ]);
  });

  it('confirms two seconds after the first score, whatever the last digits of times are', () => {
    const late = Array.from({ length: 450 }, (_, frame) => frame).filter((frame) => {
      const events = [0, 8, 15, 23, 30].map((more) => score((frame + more) / 15, 1));
      const { states } = monitorRecording(events, { start: 0, end: 40 }, parameters);
      return states.at(-1)?.shown !== 'signs of pain';
    });
    expect(late).toEqual([]);
  });

  it('finds the same episodes however often the clock ticks, and fills the recording with states', () => {
    fc.assert(
      fc.property(anyEvents, fc.array(fc.double({ min: 0, max: 500, noNaN: true })), (events, ticks) => {
        const end = 500;
        const plain = monitorRecording(events, { start: 0, end }, parameters);
        const clock = ticks.map((time): MonitorEvent => ({ kind: 'time', time }));
        const both = [...events, ...clock].sort((a, b) => a.time - b.time);
        const ticked = monitorRecording(both, { start: 0, end }, parameters);
        expect(ticked.episodes).toEqual(plain.episodes);
        expect(ticked.shown).toEqual(plain.shown);
        let time = 0;
        for (const stretch of plain.shown) {
          expect(stretch.start).toBe(time);
          time = stretch.end;
        }
        expect(time).toBe(end);
        for (const { start, confirmed, end: over } of plain.episodes) {
          expect(Math.round((confirmed - start) * 1e6)).toBeGreaterThanOrEqual(parameters.confirmation * 1e6);
          expect(over).toBeGreaterThanOrEqual(confirmed);
        }
      }),
    );
  });

  it('gives a stream what a recording gives, from plain data, and changes no state', () => {
    const events = seconds(40, (t) => (Math.sin(t / 4) + 1) / 2);
    const { states } = monitorRecording(events, { start: 0, end: 40 }, parameters);
    let state = INITIAL_MONITOR_STATE;
    events.forEach((event, i) => {
      const frozen = Object.freeze(structuredClone(state));
      state = monitorStep(frozen, event, parameters);
      expect(state).toEqual(states[i]);
    });
  });

  it('refuses events out of order, scores outside of 0 to 1 and thresholds the wrong way round', () => {
    const state = monitorStep(INITIAL_MONITOR_STATE, score(5, 0.5), parameters);
    expect(() => monitorStep(state, score(4, 0.5), parameters)).toThrow('follows');
    expect(() => monitorStep(state, score(6, Number.NaN), parameters)).toThrow('within 0 and 1');
    expect(() => monitorParameters.parse({ on: 0.3 })).toThrow('lower than');
  });
});

describe('the score of a clip', () => {
  it.each([
    ['mean', 0.4],
    ['median', 0.3],
    ['share', 1 / 3],
    ['noisy-or', 1 - 0.9 * 0.7 * 0.2],
  ] as const)('%s', (method, expected) => {
    const scores = [0.1, Number.NaN, 0.8, 0.3];
    expect(clipScore(scores, clipScoreParameters.parse({ method }))).toBeCloseTo(expected, 12);
    expect(clipScore([Number.NaN], clipScoreParameters.parse({ method }))).toBeNaN();
  });
});

describe('metrics of monitoring', () => {
  const episode = (start: number, confirmed = start + 2): Episode => ({
    ...{ start, confirmed, end: confirmed + 5, peak: 1, meanConfidence: 1, endedBy: 'recovery' },
  });
  const recording = (subject: string, episodes: readonly Episode[], hours: number, uncertain = 0) => ({
    subject,
    events: [
      { start: 100, end: 130 },
      { start: 200, end: 230 },
      { start: 300, end: 330 },
    ],
    monitored: {
      episodes,
      shown: [
        { start: 0, end: hours * 3600 - uncertain, state: 'no sign of pain' as const },
        { start: hours * 3600 - uncertain, end: hours * 3600, state: 'uncertain' as const },
        { start: hours * 3600, end: hours * 3600 + 50, state: 'no signal' as const },
      ],
    },
  });

  it('counts an event once, from 2 s before its onset to its end, and censors the time to its alarm there', () => {
    const starts = [episode(97.9), episode(98), episode(120), episode(229, 240), episode(330.1)];
    expect(monitoringTotals(recording('a', starts, 1, 360))).toEqual({
      events: 3,
      found: 2,
      delay: 0 + 30 + 30,
      falseAlarms: 2,
      usable: 3600,
      quiet: 3600 - 3 * 32,
      uncertain: 360,
    });
  });

  it('gives a rate of false alarms from ten quiet hours on, a bound below, and intervals by subject', () => {
    const short = monitoringReport([recording('a', [episode(1000)], 5)], { seed: 1 });
    expect(short.values.false_alarms_per_hour).toBeNaN();
    expect(short.intervals.false_alarms_per_hour.ci95).toBeNull();
    expect(short.false_alarms_upper95).toBeCloseTo(4.743864518390577 / short.quiet_hours, 9);
    const both = [recording('a', [episode(1000), episode(110)], 9, 90), recording('b', [], 9)];
    const long = monitoringReport(both, { seed: 1 });
    expect(long.values.false_alarms_per_hour).toBeCloseTo(1 / long.quiet_hours, 12);
    expect(long.values.sensitivity).toBeCloseTo(1 / 6, 12);
    expect(long.intervals.sensitivity.ci95).toEqual([0, 1 / 3]);
    expect(long.values.mean_time_to_detection).toBeCloseTo((12 + 5 * 30) / 6, 12);
    expect(long.values.share_uncertain).toBeCloseTo(90 / (18 * 3600), 12);
    expect(monitoringReport(both.toReversed(), { seed: 1 })).toEqual(long);
  });

  // scipy.stats.chi2.ppf(0.95, 2 * (count + 1)) / 2 of SciPy 1.10.1
  it.each([
    [0, 2.9957322735539895],
    [1, 4.743864518390577],
    [3, 7.753656527932725],
    [10, 16.962219235721903],
    [60, 74.38963115220244],
  ])('bounds a Poisson count of %d as the chi-squared distribution does', (count, bound) => {
    expect(poissonUpperBound(count)).toBeCloseTo(bound, 9);
  });
});
