import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AV_SAMPLE_FMT_FLTP,
  AV_SAMPLE_FMT_S16,
  AV_SAMPLE_FMT_S16P,
  AV_SAMPLE_FMT_S32,
  FF_ENCODER_AAC,
  FF_ENCODER_FLAC,
  FF_ENCODER_LIBMP3LAME,
  FF_ENCODER_LIBOPUS,
  FF_ENCODER_LIBVORBIS,
  FF_ENCODER_LIBVPX_VP9,
  FF_ENCODER_LIBX264,
  FF_ENCODER_PCM_S16LE,
} from 'node-av/constants';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeClip } from '../phantom/encode-clip.ts';
import { openVideo } from './open-video.ts';
import {
  drawSound,
  joined,
  lagOf,
  meanOf,
  readSound,
  rmsError,
  type WAV_FORMATS,
  wavBytes,
  writeDrawnSound,
} from './sound.fixture.ts';
import { openSound } from './sound.ts';
import { collect, writeDrawnVideo } from './video.fixture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-sound-'));
  await writeDrawnVideo(join(folder, 'pictures.mp4'), { encoder: FF_ENCODER_LIBX264 });
  await writeDrawnVideo(join(folder, 'pictures.webm'), { encoder: FF_ENCODER_LIBVPX_VP9 });
});
afterAll(() => rm(folder, { recursive: true }));

/** A second channel that is not like the first. */
const other = (first: Float64Array) => first.map((x, n) => 0.5 * Math.sin(n / 7) - 0.3 * x);

async function wav(
  name: string,
  channels: readonly Float64Array[],
  rate: number,
  format: keyof typeof WAV_FORMATS,
) {
  const path = join(folder, name);
  await writeFile(path, wavBytes(channels, rate, format));
  return path;
}

describe('WAV', () => {
  /** The step of each format; of those that float32 cannot hold, none. */
  const steps = { u8: 2 ** -7, s16: 2 ** -15, s24: 2 ** -23, s32: 2 ** -31, f32: 2 ** -24, f64: 0 };
  /** Between two numbers of float32 below 1. */
  const FLOAT32 = 2 ** -24;

  test.each(
    [8000, 16_000, 44_100].flatMap((rate) =>
      (['u8', 's16', 's24', 's32', 'f32', 'f64'] as const).flatMap((format) =>
        [1, 2].map((count) => ({ rate, format, count })),
      ),
    ),
  )('$format at $rate Hz, $count channels', async ({ rate, format, count }) => {
    const first = drawSound(rate, 1.3);
    const channels = count === 1 ? [first] : [first, other(first)];
    const read = await readSound(await wav(`${format}.wav`, channels, rate, format));
    expect(read.description).toMatchObject({
      container: 'wav',
      sampleRate: rate,
      channels: count,
      duration: 1.3,
    });
    expect(read.completeness).toEqual({ state: 'whole', reasons: [], samples: first.length, lostPackets: 0 });
    expect(read.samples).toHaveLength(first.length);
    const truth = meanOf(channels);
    let most = 0;
    for (const [n, x] of read.samples.entries()) most = Math.max(most, Math.abs(x - truth[n]));
    // Each channel is rounded to the nearest step, and the mean to the nearest float32.
    expect(most).toBeLessThanOrEqual((steps[format] + FLOAT32) / 2);
  });

  test('whole steps come out as they went in', async () => {
    const values = Float64Array.from([-1, -0.5, 0, 1 / 32_768, 0.5, 32_767 / 32_768]);
    const read = await readSound(await wav('steps.wav', [values, values], 8000, 's16'));
    expect(Array.from(read.samples)).toEqual(Array.from(values));
  });

  test('louder than 1 is cut to 1', async () => {
    const values = Float64Array.from([-2, 0.25, 1.5]);
    const read = await readSound(await wav('loud.wav', [values], 8000, 'f32'));
    expect(Array.from(read.samples)).toEqual([-1, 0.25, 1]);
  });
});

