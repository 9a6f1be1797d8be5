import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WinceError } from '@wince/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileVersion } from '../file-handle.ts';
import { openLibavSound } from '../libav/sound-reader.ts';
import type { Sound, SoundOptions } from '../opened-sound.ts';
import { RecordedSound } from '../recorded-sound.ts';
import { drawSound, wavBytes } from '../sound.fixture.ts';
import { plainWavOf } from './plain-wav.ts';
import { type DrawnWav, wavFile } from './wav.fixture.ts';
import { WavSource } from './wav-source.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-wav-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function put(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'drawn.wav');
  await writeFile(path, bytes);
  return path;
}

const readBytes = (bytes: Uint8Array) => async (offset: number, length: number) =>
  bytes.subarray(offset, offset + length);
const headerOf = (bytes: Uint8Array) => plainWavOf(bytes.subarray(0, 4100), readBytes(bytes), bytes.length);

/** The file without libav; undefined where it is left to libav. */
async function openDirectly(path: string, bytes: Uint8Array): Promise<Sound | undefined> {
  const wav = await headerOf(bytes);
  if (!wav) return undefined;
  const version = () => fileVersion(path);
  return new RecordedSound(new WavSource(await open(path), wav), { name: 'S01', missingBytes: 0, version });
}

const openWithLibav = (path: string) =>
  openLibavSound(path, {
    ...{ name: 'S01', structure: null, missingBytes: 0, firstTime: null },
    version: () => fileVersion(path),
  });

/** All that is told of a sound, also by an error. */
async function told(sound: Sound, options: SoundOptions) {
  const blocks: { time: number; sampleRate: number; samples: Float32Array }[] = [];
  try {
    for await (const { time, sampleRate, samples } of sound.blocks(options))
      blocks.push({ time, sampleRate, samples: samples.slice() });
    return { description: sound.description, blocks, completeness: sound.completeness };
  } catch (error) {
    if (!(error instanceof WinceError)) throw error;
    return { description: sound.description, blocks, code: error.code, message: error.message };
  } finally {
    await sound.close();
  }
}

const chunk = fc.record({
  word: fc.constantFrom('LIST', 'fact', 'JUNK', 'PEAK'),
  bytes: fc.uint8Array({ minLength: 4, maxLength: 40 }),
});
const drawnWav: fc.Arbitrary<DrawnWav> = fc.record({
  form: fc.constantFrom('u8', 's16', 's24', 's32', 'f32', 'f64'),
  header: fc.constantFrom('plain', 'with a length', 'extensible'),
  channels: fc.integer({ min: 1, max: 4 }),
  sampleRate: fc.oneof(
    fc.constantFrom(8000, 11_025, 16_000, 44_100, 48_000),
    fc.integer({ min: 1, max: 96_000 }),
  ),
  frames: fc.oneof(fc.constantFrom(0, 1, 2), fc.integer({ min: 3, max: 60_000 })),
  seed: fc.nat(),
  /** Floats that are louder than 1, infinite or no number. */
  odd: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(3) }),
  before: fc.array(chunk, { maxLength: 3 }),
  after: fc.array(chunk, { maxLength: 3 }),
});
/** Shares of the length; the end may lie behind it. */
const drawnInterval = fc.option(
  fc.record({
    start: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1.2, noNaN: true })),
    share: fc.option(fc.double({ min: 0.001, max: 1.2, noNaN: true })),
  }),
);

test('gives what libav gives: description, blocks, completeness, errors', async () => {
  let direct = 0;
  await fc.assert(
    fc.asyncProperty(drawnWav, drawnInterval, async (drawn, interval) => {
      const bytes = wavFile(drawn);
      const path = await put(bytes);
      const length = drawn.frames / drawn.sampleRate;
      const start = interval ? interval.start * length : undefined;
      const share = interval?.share ?? undefined;
      const end = share === undefined || length === 0 ? undefined : (start ?? 0) + share * length;
      const sound = await openDirectly(path, bytes);
      if (!sound) {
        // Noise may begin like a packet.
        expect(drawn.frames === 0 || drawn.form === 's16').toBe(true);
        return;
      }
      direct++;
      const expected = await told(await openWithLibav(path), { start, end });
      expect(await told(sound, { start, end })).toEqual(expected);
    }),
    { numRuns: 150 },
  );
  expect(direct).toBeGreaterThan(75);
});

const HALF: DrawnWav = {
  ...{ form: 's16', header: 'plain', channels: 2, sampleRate: 8000, frames: 3, seed: 1, odd: 0 },
  ...{ before: [], after: [], lost: 2 },
};

