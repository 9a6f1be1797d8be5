import { describe, expect, test } from 'vitest';
import { type DamageRecord, damageRecord } from './damage.ts';

/** Packets in the order of decoding: the times at which they are shown, and whether they are key frames. */
function sent(packets: readonly (readonly [number, boolean])[], failing: readonly number[] = []) {
  const record = damageRecord(true);
  for (const [time, isKey] of packets) {
    record.sent({ time: BigInt(time), isKey });
    if (failing.includes(time)) record.packetFailed();
  }
  return record;
}

/** The times of the frames that are sound, when those that failed or stay away do not come out. */
function soundOf(record: DamageRecord, away: readonly number[], damaged: readonly number[] = []) {
  const missing: number[] = [];
  const sound = TIMES.filter((time) => {
    if (away.includes(time)) return false;
    const came = record.came({ time: BigInt(time), isDamaged: damaged.includes(time) });
    missing.push(...came.missing.map(Number));
    return came.isSound;
  });
  return { sound, missing: [...missing, ...record.ended().map(Number)] };
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
    // What is shown behind the key frame does not lean on what is shown before it.
    { failing: [35], sound: [0, 10, 20, 30, 40, 50] },
    { failing: [0, 50], sound: [40] },
  ])('failing $failing', ({ failing, sound }) => {
    expect(soundOf(sent(PACKETS, failing), failing)).toEqual({ sound, missing: [] });
  });

  test('a frame that the decoder calls broken breaks what follows', () => {
    expect(soundOf(sent(PACKETS), [], [10])).toEqual({ sound: [0, 40, 50], missing: [] });
  });

  test('a frame that stays away breaks what follows', () => {
    expect(soundOf(sent(PACKETS), [10])).toEqual({ sound: [0, 40, 50], missing: [10] });
    expect(soundOf(sent(PACKETS), [50])).toEqual({ sound: [0, 10, 20, 30, 35, 40], missing: [50] });
  });

  test('where packets need not give frames, none is missing', () => {
    const record = damageRecord(false);
    for (const [time, isKey] of PACKETS) record.sent({ time: BigInt(time), isKey });
    expect(soundOf(record, [10])).toEqual({ sound: [0, 20, 30, 35, 40, 50], missing: [] });
  });

  test('before any packet is known', () => {
    const record = damageRecord(true);
    expect(record.came({ time: 0n, isDamaged: false }).isSound).toBe(true);
    expect(record.came({ time: 0n, isDamaged: true }).isSound).toBe(false);
  });

  test('what is remembered does not grow, and damage is not forgotten', () => {
    const record = damageRecord(false);
    record.sent({ time: 0n, isKey: true });
    record.packetFailed();
    for (let time = 1n; time < 1000n; time++) record.sent({ time, isKey: false });
    expect(record.came({ time: 999n, isDamaged: false }).isSound).toBe(false);
    record.sent({ time: 1000n, isKey: true });
    expect(record.came({ time: 1000n, isDamaged: false }).isSound).toBe(true);
  });
});

describe('where decoding begins', () => {
  // A key frame at 40 with two frames that are decoded behind it and shown before it, which lean on what was not read.
  const OPEN = [
    [40, true],
    [20, false],
    [30, false],
    [50, false],
    [60, false],
  ] as const;

  test('frames that lean on what was not read are not missed, and break nothing', () => {
    const record = sent(OPEN);
    const came = [40, 50, 60].map((time) => record.came({ time: BigInt(time), isDamaged: false }));
    expect(came.map(({ isSound }) => isSound)).toEqual([true, true, true]);
    expect(came.flatMap(({ missing }) => missing)).toEqual([]);
    expect(record.ended()).toEqual([]);
  });

  test('a key frame that fails is missed, with all that leans on it', () => {
    const record = sent([...OPEN, [80, true]], [40]);
    const { isSound, missing } = record.came({ time: 80n, isDamaged: false });
    expect([isSound, missing]).toEqual([true, [20n, 30n, 50n, 60n]]);
  });
});
