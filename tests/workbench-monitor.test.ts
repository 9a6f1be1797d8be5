import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hearCry } from '@wince/runtime';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { drawnCry } from '../packages/core/src/sound/drawn-sound.fixture.ts';
import { wavBytes } from '../packages/runtime/src/media/sound.fixture.ts';
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

/** Two cries of three expirations each: of 430 Hz, and above 1 kHz. */
function drawnCries(sampleRate: number): Float32Array {
  const [low, high] = [430, 1150].map((hertz) => drawnCry({ sampleRate, hertz }));
  const both = new Float32Array(11 * sampleRate);
  both.set(low);
  both.set(high, low.length);
  return both;
}
const CRY_BREATHS = 6;

const heardCry = z.object({
  breaths: z.array(
    z.object({
      ...{ kind: z.string(), start: z.number(), end: z.number() },
      ...{ pitch: z.number().nullable(), hyperphonation: z.number().nullable() },
    }),
  ),
});

/** Hears what the page hears of the cry. */
function listenForCry(): void {
  const heard: unknown[] = [];
  Object.assign(window, { heardCry: heard });
  const Own = globalThis.Worker;
  globalThis.Worker = class extends Own {
    constructor(...words: ConstructorParameters<typeof Own>) {
      super(...words);
      this.addEventListener('message', ({ data }) => data.kind === 'cry' && heard.push(data));
    }
  };
}

/** What is loaded when somebody watches a video, and not before. */
const WHEN_NEEDED = /^\/(watch\.js|microphone\.js|onnx\/|api\/watch\/)/;
/** Frames a second of what is watched. */
const RATE = 5;

