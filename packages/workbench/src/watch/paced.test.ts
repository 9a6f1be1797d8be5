import { expect, it } from 'vitest';
import { openPace } from './paced.ts';

/** Gives frames that take so many milliseconds to decode, with a clock that only waits and work move. */
async function given(times: readonly number[], decode: number, look: number) {
  let clock = 1000;
  const pace = openPace(
    () => clock,
    async (milliseconds) => {
      clock += milliseconds;
    },
  );
  async function* frames() {
    for (const time of times) {
      clock += decode;
      yield { time, image: { width: 1, height: 1, data: new Uint8Array(3) } };
    }
  }
  const seen: [number, number][] = [];
  let began: number | undefined;
  for await (const { time } of pace.of(frames())) {
    began ??= clock;
    seen.push([time, (clock - began) / 1000]);
    clock += look;
  }
  return { seen, behind: pace.behind() };
}

it('a machine that is fast enough sees each frame at its time', async () => {
  const { seen, behind } = await given([2, 2.1, 2.2, 3], 10, 20);
  expect(seen.map(([time, at]) => [time, Number(at.toFixed(6))])).toEqual([
    [2, 0],
    [2.1, 0.1],
    [2.2, 0.2],
    [3, 1],
  ]);
  expect(behind).toBe(0);
});

it('one that is too slow sees all of them, and is told how late it is', async () => {
  const { seen, behind } = await given([0, 0.1, 0.2, 0.3], 50, 150);
  expect(seen.map(([time]) => time)).toEqual([0, 0.1, 0.2, 0.3]);
  expect(behind).toBeCloseTo(0.3, 9);
});
