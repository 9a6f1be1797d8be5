import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallCohort } from './cohort.ts';
import { group } from './groups.ts';
import {
  type OpenedWorkbench,
  openWorkbench,
  pictureForGuide,
  trainSmallModel,
  violationsOf,
} from './open-workbench.ts';
import { slides } from './slides.ts';

/** What is loaded when somebody watches a video, and not before. */
const WHEN_NEEDED = /^\/(watch\.js|onnx\/|api\/watch\/)/;
/** Frames a second of what is watched. */
const RATE = 5;

group('the monitor of the workbench', 'chromium', () => {
  let opened: OpenedWorkbench;
  let page: Page;
  let video: string;

  beforeAll(async () => {
    const pictures = join(await smallCohort(), 'pictures', 'S02');
    const files = (await readdir(pictures)).toSorted().map((name) => join(pictures, name));
    opened = await openWorkbench({
      async prepare(project) {
        await trainSmallModel(join(project, 'ward.wince'));
        video = join(project, '..', 'ward.mp4');
        const times = Array.from({ length: 11 * RATE }, (_, i) => i / RATE);
        await writeFile(video, await slides([files[0], files[0], files[1], files[1], files[1]], times));
        // What a camera gives: one JPEG behind the other, again and again.
        await writeFile(join(project, '..', 'camera.mjpeg'), await readFile(files[0]));
      },
      chromiumArguments: (project) => [
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        `--use-file-for-fake-video-capture=${join(project, '..', 'camera.mjpeg')}`,
      ],
    });
    ({ page } = opened);
    await page.goto(opened.served.address());
    await page.waitForURL(`http://127.0.0.1:${opened.served.port}/`);
  }, 400_000);

  afterAll(() => opened?.close());

  const choose = async (what: string, more: Readonly<Record<string, string>> = {}) => {
    await page.getByRole('combobox', { name: 'What to watch' }).selectOption(what);
    for (const [name, value] of Object.entries(more))
      await page.getByRole('combobox', { name }).selectOption(value);
    await page.getByRole('combobox', { name: 'Frames a second' }).selectOption(String(RATE));
  };
  const score = () => page.locator('.readings dd.score', { hasText: /\d\.\d\d/ });
  const face = () => page.getByRole('img', { name: /a box around the face/ });

  test('a video file is scored, its alarm is acknowledged and noted, and no frame leaves', async () => {
    expect(opened.paths.filter((path) => WHEN_NEEDED.test(path))).toEqual([]);
    await page.getByLabel('Your name').fill('anna');
    await page.getByRole('link', { name: 'Monitor', exact: true }).click();
    await choose('file', { Speed: 'as fast as possible' });
    await page.locator('input[type=file]').setInputFiles(video);
    await page.getByLabel('Look for the pulse').check();
    const before = opened.paths.length;
    await page.getByRole('button', { name: 'Watch', exact: true }).click();
    await score().waitFor({ timeout: 90_000 });
    expect(await page.locator('[data-signal]').getAttribute('data-signal')).toMatch(/fresh|stale|outside/);
    await face().waitFor();
    await page.getByText('colours as on the command line').waitFor({ timeout: 60_000 });
    await page.getByRole('alert').getByText('Alarm: signs of pain').waitFor({ timeout: 60_000 });
    expect(await violationsOf(page)).toEqual([]);
    await pictureForGuide(page, 'monitor');
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByText('Acknowledged by anna.').waitFor();
    expect(await page.locator('ol.log').textContent()).toMatch(/alarm: signs of pain.*acknowledged by anna/);
    // Five frames a second are too few for a pulse, and the page says so.
    await page.locator('.pulse', { hasText: /^none: There is no signal: .*frames/ }).waitFor();
    const asked = opened.paths.slice(before);
    expect(asked.filter((path) => path.startsWith('/onnx/') || path === '/watch.js')).toEqual(
      expect.arrayContaining(['/watch.js', '/onnx/ort.wasm.min.mjs', '/onnx/ort-wasm-simd-threaded.wasm']),
    );
    // All that is told to the server is what happened, in words.
    expect(asked.filter((path) => !WHEN_NEEDED.test(path))).toEqual([]);
    await page.getByText('Log of changes').click();
    const log = page.locator('footer table');
    await log.getByText('monitor: acknowledged').waitFor();
    expect(await log.textContent()).toMatch(/monitor: alarm/);
    await page.getByText('Log of changes').click();
  }, 180_000);

  test('a drawn neonate is watched, and the moment at which it answers is known', async () => {
    await page.getByLabel('Look for the pulse').uncheck();
    await choose('phantom', { Speed: 'as fast as possible' });
    await page.getByRole('button', { name: 'Watch', exact: true }).click();
    await page.getByText('Waiting for the face at rest').waitFor({ timeout: 60_000 });
    await face().waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Stop watching' }).click();
    await page.getByRole('button', { name: 'Watch', exact: true }).waitFor();
  }, 120_000);

  test('a camera is watched while somebody wants it, and let go afterwards', async () => {
    await page.evaluate(() => {
      const own = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (wanted) => {
        const stream = await own(wanted);
        Object.assign(window, { cameraTrack: stream.getTracks()[0] });
        return stream;
      };
    });
    await choose('camera');
    await page.getByRole('button', { name: 'Watch', exact: true }).click();
    await score().waitFor({ timeout: 90_000 });
    await face().waitFor();
    expect(await page.evaluate('window.cameraTrack.readyState')).toBe('live');
    await page.getByRole('button', { name: 'Stop watching' }).click();
    await page.getByRole('button', { name: 'Watch', exact: true }).waitFor();
    expect(await page.evaluate('window.cameraTrack.readyState')).toBe('ended');
    expect(opened.complaints).toEqual([]);
  }, 120_000);
});
