import { describe, expect, test } from 'vitest';
import { damageRecord } from './damage.ts';

/** Packets in the order of decoding: the times at which they are shown; capitals of the comment are key frames. */
function sent(packets: readonly (readonly [number, boolean])[], failing: readonly number[] = []) {
  const record = damageRecord();
  for (const [time, isKey] of packets) {
    record.sent({ time: BigInt(time), isKey });
    if (failing.includes(time)) record.packetFailed();
  }
  return (time: number, isDamaged = false) => record.isSound({ time: BigInt(time), isDamaged });
}

// Two groups: key frames at 0 and 40; 20 is shown before 30, and 35 before the key frame that is decoded ahead of it.
const PACKETS = [
  [0, true],
  [10, false],
  [30, false],
  [20, false],
  [40, true],
  [35, false],
  [50, false],
] as const;
const TIMES = [0, 10, 20, 30, 35, 40, 50];

describe('frames behind a broken packet', () => {
  test.each([
    { failing: [], sound: TIMES },
    // All up to the next key frame, and what may lean on them from behind it.
    { failing: [10], sound: [0, 40, 50] },
    { failing: [30], sound: [0, 10, 40, 50] },
    { failing: [20], sound: [0, 10, 30, 40, 50] },
    { failing: [0], sound: [40, 50] },
    { failing: [40], sound: [0, 10, 20, 30] },
    { failing: [35], sound: [0, 10, 20, 30, 40] },
    { failing: [0, 50], sound: [40] },
  ])('failing $failing', ({ failing, sound }) => {
    const isSound = sent(PACKETS, failing);
    expect(TIMES.filter((time) => isSound(time))).toEqual(sound);
  });

  test('a frame that the decoder calls broken breaks what follows', () => {
    const isSound = sent(PACKETS);
    expect(isSound(0)).toBe(true);
    expect(isSound(10, true)).toBe(false);
    expect([20, 30, 35, 40, 50].filter((time) => isSound(time))).toEqual([40, 50]);
  });

  test('before any packet is known', () => {
    const record = damageRecord();
    expect(record.isSound({ time: 0n, isDamaged: false })).toBe(true);
    expect(record.isSound({ time: 0n, isDamaged: true })).toBe(false);
  });

  test('what is remembered does not grow', () => {
    const record = damageRecord();
    record.sent({ time: 0n, isKey: true });
    record.packetFailed();
    for (let time = 1n; time < 1000n; time++) record.sent({ time, isKey: false });
    expect(record.isSound({ time: 999n, isDamaged: false })).toBe(false);
    record.sent({ time: 1000n, isKey: true });
    expect(record.isSound({ time: 1000n, isDamaged: false })).toBe(true);
  });
});
