import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AV_SAMPLE_FMT_FLTP,
  FF_ENCODER_AAC,
  FF_ENCODER_AC3,
  FF_ENCODER_FLAC,
  FF_ENCODER_LIBMP3LAME,
  FF_ENCODER_LIBX264,
  FF_ENCODER_PCM_S16LE,
} from 'node-av/constants';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { group } from '../../../../tests/groups.ts';
import { openMediaPage } from './media-page.fixture.ts';
import { drawSound, readSound, rmsError, writeDrawnSound } from './sound.fixture.ts';
import { writeDrawnVideo } from './video.fixture.ts';

const answer = z.object({
  code: z.string().optional(),
  message: z.string().optional(),
  codec: z.string().optional(),
  blocks: z
    .array(z.object({ time: z.number(), sampleRate: z.number(), samples: z.array(z.number()) }))
    .default([]),
});

const AAC = { encoder: FF_ENCODER_AAC, format: AV_SAMPLE_FMT_FLTP } as const;
const TWO = [drawSound(44_100, 1), drawSound(44_100, 1).map((x, n) => 0.5 * x * Math.cos(n / 7000))];

group('the sound of videos in a page', 'chromium', () => {
  let browser: Browser;
  let page: Page;
  let folder: string;
  const inPage = async (name: string, options = {}) =>
    answer.parse(await page.evaluate(`readSound(${JSON.stringify(name)}, ${JSON.stringify(options)})`));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wince-page-sound-'));
    await writeDrawnVideo(join(folder, 'pictures.mp4'), { encoder: FF_ENCODER_LIBX264 });
    ({ browser, page } = await openMediaPage(folder));
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  test.each([
    { name: 'aac.mp4', sound: { ...AAC, sampleRate: 48_000, channels: [drawSound(48_000, 1)] }, late: 0 },
    { name: 'stereo.mov', sound: { ...AAC, sampleRate: 44_100, channels: TWO }, late: 0 },
    // Matroska names the delay of the encoder, which mediabunny does not read.
    { name: 'begins.mkv', sound: { ...AAC, sampleRate: 44_100, channels: TWO, begins: 0.2 }, late: 1024 },
    {
      name: 'stream.ts',
      sound: { ...AAC, sampleRate: 48_000, channels: [drawSound(48_000, 1)], begins: 0.3 },
      late: 0,
    },
    {
      name: 'mp3.mp4',
      sound: {
        ...{ encoder: FF_ENCODER_LIBMP3LAME, format: AV_SAMPLE_FMT_FLTP, sampleRate: 44_100 },
        channels: [drawSound(44_100, 1)],
      },
      late: 0,
    },
    {
      name: 'flac.mkv',
      sound: { encoder: FF_ENCODER_FLAC, sampleRate: 48_000, channels: [drawSound(48_000, 1)] },
      late: 0,
    },
    {
      name: 'plain.mov',
      sound: { encoder: FF_ENCODER_PCM_S16LE, sampleRate: 16_000, channels: [drawSound(16_000, 1)] },
      late: 0,
    },
  ] as const)('$name is heard as it is here', async ({ name, sound, late }) => {
    await writeDrawnSound(join(folder, name), { ...sound, pictures: join(folder, 'pictures.mp4') });
    for (const clock of ['player', 'container'] as const) {
      const there = await inPage(name, { clock });
      expect(there.message).toBeUndefined();
      const here = await readSound(join(folder, name), { clock });
      expect(there.blocks[0].time).toBeCloseTo(here.blocks[0].time, 9);
      const samples = there.blocks.flatMap((block) => block.samples);
      // What an encoder added at the end is not cut off.
      expect(samples.length - here.samples.length).toBeGreaterThanOrEqual(0);
      expect(samples.length - here.samples.length).toBeLessThan(1200);
      expect(rmsError(samples.slice(late), here.samples)).toBeLessThan(1e-6);
    }
  });

  test('what it cannot hear is told', async () => {
    await writeDrawnSound(join(folder, 'ac3.mp4'), {
      ...{
        encoder: FF_ENCODER_AC3,
        format: AV_SAMPLE_FMT_FLTP,
        sampleRate: 48_000,
        channels: [drawSound(48_000, 1)],
      },
      pictures: join(folder, 'pictures.mp4'),
    });
    expect(await inPage('ac3.mp4')).toMatchObject({ code: 'unsupported-codec' });
    expect(await inPage('pictures.mp4')).toMatchObject({ code: 'no-sound-track' });
  });
});
