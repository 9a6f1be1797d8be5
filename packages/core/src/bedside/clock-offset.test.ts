import { describe, expect, it } from 'vitest';
import { randomFrom } from '../numbers/random.ts';
import { type ClockedSignal, clockOffset } from './clock-offset.ts';

/** A pulse whose rate wanders, at any time of its own clock. */
function pulseAt(seed: string, seconds: number): (time: number) => number {
  const random = randomFrom(seed);
  const phases = new Float64Array(seconds * 10 + 1);
  let rate = 2.4;
  for (let i = 1; i < phases.length; i++) {
    rate += 0.03 * random.normal() + 0.01 * (2.4 - rate);
    phases[i] = phases[i - 1] + rate / 10;
  }
  return (time) => {
    const place = Math.min(phases.length - 2, Math.max(0, Math.floor(time * 10)));
    const phase = phases[place] + (time * 10 - place) * (phases[place + 1] - phases[place]);
    return Math.sin(2 * Math.PI * phase) + 0.3 * Math.sin(4 * Math.PI * phase);
  };
}

const pulse = pulseAt('clocks', 400);

/** @param clock the time of the pulse at a time of the recording's own clock */
function recorded(
  { start, rate, seconds, noise = 0.5 }: { start: number; rate: number; seconds: number; noise?: number },
  clock: (time: number) => number,
): ClockedSignal {
  const random = randomFrom('noise', rate);
  const samples = Float64Array.from(
    { length: rate * seconds },
    (_, i) => pulse(clock(start + i / rate)) + noise * random.normal(),
  );
  return { start, rate, samples };
}

describe('two clocks by the pulse that both recordings carry', () => {
  const video = recorded({ start: 0, rate: 30, seconds: 300 }, (time) => time + 20);

  it('the offset is found within a frame, with noise, other rates and gaps', () => {
    const bedside = recorded({ start: 0, rate: 125, seconds: 320 }, (time) => time + 13);
    bedside.samples.fill(Number.NaN, 3000, 4000);
    const found = clockOffset(video, bedside, { largest: 30 });
    // A time of the bedside is 7 s less in the video.
    expect(found).toMatchObject({ offset: expect.closeTo(-7, 2), windows: 5 });
    expect('drift' in found && Math.abs(found.drift ?? 1)).toBeLessThan(1e-4);
  });

  it('a drift is reported', () => {
    const slow = recorded({ start: 0, rate: 100, seconds: 300 }, (time) => 20 + time * 1.0003);
    const found = clockOffset(video, slow, { largest: 5 });
    expect('drift' in found ? found.drift : null).toBeCloseTo(3e-4, 4);
  });

  it.each([
    ['another pulse', 0.5, (time: number) => 400 - time, /is needed: one of the signals may not carry/],
    ['no common time', 0.5, (time: number) => time, /share less than 10 s/],
  ])('%s gives a reason and no offset', (name, noise, clock, reason) => {
    const start = name === 'no common time' ? 1000 : 0;
    const other = recorded({ start, rate: 50, seconds: 60, noise }, (time) => clock(time - start));
    expect(clockOffset(video, other, { largest: 20 })).toEqual({ reason: expect.stringMatching(reason) });
  });

  it('a pulse that never changes fits at every beat, and gives a reason', () => {
    const steady = (rate: number): ClockedSignal => ({
      start: 0,
      rate,
      samples: Float64Array.from({ length: rate * 60 }, (_, i) => Math.sin((2 * Math.PI * 2.5 * i) / rate)),
    });
    expect(clockOffset(steady(30), steady(50), { largest: 5 })).toEqual({
      reason: expect.stringContaining('two offsets fit alike'),
    });
  });
});