describe('containers', () => {
  const float = AV_SAMPLE_FMT_FLTP;
  const lossless = [
    { name: 'sound.flac', encoder: FF_ENCODER_FLAC, format: AV_SAMPLE_FMT_S16, rate: 44_100 },
    { name: 'deep.flac', encoder: FF_ENCODER_FLAC, format: AV_SAMPLE_FMT_S32, rate: 16_000 },
    { name: 'flac.mkv', encoder: FF_ENCODER_FLAC, format: AV_SAMPLE_FMT_S16, rate: 44_100, pictures: 'mp4' },
    { name: 'plain.mkv', encoder: FF_ENCODER_PCM_S16LE, format: AV_SAMPLE_FMT_S16, rate: 44_100 },
    {
      name: 'plain.mov',
      encoder: FF_ENCODER_PCM_S16LE,
      format: AV_SAMPLE_FMT_S16,
      rate: 8000,
      pictures: 'mp4',
    },
    { name: 'plain.caf', encoder: FF_ENCODER_PCM_S16LE, format: AV_SAMPLE_FMT_S16, rate: 16_000 },
    { name: 'plain.avi', encoder: FF_ENCODER_PCM_S16LE, format: AV_SAMPLE_FMT_S16, rate: 16_000 },
  ] as const;
  const lossy = [
    { name: 'aac.mp4', encoder: FF_ENCODER_AAC, format: float, rate: 44_100, pictures: 'mp4' },
    { name: 'aac.mov', encoder: FF_ENCODER_AAC, format: float, rate: 48_000, pictures: 'mp4' },
    { name: 'aac.m4a', encoder: FF_ENCODER_AAC, format: float, rate: 16_000 },
    { name: 'aac.mkv', encoder: FF_ENCODER_AAC, format: float, rate: 44_100, pictures: 'mp4' },
    {
      name: 'opus.webm',
      encoder: FF_ENCODER_LIBOPUS,
      format: AV_SAMPLE_FMT_S16,
      rate: 48_000,
      pictures: 'webm',
    },
    { name: 'vorbis.webm', encoder: FF_ENCODER_LIBVORBIS, format: float, rate: 44_100 },
    { name: 'opus.ogg', encoder: FF_ENCODER_LIBOPUS, format: AV_SAMPLE_FMT_S16, rate: 48_000 },
    { name: 'vorbis.ogg', encoder: FF_ENCODER_LIBVORBIS, format: float, rate: 44_100 },
    { name: 'sound.mp3', encoder: FF_ENCODER_LIBMP3LAME, format: float, rate: 44_100 },
    { name: 'slow.mp3', encoder: FF_ENCODER_LIBMP3LAME, format: AV_SAMPLE_FMT_S16P, rate: 16_000 },
  ] as const;

  async function drawn(made: (typeof lossless)[number] | (typeof lossy)[number], settings = {}) {
    const { name, encoder, format, rate } = made;
    const first = drawSound(rate, 2.2);
    const channels = [first, other(first)];
    const path = join(folder, name);
    const pictures = 'pictures' in made ? join(folder, `pictures.${made.pictures}`) : undefined;
    await writeDrawnSound(path, { encoder, sampleRate: rate, channels, format, pictures, settings });
    return { path, truth: meanOf(channels) };
  }

  test.each(lossless)('$name holds what was drawn', async (made) => {
    const { path, truth } = await drawn(made);
    const { samples, blocks, completeness, description } = await readSound(path);
    expect(description).toMatchObject({ sampleRate: made.rate, channels: 2 });
    expect(completeness).toMatchObject({ state: 'whole', samples: truth.length });
    expect(samples).toHaveLength(truth.length);
    expect(blocks[0].time).toBe(0);
    let most = 0;
    for (const [n, x] of samples.entries()) most = Math.max(most, Math.abs(x - truth[n]));
    const step = made.format === AV_SAMPLE_FMT_S32 ? 2 ** -22 : 2 ** -15;
    expect(most).toBeLessThanOrEqual(step * 0.51);
  });

  test.each(lossy)('$name is close to what was drawn, at the same time', async (made) => {
    const { path, truth } = await drawn(made, { b: '160k' });
    const { samples, blocks, completeness, description } = await readSound(path);
    expect(description).toMatchObject({ sampleRate: made.rate, channels: 2 });
    expect(completeness).toMatchObject({ state: 'whole', lostPackets: 0 });
    expect(blocks[0].time).toBeLessThan(0.001);
    expect(Math.abs(samples.length - truth.length)).toBeLessThanOrEqual(1024);
    expect(lagOf(samples, truth, Math.round(0.005 * made.rate))).toBe(0);
    expect(rmsError(samples, truth)).toBeLessThan(0.02);
  });

  test.each(['mp4', 'webm'] as const)('a drawn clip as %s gives its sound', async (format) => {
    const drawnSound = Float32Array.from(drawSound(48_000, 1));
    const image = { width: 64, height: 64, data: new Uint8Array(64 * 64 * 3).fill(90) };
    const path = join(folder, `clip.${format}`);
    await writeFile(path, await encodeClip(format, 30, () => image, drawnSound));
    const { samples, description } = await readSound(path);
    expect(description).toMatchObject({ container: format, codec: format === 'mp4' ? 'aac' : 'opus' });
    const lag = lagOf(samples, drawnSound, 2400);
    expect(rmsError(samples.subarray(lag), drawnSound)).toBeLessThan(0.05);
  });
});

