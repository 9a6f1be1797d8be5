import { expect, it } from 'vitest';
import { type DrawnSkin, drawnSkin } from '../../../core/src/pulse/skin/drawn-skin.fixture.ts';
import type { WatchedPulse } from './messages.ts';
import { openPulseWatch } from './pulse.ts';

const RATE = 15;

/** What is told of the pulse of a drawn face. */
async function toldOf(skin: Omit<DrawnSkin, 'rate'>): Promise<readonly WatchedPulse[]> {
  const told: WatchedPulse[] = [];
  const watch = openPulseWatch(RATE, (pulse) => void told.push(pulse));
  for (const { frame, tracked } of drawnSkin({ ...skin, rate: RATE })) {
    const followed = { tracked, strain: null, strainMap: null, stretch: undefined };
    await watch.tell({ kind: 'frame', watch: 1, frame, followed });
  }
  return told;
}

it('the pulse of the last 10 seconds is told every 5 seconds, and follows a heart that becomes faster', async () => {
  // 120 beats a minute, and 168 from second 10 on.
  const hertz = (time: number) => (time < 10 ? 2 : 2.8);
  const told = await toldOf({ seconds: 20.5, pulse: (time) => Math.sin(2 * Math.PI * hertz(time) * time) });
  expect(told.map(({ time }) => Math.round(time))).toEqual([10, 15, 20]);
  expect(told[0].value).toBeGreaterThan(117);
  expect(told[0].value).toBeLessThan(123);
  expect(told[2].value).toBeGreaterThan(165);
  expect(told[2].value).toBeLessThan(171);
  expect(told.map(({ confidence }) => confidence > 0 && confidence <= 1)).toEqual([true, true, true]);
});

it('a face that cannot be used has no pulse, but a reason', async () => {
  const [told] = await toldOf({ seconds: 10.5, usable: () => false });
  expect(told).toMatchObject({
    value: null,
    confidence: 0,
    reason: expect.stringMatching(/^There is no signal/),
  });
});
