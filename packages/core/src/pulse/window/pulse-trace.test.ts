import { expect, test } from 'vitest';
import { clockOffset } from '../../bedside/clock-offset.ts';
import { pulseTrace } from './pulse-trace.ts';
import type { WindowPulse } from './window-pulse.ts';

const RATE = 30;
const SURE = { value: 120, unit: 'beats per minute', confidence: 0.9 };
/** A heart that beats unevenly, so that one offset alone fits. */
const pulse = (time: number) =>
  Math.sin(2 * Math.PI * (2 * time + 0.5 * Math.sin(0.37 * time) + 0.6 * Math.sin(0.23 * time + 1)));

function windowAt(start: number, isSure: boolean): WindowPulse {
  return {
    ...{
      start,
      signalStart: start,
      end: start + 10,
      rate: 120,
      welch: 120,
      autocorrelation: 120,
      chosen: null,
      candidates: [],
      regions: [],
      evidence: null,
    },
    heartRate: isSure ? SURE : { ...SURE, value: null, confidence: 0.1 },
    // It is highest where there is least blood.
    signal: Float64Array.from({ length: 10 * RATE }, (_, i) => 3 - 5 * pulse(start + i / RATE)),
  };
}

test('windows become one signal of blood on the clock of the video, with gaps where there is no rate', () => {
  const starts = Array.from({ length: 26 }, (_, i) => 0.4 + 2 * i);
  const trace = pulseTrace({ rate: RATE, windows: starts.map((start, i) => windowAt(start, i !== 10)) });
  if (!trace) throw new Error('there is no trace');
  expect(trace).toMatchObject({ start: 0.4, rate: RATE });
  const gaps = trace.samples.filter(Number.isNaN).length;
  // Two seconds of the window without a rate, and the sample behind the last.
  expect(Math.abs(gaps - 2 * RATE)).toBeLessThanOrEqual(2);
  const bedside = {
    start: 0,
    rate: 50,
    samples: Float64Array.from({ length: 4000 }, (_, i) => pulse(i / 50 - 7.3)),
  };
  const found = clockOffset(trace, bedside, { largest: 12 });
  expect(found).toMatchObject({ offset: expect.closeTo(-7.3, 1) });
});

test('a recording without a rate has no trace', () => {
  expect(pulseTrace({ rate: RATE, windows: [windowAt(0, false)] })).toBeNull();
  expect(pulseTrace({ rate: null, windows: [] })).toBeNull();
});
