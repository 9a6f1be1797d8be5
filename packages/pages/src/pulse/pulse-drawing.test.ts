import { pulseBands, type WindowPulse } from '@wince/core';
import { expect, it } from 'vitest';
import { textOf } from '../html/html.ts';
import { pulseDrawing } from './pulse-drawing.ts';

it('shows the rate that the window has, not that of its spectrum, which a changing rate blurs', () => {
  const window: WindowPulse = {
    ...{ start: 0, end: 10, rate: 150, welch: 120, autocorrelation: 121, chosen: null },
    ...{ candidates: [], regions: [], evidence: null, signal: null, signalStart: 0 },
    heartRate: { value: 150, unit: 'beats per minute', confidence: 0.9 },
  };
  const drawn = textOf(
    pulseDrawing({ pulse: { windows: [window], rate: 30, band: pulseBands.neonate, seconds: 10 } }),
  );
  expect(drawn).toContain('0.0 to 10.0 s: 150 beats per minute, confidence 0.90');
  expect(drawn).not.toContain('120 beats per minute');
});
