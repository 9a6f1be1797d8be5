import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WinceError } from '@wince/core';
import {
  AV_SAMPLE_FMT_FLTP,
  AV_SAMPLE_FMT_S16,
  FF_ENCODER_AAC,
  FF_ENCODER_FLAC,
  FF_ENCODER_LIBMP3LAME,
  FF_ENCODER_LIBVORBIS,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openVideo } from './open-video.ts';
import { recordingKind } from './recording-kind.ts';
import { drawSound, readSound, wavBytes, writeDrawnSound } from './sound.fixture.ts';
import { openSound } from './sound.ts';
import { writeDrawnVideo } from './video.fixture.ts';

const TRUTH = drawSound(16_000, 3);
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-bad-sound-'));
  await writeDrawnVideo(join(folder, 'silent.mp4'), { encoder: FF_ENCODER_LIBX264 });
  await writeFile(join(folder, 'whole.wav'), wavBytes([TRUTH], 16_000, 's16'));
  const sound = { sampleRate: 16_000, channels: [TRUTH] };
  const float = { ...sound, format: AV_SAMPLE_FMT_FLTP };
  await writeDrawnSound(join(folder, 'whole.flac'), {
    ...sound,
    encoder: FF_ENCODER_FLAC,
    format: AV_SAMPLE_FMT_S16,
  });
  await writeDrawnSound(join(folder, 'whole.mp3'), { ...float, encoder: FF_ENCODER_LIBMP3LAME });
  await writeDrawnSound(join(folder, 'whole.ogg'), { ...float, encoder: FF_ENCODER_LIBVORBIS });
  await writeDrawnSound(join(folder, 'plain.m4a'), { ...float, encoder: FF_ENCODER_AAC });
  const muxing = { movflags: 'faststart' };
  await writeDrawnSound(join(folder, 'indexed.m4a'), { ...float, encoder: FF_ENCODER_AAC, muxing });
  const pictures = join(folder, 'silent.mp4');
  await writeDrawnSound(join(folder, 'film.mp4'), { ...float, encoder: FF_ENCODER_AAC, pictures });
  await writeDrawnSound(join(folder, 'whole.mkv'), { ...float, encoder: FF_ENCODER_AAC, pictures });
});
afterAll(() => rm(folder, { recursive: true }));

async function put(name: string, bytes: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

async function outcome(path: string, options = {}) {
  try {
    return await readSound(path, { name: 'clips/S01', ...options });
  } catch (error) {
    if (!(error instanceof WinceError)) throw error;
    expect(error.message).toContain('clips/S01');
    expect(error.hint).not.toBe('');
    return { code: error.code };
  }
}

const file = (name: string) => readFile(join(folder, name));
const picture = () =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } })
    .png()
    .toBuffer();

describe('what has no sound that can be read', () => {
  test.each([
    { what: 'a video without sound', bytes: () => file('silent.mp4'), code: 'no-sound-track' },
    { what: 'nothing', bytes: () => '', code: 'empty-file' },
    { what: 'text', bytes: () => 'path,subject,label\n', code: 'not-a-sound' },
    {
      what: 'text of two bytes a letter',
      bytes: () => Buffer.from('\ufeffpath,label', 'utf16le'),
      code: 'not-a-sound',
    },
    { what: 'a playlist', bytes: () => '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n', code: 'not-a-sound' },
    { what: 'a picture', bytes: picture, code: 'not-a-sound' },
    {
      what: 'a WAV of its header alone',
      bytes: () => wavBytes([new Float64Array(0)], 8000, 's16'),
      code: 'damaged-sound',
    },
    {
      what: 'the first bytes of a WAV',
      bytes: async () => (await file('whole.wav')).subarray(0, 20),
      code: 'damaged-sound',
    },
    {
      what: 'the first bytes of a FLAC',
      bytes: async () => (await file('whole.flac')).subarray(0, 12),
      code: 'damaged-sound',
    },
    {
      what: 'an M4A without its index',
      bytes: async () => (await file('plain.m4a')).subarray(0, 9000),
      code: 'video-without-index',
    },
    {
      what: 'a WAV of numbers that are none',
      bytes: () => wavBytes([Float64Array.of(0, Number.NaN)], 8000, 'f32'),
      code: 'damaged-sound',
    },
    { what: 'a WAV of a codec that is not known', bytes: unknownCodec, code: 'unsupported-codec' },
  ])('$what: $code', async ({ bytes, code }) => {
    expect(await outcome(await put('bad', await bytes()))).toEqual({ code });
  });

  test('a file that is not there, and a folder', async () => {
    expect(await outcome(join(folder, 'none.wav'))).toEqual({ code: 'no-such-file' });
    expect(await outcome(folder)).toEqual({ code: 'unreadable-file' });
  });

  test('an interval behind the end, and one that is none', async () => {
    for (const name of ['whole.wav', 'whole.mp3', 'film.mp4'])
      expect(await outcome(join(folder, name), { start: 30, end: 40 })).toEqual({ code: 'empty-interval' });
    const sound = await openSound(join(folder, 'whole.wav'));
    for (const options of [{ start: -1 }, { start: 2, end: 2 }, { start: Number.NaN }])
      expect(() => sound.blocks(options)).toThrow(
        expect.objectContaining({ code: 'bad-frame-options', status: 2 }),
      );
    await sound.close();
  });
});

