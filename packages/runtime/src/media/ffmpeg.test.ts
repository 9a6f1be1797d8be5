import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { group } from '../../../../tests/groups.ts';
import { openVideo } from './open-video.ts';
import { collect, openWith, READERS } from './video.fixture.ts';

/** Runs ffmpeg, which none of us wrote, and gives what it writes to standard output. */
function ffmpeg(command: string, ...last: readonly string[]): Buffer {
  const { status, stdout, stderr } = spawnSync(
    'ffmpeg',
    ['-v', 'error', '-y', ...command.split(' '), ...last],
    {
      maxBuffer: 2 ** 28,
    },
  );
  if (status !== 0) throw new Error(`ffmpeg: ${stderr}`);
  return stdout;
}

/** Moving colours, a second of them. */
const COLOURS = '-f lavfi -i testsrc2=size=128x96:rate=25:duration=1';

/** Half the size, where halved colours need not be filled in between: versions of ffmpeg do that differently. */
const HALF = 'scale=64:48:flags=area+accurate_rnd+full_chroma_int,format=rgb24';

group('frames as ffmpeg has them', 'ffmpeg', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wince-ffmpeg-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each([
    { name: 'bt601.mp4', made: '-c:v libx264 -pix_fmt yuv420p' },
    {
      name: 'bt709.mp4',
      made: '-vf scale=out_color_matrix=bt709 -c:v libx264 -pix_fmt yuv420p -colorspace bt709',
    },
    {
      name: 'bt2020.mkv',
      made: '-vf scale=out_color_matrix=bt2020 -c:v libx265 -x265-params log-level=none -pix_fmt yuv420p10le -colorspace bt2020nc',
    },
    { name: 'full.mkv', made: '-vf scale=out_range=full -c:v libx264 -pix_fmt yuvj420p -color_range pc' },
    { name: 'quarter.mov', made: '-c:v libx264 -pix_fmt yuv422p' },
    { name: 'every-colour.mkv', made: '-c:v libx264 -pix_fmt yuv444p' },
    { name: 'vp9.webm', made: '-c:v libvpx-vp9' },
    { name: 'mjpeg.avi', made: '-c:v mjpeg -pix_fmt yuvj420p', pageless: true },
    { name: 'mpeg4.avi', made: '-c:v mpeg4 -bf 2', pageless: true },
    { name: 'theirs.avi', made: '-c:v libx264 -pix_fmt yuv420p -bf 2', pageless: true },
    { name: 'stream.mts', made: '-c:v libx264 -pix_fmt yuv420p -f mpegts' },
    { name: 'disc.mpg', made: '-c:v mpeg2video -b:v 4M', pageless: true },
    {
      name: 'sound-too.mp4',
      made: '-f lavfi -i sine=duration=1 -c:v libx264 -pix_fmt yuv420p -c:a aac -shortest',
    },
  ])('$name', async ({ name, made, pageless }) => {
    const path = join(folder, name);
    ffmpeg(`${COLOURS} ${made}`, path);
    const size = 64 * 48 * 3;
    const expected = ffmpeg(`-i ${path} -vf ${HALF} -fps_mode passthrough -f rawvideo -pix_fmt rgb24 -`);
    for (const reader of pageless ? READERS.slice(0, 1) : READERS) {
      const video = await openWith(reader, path);
      const frames = await collect(video.frames({ maximumSide: 64 }));
      expect(video.completeness).toMatchObject({ state: 'whole', lostFrames: 0 });
      expect(video.description.hasSound).toBe(name === 'sound-too.mp4');
      await video.close();
      expect(frames.length * size).toBe(expected.length);
      const times = frames.map(({ time }) => Math.round((time - frames[0].time) * 1000));
      expect(times).toEqual(frames.map((_, k) => 40 * k));
      let most = 0;
      let sum = 0;
      for (const [k, { image }] of frames.entries()) {
        for (let i = 0; i < size; i++) {
          const difference = Math.abs(image.data[i] - expected[k * size + i]);
          most = Math.max(most, difference);
          sum += difference;
        }
      }
      expect(sum / expected.length, `${reader}: mean`).toBeLessThan(0.5);
      expect(most, `${reader}: most`).toBeLessThanOrEqual(4);
    }
  });

  test('scaled to a third', async () => {
    const path = join(folder, 'scaled.mp4');
    ffmpeg(`${COLOURS} -c:v libx264 -pix_fmt yuv420p`, path);
    const expected = ffmpeg(
      `-i ${path} -vf scale=43:32:flags=area+accurate_rnd+full_chroma_int,format=rgb24 -f rawvideo -pix_fmt rgb24 -`,
    );
    for (const reader of READERS) {
      const video = await openWith(reader, path);
      const frames = await collect(video.frames({ maximumSide: 43 }));
      await video.close();
      expect(frames.length * 43 * 32 * 3).toBe(expected.length);
      let sum = 0;
      for (const [k, { image }] of frames.entries()) {
        for (const [i, value] of image.data.entries()) sum += Math.abs(value - expected[k * 43 * 32 * 3 + i]);
      }
      expect(sum / expected.length).toBeLessThan(1);
    }
  });

  test('fields', async () => {
    const path = join(folder, 'fields.mp4');
    ffmpeg(
      `-f lavfi -i testsrc2=size=128x96:rate=50:duration=1 -vf interlace -c:v libx264 -flags +ilme+ildct -crf 8 -pix_fmt yuv420p`,
      path,
    );
    const expected = ffmpeg(`-i ${path} -vf bwdif=mode=send_frame,${HALF} -f rawvideo -pix_fmt rgb24 -`);
    const video = await openVideo(path);
    const frames = await collect(video.frames({ maximumSide: 64 }));
    await video.close();
    expect(frames).toHaveLength(25);
    expect(frames.map(({ time }) => Math.round(time * 1000))).toEqual(frames.map((_, k) => 40 * k));
    let sum = 0;
    for (const [k, { image }] of frames.entries())
      for (const [i, value] of image.data.entries())
        sum += Math.abs(value - expected[k * image.data.length + i]);
    expect(sum / expected.length).toBeLessThan(0.5);
  });
});
