import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameFault, FrameFaultName } from './tracked-frame.ts';
import { openTrackedTime, trackedTimeParameters } from './tracked-time.ts';

const parameters = trackedTimeParameters.parse({});

function frame(time: number, ...names: FrameFaultName[]): { time: number; faults: FrameFault[] } {
  return { time, faults: names.map((name) => ({ name, reason: name })) };
}

describe('tracked time', () => {
  it('goes by true times, not by frames', () => {
    const count = openTrackedTime(parameters);
    // Ten good frames in half a second, then one bad one that stands for 0.4 s.
    for (let i = 0; i < 10; i++) count.add(frame(i / 20));
    count.add(frame(0.5, 'blurred', 'too dark', 'blurred'));
    count.add(frame(0.9));
    const { seconds, usable, share, missing, faults } = count.sum(1);
    expect(seconds).toBeCloseTo(1, 12);
    expect(usable).toBeCloseTo(0.6, 12);
    expect(share).toBeCloseTo(0.6, 12);
    expect(missing).toBe(0);
    expect(faults.blurred).toBeCloseTo(0.4, 12);
    expect(faults['too dark']).toBeCloseTo(0.4, 12);
    expect(faults.covered).toBe(0);
  });

  it('counts gaps, and what lies before and after the frames, as unusable', () => {
    const count = openTrackedTime(parameters, 10);
    for (const time of [12, 12.25, 12.5, 14.5, 14.75]) count.add(frame(time));
    const { seconds, usable, share, missing } = count.sum(20);
    expect([seconds, usable, missing]).toEqual([10, 0.75, 9.25]);
    expect(share).toBeCloseTo(0.075, 12);
  });

  it('lets the last frame last as long as the one before it', () => {
    const count = openTrackedTime(parameters);
    expect(count.sum()).toMatchObject({ seconds: 0, usable: 0, share: 0, missing: 0 });
    count.add(frame(3));
    expect(count.sum()).toMatchObject({ seconds: 0, usable: 0, share: 0 });
    count.add(frame(3.25, 'covered'));
    expect(count.sum()).toMatchObject({ seconds: 0.5, usable: 0.25, share: 0.5, faults: { covered: 0.25 } });
    // Asking changes nothing.
    expect(count.sum()).toEqual(count.sum());
    expect(openTrackedTime(parameters, 5).sum(8)).toMatchObject({ seconds: 3, usable: 0, missing: 3 });
  });

  it('refuses times that do not rise', () => {
    const count = openTrackedTime(parameters, 1);
    expect(() => count.add(frame(0.5))).toThrow(RangeError);
    count.add(frame(1));
    expect(() => count.add(frame(1))).toThrow('a frame at 1 s follows one at 1 s');
  });

  it('adds up: usable, faulty and missing time is all time', () => {
    const steps = fc.array(fc.tuple(fc.double({ min: 0.01, max: 2, noNaN: true }), fc.boolean()), {
      minLength: 1,
    });
    fc.assert(
      fc.property(steps, (given) => {
        const count = openTrackedTime(parameters);
        let time = 0;
        for (const [step, good] of given) {
          time += step;
          count.add(good ? frame(time) : frame(time, 'unsure'));
        }
        const { seconds, usable, missing, faults, share } = count.sum();
        expect(usable + missing + faults.unsure).toBeCloseTo(seconds, 9);
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }),
    );
  });
});