describe('what is odd is left to libav', () => {
  const plain = wavBytes([drawSound(8000, 0.1)], 8000, 's16');
  const changed = (change: (view: DataView, bytes: Uint8Array) => void) => {
    const bytes = plain.slice();
    change(new DataView(bytes.buffer), bytes);
    return bytes;
  };
  const held = (...bytes: readonly number[]) => changed((_, file) => file.fill(0, 44, 444).set(bytes, 444));

  test('a plain one is not', async () => {
    expect(await headerOf(plain)).toMatchObject({ sampleRate: 8000, channels: 1, offset: 44, frames: 800 });
  });

  test.each([
    { what: 'one that is cut off', bytes: plain.subarray(0, plain.length - 2) },
    { what: 'one that goes on behind its end', bytes: Buffer.concat([plain, Buffer.from('more')]) },
    { what: 'a RIFF of no length', bytes: changed((view) => view.setUint32(4, 0, true)) },
    { what: 'a RIFF of unknown length', bytes: changed((view) => view.setUint32(4, 0xffff_ffff, true)) },
    { what: 'RF64', bytes: changed((_, file) => file.set(Buffer.from('RF64'))) },
    { what: 'AVI', bytes: changed((_, file) => file.set(Buffer.from('AVI '), 8)) },
    { what: 'another chunk', bytes: changed((_, file) => file.set(Buffer.from('smpl'), 36)) },
    { what: 'no format', bytes: changed((_, file) => file.set(Buffer.from('JUNK'), 12)) },
    { what: 'samples of no length', bytes: changed((view) => view.setUint32(40, 0, true)) },
    { what: 'samples that are too long', bytes: changed((view) => view.setUint32(40, 1602, true)) },
    { what: 'samples that are too short', bytes: changed((view) => view.setUint32(40, 1590, true)) },
    { what: 'half a sample', bytes: wavFile(HALF) },
    { what: 'a tag of ADPCM', bytes: changed((view) => view.setUint16(20, 2, true)) },
    { what: 'no channels', bytes: changed((view) => view.setUint16(22, 0, true)) },
    { what: 'more channels than fit', bytes: changed((view) => view.setUint16(22, 2, true)) },
    { what: 'no rate', bytes: changed((view) => view.setUint32(24, 0, true)) },
    { what: 'a rate of bytes that does not fit', bytes: changed((view) => view.setUint32(28, 8000, true)) },
    { what: 'a frame of 3 bytes', bytes: changed((view) => view.setUint16(32, 3, true)) },
    { what: 'samples of 12 bits', bytes: changed((view) => view.setUint16(34, 12, true)) },
    { what: 'packets of DTS', bytes: held(0x7f, 0xfe, 0x80, 0x01) },
    { what: 'packets of IEC 61937', bytes: held(0x72, 0xf8, 0x1f, 0x4e) },
    { what: 'packets of AC-3', bytes: held(0x0b, 0x77) },
    { what: 'packets of MP3', bytes: held(0xff, 0xfb) },
  ])('$what', async ({ bytes }) => {
    expect(await headerOf(bytes)).toBeUndefined();
  });
});

describe('a file that changes', () => {
  const long = wavBytes([drawSound(44_100, 8)], 44_100, 's16');

  test('and becomes shorter while it is read: a part, and being written', async () => {
    const path = await put(long);
    const sound = await openDirectly(path, long);
    if (!sound) throw new Error('left to libav');
    const blocks = sound.blocks();
    await blocks.next();
    await writeFile(path, long.subarray(0, 300_000));
    let samples = 22_050;
    for await (const block of blocks) samples += block.samples.length;
    expect(samples).toBe((300_000 - 44) / 2);
    expect(sound.completeness).toMatchObject({ state: 'partial', samples });
    expect(sound.completeness?.reasons.map(({ code }) => code)).toEqual(['truncated', 'being-written']);
    await sound.close();
  });
});

test('two readings side by side do not disturb each other, and closing ends both', async () => {
  const bytes = wavBytes([drawSound(44_100, 8)], 44_100, 's16');
  const path = await put(bytes);
  const sound = await openDirectly(path, bytes);
  if (!sound) throw new Error('left to libav');
  const [left, right] = [sound.blocks(), sound.blocks({ start: 2 })];
  expect((await left.next()).value?.time).toBe(0);
  expect((await right.next()).value?.time).toBe(2);
  await sound.close();
  expect((await left.next()).done).toBe(true);
  expect((await right.next()).done).toBe(true);
  await expect(sound.blocks().next()).rejects.toThrow('was closed');
});
