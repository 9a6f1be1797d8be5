import { analyseCry, type SoundBlock, WinceError } from '@wince/core';
import { noSoundTrack } from '@wince/media';
import { expect, it } from 'vitest';
import { drawnCry } from '../../../core/src/sound/drawn-sound.fixture.ts';
import { openCryHearing, openLiveSound } from './cry.ts';
import type { WatchedCry } from './messages.ts';

const RATE = 16_000;
const cry = drawnCry({ sampleRate: RATE, hertz: 450 });
const going = new AbortController().signal;

function* blocksOf(samples: Float32Array): Generator<SoundBlock> {
  for (let at = 0; at < samples.length; at += RATE / 2)
    yield { time: at / RATE, sampleRate: RATE, samples: samples.subarray(at, at + RATE / 2) };
}

/** Hears a sound beside frames. */
function hear(samples: Float32Array, signal = going) {
  const told: WatchedCry[] = [];
  const taken: number[] = [];
  let closed = 0;
  const sound = {
    async *blocks() {
      for (const block of blocksOf(samples)) {
        taken.push(block.time);
        yield block;
      }
    },
    close: async () => void closed++,
  };
  const hearing = openCryHearing(
    async () => sound,
    signal,
    (message) => void told.push(message),
  );
  return { hearing, told, taken, closed: () => closed };
}

it('sound is decoded as far as the frames are, and its breaths are those of the command line', async () => {
  const { hearing, told, taken, closed } = hear(cry);
  await hearing.until(0);
  expect(taken).toEqual([0]);
  await hearing.until(2);
  // The face at rest is looked for once more from the beginning.
  await hearing.until(0.2);
  expect(taken).toEqual([0, 0.5, 1, 1.5]);
  expect(told.map(({ time }) => time)).toEqual([1, 2]);
  await hearing.end();
  await hearing.close();
  expect(told.at(-1)?.breaths).toEqual(analyseCry(cry, RATE).segments);
  expect(told.at(-1)).toMatchObject({ kind: 'cry', time: 4.7, state: 'crying', reason: null });
  expect(closed()).toBe(1);
});

it('a cry that has ended is no cry any more, and its breaths stay', async () => {
  const sound = new Float32Array(RATE * 9);
  sound.set(cry);
  const { hearing, told } = hear(sound);
  await hearing.end();
  const states = new Map(told.map(({ time, state }) => [time, state]));
  expect([states.get(3), states.get(6), states.get(9)]).toEqual(['crying', 'crying', 'no cry']);
  expect(told.at(-1)?.breaths.filter(({ kind }) => kind === 'expiration')).toHaveLength(3);
});

it.each([
  ['silent', new Float32Array(RATE * 2), /^the recording is silent/],
  ['clipped', cry.map((x) => Math.max(-0.1, Math.min(0.1, x))), /^the recording is clipped/],
])('of a sound that is %s it cannot be told, and why', async (_, samples, why) => {
  const { hearing, told } = hear(samples);
  await hearing.end();
  expect(told.at(-1)).toMatchObject({ state: 'cannot tell', reason: expect.stringMatching(why) });
});

it('a video without sound says so, and frames go on', async () => {
  const told: WatchedCry[] = [];
  const hearing = openCryHearing(
    async () => Promise.reject(noSoundTrack('ward.mp4')),
    going,
    (message) => void told.push(message),
  );
  await hearing.until(1);
  await hearing.until(2);
  await hearing.end();
  await hearing.close();
  expect(told).toEqual([
    { kind: 'cry', time: null, state: 'no sound', reason: 'ward.mp4 has no sound.', breaths: [] },
  ]);
});

it('sound that breaks off keeps what was heard of it', async () => {
  const told: WatchedCry[] = [];
  const hearing = openCryHearing(
    async () => ({
      async *blocks() {
        yield* [...blocksOf(cry)].slice(0, 6);
        throw new WinceError('damaged-sound', 'The sound is damaged.', { hint: 'Copy it again.' });
      },
      close: async () => undefined,
    }),
    going,
    (message) => void told.push(message),
  );
  await hearing.end();
  expect(told.at(-1)).toMatchObject({ state: 'cannot tell', reason: 'The sound is damaged.', time: 3 });
  expect(told.at(-1)?.breaths.length).toBeGreaterThan(1);
});

it('what ends the watching ends the hearing, and a defect is no state', async () => {
  const ending = new AbortController();
  const { hearing, taken } = hear(cry, ending.signal);
  ending.abort();
  await expect(hearing.end()).rejects.toThrow(/abort/i);
  expect(taken).toHaveLength(1);
  const broken = openCryHearing(
    async () => Promise.reject(new TypeError('a defect')),
    going,
    () => {},
  );
  await expect(broken.end()).rejects.toThrow('a defect');
});

it('a microphone is heard as it comes, what waits too long is left out, and a refused one says why', async () => {
  const live = openLiveSound();
  for (const block of blocksOf(new Float32Array(RATE * 15))) live.push(block);
  const told: WatchedCry[] = [];
  const hearing = openCryHearing(
    async () => live,
    going,
    (message) => void told.push(message),
  );
  const end = hearing.end();
  await new Promise((resolve) => setTimeout(resolve, 50));
  // Ten seconds of fifteen.
  expect(told.map(({ time }) => time)).toEqual(Array.from({ length: 10 }, (_, i) => 6 + i));
  live.fail('Permission denied');
  await end;
  expect(told.at(-1)).toMatchObject({
    ...{ state: 'no sound', time: 15, reason: 'The browser gives no microphone: Permission denied.' },
  });
  await hearing.close();
});