function unknownCodec(): Uint8Array {
  const bytes = wavBytes([TRUTH], 16_000, 's16');
  new DataView(bytes.buffer).setUint16(20, 0x4321, true);
  return bytes;
}

describe('what is cut off or damaged', () => {
  test.each(['whole.wav', 'whole.flac', 'whole.mp3', 'indexed.m4a', 'whole.mkv'])(
    'half of %s is read, and said to be a part',
    async (name) => {
      const bytes = await file(name);
      const whole = await readSound(join(folder, name));
      const read = await outcome(
        await put(`half-${name}`, bytes.subarray(0, Math.floor(bytes.length * 0.6))),
      );
      if (!('samples' in read)) throw new Error(`half of ${name}: ${read.code}`);
      expect(read.completeness).toMatchObject({ state: 'partial', samples: read.samples.length });
      expect(read.completeness?.reasons.map(({ code }) => code)).toContain('truncated');
      expect(read.samples.length).toBeGreaterThan(0.2 * whole.samples.length);
      expect(read.samples.length).toBeLessThan(0.9 * whole.samples.length);
      const sure = read.samples.length - 4096;
      expect(read.samples.subarray(0, sure)).toEqual(whole.samples.subarray(0, sure));
    },
  );

  test('a part before the cut is whole', async () => {
    const bytes = await file('whole.wav');
    const path = await put('half.wav', bytes.subarray(0, Math.floor(bytes.length / 2)));
    const read = await readSound(path, { start: 0.2, end: 1 });
    expect(read.completeness).toMatchObject({ state: 'whole', samples: 12_800 });
  });

  test('broken bytes in a FLAC leave a gap, and what is given is as it was', async () => {
    const bytes = Uint8Array.from(await file('whole.flac'));
    const middle = Math.floor(bytes.length / 2);
    bytes.fill(0xa5, middle, middle + 40);
    const whole = await readSound(join(folder, 'whole.flac'));
    const { blocks, completeness } = await readSound(await put('broken.flac', bytes));
    expect(completeness?.state).toBe('partial');
    expect(completeness?.lostPackets).toBeGreaterThan(0);
    expect(completeness?.reasons.map(({ code }) => code)).toEqual(['broken-frames']);
    expect(completeness?.samples).toBeLessThan(whole.samples.length);
    for (const { time, samples } of blocks) {
      const first = Math.round(time * 16_000);
      expect(samples).toEqual(whole.samples.slice(first, first + samples.length));
    }
  });

  test('broken packets in an MP4 do not move what comes after them', async () => {
    const bytes = Uint8Array.from(await file('film.mp4'));
    const at = Buffer.from(bytes).indexOf('mdat', 0, 'latin1');
    const middle = at + Math.floor((bytes.length - at) / 2);
    bytes.fill(0xff, middle, middle + 900);
    const whole = await readSound(join(folder, 'film.mp4'));
    const read = await outcome(await put('broken.mp4', bytes));
    if (!('samples' in read)) throw new Error(`broken.mp4: ${read.code}`);
    const last = read.blocks[read.blocks.length - 1];
    expect(last.time + last.samples.length / 16_000).toBeCloseTo(whole.samples.length / 16_000, 3);
    const first = Math.round(last.time * 16_000);
    expect(last.samples).toEqual(whole.samples.slice(first, first + last.samples.length));
  });
});

describe('stopping', () => {
  test('a signal ends the reading with its reason', async () => {
    const sound = await openSound(join(folder, 'whole.wav'));
    const stop = new AbortController();
    const blocks = sound.blocks({ signal: stop.signal });
    await blocks.next();
    stop.abort(new Error('enough'));
    await expect(drain(blocks)).rejects.toThrow('enough');
    await expect(drain(sound.blocks({ signal: stop.signal }))).rejects.toThrow('enough');
    await sound.close();
  });

  test('closing ends all reading', async () => {
    const sound = await openSound(join(folder, 'whole.wav'));
    const blocks = sound.blocks();
    await blocks.next();
    await sound.close();
    expect((await blocks.next()).done).toBe(true);
    await expect(drain(sound.blocks())).rejects.toThrow('was closed');
  });
});

async function drain(blocks: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of blocks);
}

describe('sound alone', () => {
  test.each(['whole.wav', 'whole.flac', 'whole.mp3', 'whole.ogg', 'plain.m4a'])(
    '%s is told by its content',
    async (name) => {
      const path = await put(`${name}.mp4`, await file(name));
      expect(await recordingKind(path)).toBe('sound');
      // Where pictures are needed it is refused, and the reason is given.
      await expect(openVideo(path)).rejects.toMatchObject({
        code: 'no-video-track',
        message: expect.stringContaining('only sound'),
      });
    },
  );

  test.each([
    { name: 'silent.mp4', kind: 'video' },
    { name: 'film.mp4', kind: 'video' },
    { name: 'whole.mkv', kind: 'video' },
  ])('$name is a $kind', async ({ name, kind }) => {
    expect(await recordingKind(join(folder, name))).toBe(kind);
  });

  test('a picture is a picture', async () => {
    expect(await recordingKind(await put('picture.wav', await picture()))).toBe('picture');
  });
});