describe('times', () => {
  test.each([
    { name: 'late.mp4', encoder: FF_ENCODER_AAC, format: AV_SAMPLE_FMT_FLTP },
    { name: 'late.mov', encoder: FF_ENCODER_PCM_S16LE, format: AV_SAMPLE_FMT_S16 },
    { name: 'late.mkv', encoder: FF_ENCODER_PCM_S16LE, format: AV_SAMPLE_FMT_S16 },
  ])('sound that begins 0.4 s after the pictures says so: $name', async ({ name, encoder, format }) => {
    const truth = drawSound(16_000, 1);
    const path = join(folder, name);
    const pictures = join(folder, 'pictures.mp4');
    const sound = { encoder, format, sampleRate: 16_000, channels: [truth], pictures, begins: 0.4 };
    await writeDrawnSound(path, sound);
    const { blocks, samples } = await readSound(path);
    const video = await openVideo(path);
    const [frame] = await collect(video.frames());
    await video.close();
    expect(frame.time).toBe(0);
    const late = blocks[0].time + lagOf(samples, truth, 1600) / 16_000;
    expect(Math.abs(late - 0.4)).toBeLessThan(0.001);
  });

  test('a gap is a jump of time', async () => {
    const truth = drawSound(16_000, 2);
    const path = join(folder, 'gap.mkv');
    // Packets of 1000 samples.
    const leftOut = (packet: number) => packet >= 12 && packet < 16;
    const sound = { encoder: FF_ENCODER_PCM_S16LE, sampleRate: 16_000, channels: [truth], leftOut };
    await writeDrawnSound(path, sound);
    const { blocks } = await readSound(path);
    expect(blocks.reduce((sum, { samples }) => sum + samples.length, 0)).toBe(28_000);
    for (const { time, samples } of blocks) {
      const first = Math.round(time * 16_000);
      // Matroska rounds times to 1 ms: 16 samples.
      const near = Array.from({ length: 33 }, (_, k) =>
        rmsError(samples, truth.subarray(Math.max(0, first + k - 16))),
      );
      expect(Math.min(...near)).toBeLessThan(2 ** -15);
    }
    const jumps = blocks
      .slice(1)
      .map((block, k) => block.time - (blocks[k].time + blocks[k].samples.length / 16_000));
    expect(jumps.filter((jump) => jump > 0.001)).toHaveLength(1);
    expect(Math.max(...jumps)).toBeCloseTo(0.25, 2);
  });
});

describe('intervals', () => {
  const made = [
    { name: 'part.wav', encoder: null },
    { name: 'part.flac', encoder: FF_ENCODER_FLAC, format: AV_SAMPLE_FMT_S16 },
    { name: 'part.mp4', encoder: FF_ENCODER_AAC, format: AV_SAMPLE_FMT_FLTP },
    { name: 'part.mov', encoder: FF_ENCODER_PCM_S16LE, format: AV_SAMPLE_FMT_S16 },
    { name: 'part.mkv', encoder: FF_ENCODER_AAC, format: AV_SAMPLE_FMT_FLTP },
    { name: 'part.mp3', encoder: FF_ENCODER_LIBMP3LAME, format: AV_SAMPLE_FMT_FLTP },
    { name: 'part.ogg', encoder: FF_ENCODER_LIBVORBIS, format: AV_SAMPLE_FMT_FLTP },
  ] as const;

  test.each(made)('are cut to the sample: $name', async (kind) => {
    const truth = drawSound(44_100, 2.5);
    const path = join(folder, kind.name);
    if (kind.encoder === null) await wav(kind.name, [truth], 44_100, 's16');
    else await writeDrawnSound(path, { ...kind, sampleRate: 44_100, channels: [truth] });
    const whole = await readSound(path);
    // 2.2 s is a whole number of samples, 1.23456 s is not.
    for (const [start, end] of [
      [0, 1.23456],
      [1.23456, 2.2],
      [2.2, 2.2001],
      [2.4, 60],
    ]) {
      const { samples, blocks } = await readSound(path, { start, end });
      const [first, last] = [start, end].map((time) => Math.max(0, Math.ceil(time * 44_100 - 1e-6)));
      expect(blocks[0].time).toBe(first / 44_100);
      expect(Buffer.compare(bytesOf(samples), bytesOf(whole.samples.slice(first, last)))).toBe(0);
    }
  });

  test('intervals that follow each other hold each sample once', async () => {
    const path = await wav('row.wav', [drawSound(8000, 2)], 8000, 's16');
    const whole = await readSound(path);
    const times = [0, 0.1, 0.30005, 0.7, 1.1, 1.9998, 2];
    const parts = [];
    for (let k = 1; k < times.length; k++)
      parts.push(...(await readSound(path, { start: times[k - 1], end: times[k] })).blocks);
    expect(joined(parts)).toEqual(whole.samples);
  });

  test('blocks follow each other, half a second each, the same each time', async () => {
    const path = await wav('blocks.wav', [drawSound(16_000, 1.7)], 16_000, 'f32');
    const { blocks } = await readSound(path);
    expect(blocks.map(({ time }) => time)).toEqual([0, 0.5, 1, 1.5]);
    expect(blocks.map(({ samples }) => samples.length)).toEqual([8000, 8000, 8000, 3200]);
    expect((await readSound(path)).blocks).toEqual(blocks);
  });

  test('two readings side by side do not disturb each other', async () => {
    const sound = await openSound(await wav('two.wav', [drawSound(8000, 2)], 8000, 's16'));
    const left = sound.blocks();
    const right = sound.blocks({ start: 1 });
    const [a, b] = [await left.next(), await right.next()];
    expect([a.value?.time, b.value?.time]).toEqual([0, 1]);
    await left.return();
    expect((await right.next()).value?.time).toBe(1.5);
    await sound.close();
  });
});

function bytesOf(samples: Float32Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}
