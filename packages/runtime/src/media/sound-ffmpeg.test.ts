import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { group } from '../../../../tests/groups.ts';
import { readSound } from './sound.fixture.ts';

/** Runs ffmpeg, which none of us wrote, and gives what it writes to standard output. */
function ffmpeg(...words: readonly string[]): Buffer {
  const { status, stdout, stderr } = spawnSync('ffmpeg', ['-v', 'error', '-y', ...words], {
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`ffmpeg: ${stderr}`);
  return stdout;
}

/** A sweep on the left, another tone on the right, two seconds at 44.1 kHz. */
const TONES =
  'aevalsrc=exprs=0.6*sin(2*PI*(200*t+400*t*t))|0.3*sin(2*PI*700*t)*sin(2*PI*1.3*t):sample_rate=44100:duration=2';
/** In floats: else the mean would be rounded to whole steps. */
const MEAN = 'aformat=sample_fmts=flt,pan=mono|c0=0.5*c0+0.5*c1';
const PICTURES = ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=25:duration=2'];

group('sound as ffmpeg has it', 'ffmpeg', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wince-sound-ffmpeg-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each([
    // Whole numbers and their mean are exact; lossy codecs round in another order on other processors.
    { name: 'u8.wav', made: '-c:a pcm_u8', most: 2 ** -24 },
    { name: 's16.wav', made: '-c:a pcm_s16le', most: 2 ** -24 },
    { name: 's24.wav', made: '-c:a pcm_s24le', most: 2 ** -24 },
    { name: 's32.wav', made: '-c:a pcm_s32le', most: 2 ** -24 },
    { name: 'f32.wav', made: '-c:a pcm_f32le', most: 2 ** -24 },
    { name: 'law.wav', made: '-c:a pcm_mulaw', most: 2 ** -24 },
    { name: 'slow.wav', made: '-ar 8000 -c:a pcm_s16le', most: 2 ** -24 },
    { name: 'sound.flac', made: '-c:a flac', most: 2 ** -24 },
    { name: 'sound.aiff', made: '', most: 2 ** -24 },
    { name: 'sound.mp3', made: '-c:a libmp3lame', most: 1e-4 },
    { name: 'sound.ogg', made: '-c:a libvorbis', most: 1e-4 },
    { name: 'sound.m4a', made: '-c:a aac', most: 1e-4 },
    { name: 'film.mp4', made: '-c:v libx264 -pix_fmt yuv420p -bf 2 -c:a aac', most: 1e-4, pictures: true },
    {
      name: 'film.mov',
      made: '-c:v libx264 -pix_fmt yuv420p -c:a pcm_s16le',
      most: 2 ** -24,
      pictures: true,
    },
    { name: 'film.mkv', made: '-c:v libx264 -pix_fmt yuv420p -c:a flac', most: 2 ** -24, pictures: true },
    { name: 'film.webm', made: '-c:v libvpx-vp9 -c:a libopus', most: 1e-3, pictures: true },
  ])('$name', async ({ name, made, most, pictures }) => {
    const path = join(folder, name);
    const options = made === '' ? [] : made.split(' ');
    ffmpeg('-f', 'lavfi', '-i', TONES, ...(pictures ? PICTURES : []), ...options, path);
    const bytes = ffmpeg('-i', path, '-map', '0:a', '-af', MEAN, '-f', 'f32le', '-c:a', 'pcm_f32le', '-');
    const expected = new Float32Array(Uint8Array.from(bytes).buffer);
    const { samples, blocks, completeness, description } = await readSound(path);
    expect(completeness?.state).toBe('whole');
    expect(blocks[0].time).toBe(0);
    // Before version 8, ffmpeg also gave what the encoder of AAC fills up its last packet with.
    expect(samples.length).toBe(2 * description.sampleRate);
    expect(expected.length - samples.length).toBeGreaterThanOrEqual(0);
    expect(expected.length - samples.length).toBeLessThan(1024);
    let difference = 0;
    for (const [n, x] of samples.entries()) difference = Math.max(difference, Math.abs(x - expected[n]));
    expect(difference).toBeLessThanOrEqual(most);
  });

  test('an interval', async () => {
    const path = join(folder, 'part.mp4');
    ffmpeg('-f', 'lavfi', '-i', TONES, '-c:a', 'aac', path);
    const cut = `${MEAN},atrim=start_sample=22050:end_sample=57330`;
    const bytes = ffmpeg('-i', path, '-af', cut, '-f', 'f32le', '-c:a', 'pcm_f32le', '-');
    const expected = new Float32Array(Uint8Array.from(bytes).buffer);
    const { samples } = await readSound(path, { start: 0.5, end: 1.3 });
    expect(samples).toHaveLength(expected.length);
    for (const [n, x] of samples.entries()) expect(Math.abs(x - expected[n])).toBeLessThan(1e-4);
  });
});