group('the monitor of the workbench', 'chromium', () => {
  let opened: OpenedWorkbench;
  let page: Page;
  let video: string;
  let crying: string;

  beforeAll(async () => {
    const pictures = join(await smallCohort(), 'pictures', 'S02');
    const files = (await readdir(pictures)).toSorted().map((name) => join(pictures, name));
    opened = await openWorkbench({
      async prepare(project) {
        await trainSmallModel(join(project, 'ward.wince'));
        video = join(project, '..', 'ward.mp4');
        const times = Array.from({ length: 11 * RATE }, (_, i) => i / RATE);
        await writeFile(video, await slides([files[0], files[0], files[1], files[1], files[1]], times));
        crying = join(project, '..', 'crying.mp4');
        const sound = drawnCries(48_000);
        await writeFile(crying, await slides([files[1], files[1]], times, sound));
        // What a microphone gives, again and again.
        const heard = Float64Array.from(sound);
        await writeFile(join(project, '..', 'microphone.wav'), wavBytes([heard], 48_000, 's16'));
        // What a camera gives: one JPEG behind the other, again and again.
        await writeFile(join(project, '..', 'camera.mjpeg'), await readFile(files[0]));
      },
      chromiumArguments: (project) => [
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        `--use-file-for-fake-video-capture=${join(project, '..', 'camera.mjpeg')}`,
        `--use-file-for-fake-audio-capture=${join(project, '..', 'microphone.wav')}`,
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
  /** Looks at the page at three widths, light and dark. */
  const fitsEverywhere = async (name: string) => {
    const { WINCE_SCREENSHOTS } = process.env;
    const usual = page.viewportSize();
    for (const width of [360, 820, 1600]) {
      await page.setViewportSize({ width, height: 900 });
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await violationsOf(page), `${width}, ${colorScheme}`).toEqual([]);
        if (WINCE_SCREENSHOTS)
          await page.screenshot({
            path: join(WINCE_SCREENSHOTS, `${name}-${width}-${colorScheme}.png`),
            fullPage: true,
          });
      }
    }
    await page.emulateMedia({ colorScheme: 'light' });
    if (usual) await page.setViewportSize(usual);
  };
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

  test('the cry in the sound of a video has the breaths and the pitch of the command line', async () => {
    await page.getByLabel('Look for the pulse').uncheck();
    await page.evaluate(listenForCry);
    await choose('file', { Speed: 'as fast as possible' });
    await page.locator('input[type=file]').setInputFiles(crying);
    await page.getByLabel('Listen for crying').check();
    const before = opened.paths.length;
    await page.getByRole('button', { name: 'Watch', exact: true }).click();
    await page.locator('p.cry', { hasText: /^Cry: crying$/ }).waitFor({ timeout: 90_000 });
    const table = page.getByRole('region', { name: 'Breaths of a cry' });
    await table.getByRole('row').nth(CRY_BREATHS).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Watch', exact: true }).waitFor({ timeout: 60_000 });
    const { segments } = await hearCry(crying);
    expect(segments.filter(({ kind }) => kind === 'expiration')).toHaveLength(CRY_BREATHS);
    const last = heardCry.parse(await page.evaluate('window.heardCry.at(-1)'));
    expect(last.breaths.map(({ kind }) => kind)).toEqual(segments.map(({ kind }) => kind));
    for (const [i, { start, end, pitch, hyperphonation }] of last.breaths.entries()) {
      // The recording is shorter than the stretch that is looked at: nothing is lost by hearing it as it comes.
      expect(Math.abs(start - segments[i].start)).toBeLessThan(0.001);
      expect(Math.abs(end - segments[i].end)).toBeLessThan(0.001);
      expect(Math.abs((pitch ?? 0) - (segments[i].pitch ?? 0))).toBeLessThan(1e-3);
      expect(hyperphonation).toBe(segments[i].hyperphonation);
    }
    // The second cry is above 1 kHz, and the page says so of its last breath.
    await page.getByText(/pitch 1[12]\d\d Hz, 100 % above 1 kHz/).waitFor();
    await page.getByText('A cry is not pain by itself.').waitFor();
    expect(await page.locator('svg.course').getAttribute('aria-label')).toContain(
      `${CRY_BREATHS} breaths of a cry.`,
    );
    await fitsEverywhere('monitor-cry');
    await pictureForGuide(page, 'cry');
    expect(opened.paths.slice(before).filter((path) => !WHEN_NEEDED.test(path))).toEqual([]);
  }, 180_000);

  test('a video without sound says so', async () => {
    await page.locator('input[type=file]').setInputFiles(video);
    await page.getByRole('button', { name: 'Watch', exact: true }).click();
    await page
      .locator('p.cry', { hasText: /^Cry: no sound: ward\.mp4 has no sound\.$/ })
      .waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Watch', exact: true }).waitFor({ timeout: 60_000 });
  }, 120_000);

  test('a drawn neonate is watched, and the moment at which it answers is known', async () => {
    await page.getByLabel('Listen for crying').uncheck();
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
        const name = wanted?.audio ? 'microphoneTrack' : 'cameraTrack';
        Object.assign(window, { [name]: stream.getTracks()[0] });
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
    // Nobody asked for the microphone.
    expect(await page.evaluate("'microphoneTrack' in window")).toBe(false);
  }, 120_000);

  test('the microphone of a camera is heard where somebody allows it, and let go afterwards', async () => {
    await page.getByText('The microphone hears what is said around the cot, too.').waitFor();
    await page.getByLabel('Listen for crying, with the microphone').check();
    await page.getByRole('button', { name: 'Watch', exact: true }).click();
    await page.locator('p.cry', { hasText: /^Cry: crying$/ }).waitFor({ timeout: 90_000 });
    expect(await page.evaluate('window.microphoneTrack.getSettings()')).toMatchObject({
      ...{ echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    });
    await page
      .getByRole('row', { name: /^expiration / })
      .nth(1)
      .waitFor({ timeout: 60_000 });
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate('window.microphoneTrack.readyState')).toBe('live');
    await page.getByRole('button', { name: 'Stop watching' }).click();
    await page.getByRole('button', { name: 'Watch', exact: true }).waitFor();
    expect(await page.evaluate('window.microphoneTrack.readyState')).toBe('ended');
  }, 180_000);

  test('without a microphone the camera is watched, and why there is no sound is said', async () => {
    await page.evaluate(() => {
      const own = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (wanted) => {
        if (wanted?.audio) throw new DOMException('Permission denied', 'NotAllowedError');
        return own(wanted);
      };
    });
    await page.getByRole('button', { name: 'Watch', exact: true }).click();
    await page
      .locator('p.cry', { hasText: 'no sound: The browser gives no microphone: Permission denied.' })
      .waitFor({ timeout: 60_000 });
    await face().waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Stop watching' }).click();
    await page.getByRole('button', { name: 'Watch', exact: true }).waitFor();
    expect(opened.complaints).toEqual([]);
  }, 120_000);
});
