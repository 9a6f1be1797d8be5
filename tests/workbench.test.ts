import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseExperiment, planCells } from '@wince/core';
import { train } from '@wince/runtime';
import { type Served, serve } from '@wince/server';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHROMIUM_ARGUMENTS } from '../packages/pages/src/in-chromium.fixture.ts';
import { buildPage } from '../packages/workbench/build-page.ts';
import { readRows, smallCohort, warmCache } from './cohort.ts';
import { chromiumPath, group } from './groups.ts';

/** The workbench as a person uses it, in a real browser. With WINCE_SCREENSHOTS=FOLDER it leaves pictures of every place there. */

/** What would be run if a name were taken for HTML. */
const SCRIPT = '<img src=x onerror="window.wasRun=1">';
const WIDTHS = [360, 820, 1600];
const PLACES = ['data', 'label', 'experiment', 'monitor', 'models'];
/** What is loaded when somebody watches a video, and not before. */
const WHEN_NEEDED = /^\/(watch\.js|onnx\/|api\/watch\/)/;

test('the script of the page is under 300 kB, compressed, and is all that is loaded', async () => {
  const { script, style } = await buildPage();
  expect(gzipSync(script).length + gzipSync(style).length).toBeLessThan(300_000);
  expect(script).not.toMatch(/\beval\(|new Function\(/);
});

group('the workbench', 'chromium', () => {
  let home: string;
  let project: string;
  let served: Served;
  let browser: Browser;
  let page: Page;
  /** What the browser complained about, and whom it asked. */
  const complaints: string[] = [];
  const hosts = new Set<string>();
  const paths: string[] = [];

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'wince-workbench-'));
    project = join(home, 'ward');
    const cohort = await smallCohort();
    const cache = await warmCache();
    await mkdir(join(project, 'pictures'), { recursive: true });
    const seen = new Map<string, number>();
    for (const { path, subject, label } of await readRows(join(cohort, 'dataset.csv'))) {
      const key = `${subject}_${label}`;
      const index = (seen.get(key) ?? 0) + 1;
      seen.set(key, index);
      if (index === 1) await cp(join(cohort, path), join(project, 'pictures', `${key}_${index}.jpg`));
    }
    await writeFile(
      join(project, 'grid.yaml'),
      'dataset: pictures\nfeatures: [hog]\nkeep: [20]\nclassifiers: [naive-bayes, knn]\n',
    );
    const specification = parseExperiment(
      { dataset: cohort, features: ['hog'], keep: [20], classifiers: ['naive-bayes'] },
      'a test',
    );
    const [{ id: cell }] = planCells(specification, String);
    await train(specification, { cell, leaveOut: [], out: join(project, 'ward.wince'), cache, workers: 1 });
    served = await serve({ project, cache, workers: 1, port: 0, version: '0.0.0' });
    browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGUMENTS });
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on(
      'console',
      (message) =>
        message.type() === 'error' && complaints.push(`${message.text()} ${message.location().url}`),
    );
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      const { host, pathname } = new URL(request.url());
      hosts.add(host);
      paths.push(pathname);
    });
  }, 400_000);

  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await rm(home, { recursive: true, force: true });
  });

  test('opens with the token, which leaves the address at once', async () => {
    await page.goto(served.address());
    await page.waitForURL(`http://127.0.0.1:${served.port}/`);
    expect(await page.evaluate(() => document.cookie)).toBe('');
    await page.getByText('There is no data set in this project yet.').waitFor();
  });

  test('makes a data set of a folder, checks it, shows each face, and excludes a picture with a reason', async () => {
    await page.getByLabel('Folder, from the folder of the project').fill('pictures');
    await page.getByRole('button', { name: 'Make the data set' }).click();
    await page.getByText('12 rows of 6 subjects').waitFor();
    await page.getByRole('button', { name: 'Check the data set' }).click();
    await page.getByText('Of 12 checked rows').waitFor();
    await page.getByLabel('Your name').fill('anna');
    await page.locator('.thumb').first().click();
    await page.getByText('Quality of the face').waitFor();
    await page.getByLabel('Why it is excluded').fill(SCRIPT);
    await page.getByRole('button', { name: 'Exclude from runs' }).click();
    await page.getByText(`by anna`).waitFor();
    expect(await page.locator('dialog').textContent()).toContain(SCRIPT);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByText('1 excluded.').waitFor();
  });

  test('two raters label with the keyboard alone, neither sees the other, and kappa is read', async () => {
    for (const [who, keys] of [
      ['anna', '12121212121'],
      ['ben', '12121212122'],
    ] as const) {
      await page.getByLabel('Your name').fill(who);
      await page.getByLabel('Your name').press('Tab');
      await page.getByRole('link', { name: 'Label', exact: true }).focus();
      await page.keyboard.press('Enter');
      await page.getByText('Item 1 of 11, 0 labelled').waitFor();
      // Of a person who labels nothing of the file is told, nor of another rater.
      expect(await page.locator('main').textContent()).not.toMatch(/\.jpg|anna|rest_1/);
      for (const [i, key] of [...keys].entries()) {
        await page.keyboard.press(key);
        await page.keyboard.press('Enter');
        await page.getByText(`of 11, ${i + 1} labelled`).waitFor();
      }
    }
    await page.getByRole('button', { name: 'Agreement' }).click();
    const row = page.getByRole('row', { name: /anna and ben/ });
    await row.waitFor();
    expect(await row.textContent()).toMatch(/anna and ben116/);
    expect(await row.textContent()).toMatch(/-?\d\.\d{3} \[-?\d\.\d{3}, \d\.\d{3}\]/);
  });

  test('runs an experiment without the excluded picture, reads its table, and opens the report', async () => {
    await page.getByRole('link', { name: 'Experiment', exact: true }).click();
    // Rows of the table of the run that goes on, each time that they change.
    await page.evaluate(() => {
      const seen: number[] = [];
      Object.assign(window, { rowsSeen: seen });
      new MutationObserver(() => {
        const rows = document.querySelectorAll('section[aria-label="The run that goes on"] tbody tr').length;
        if (rows > 0 && seen.at(-1) !== rows) seen.push(rows);
      }).observe(document.body, { childList: true, subtree: true });
    });
    await page.getByRole('button', { name: 'Start a run' }).click();
    const table = page.getByRole('table', { name: /each figure with its 95 % interval/ });
    await table.waitFor({ timeout: 60_000 });
    expect(await table.locator('tbody tr').count()).toBe(2);
    // It filled while folds finished: cells stood in the table of the run that goes on, which is gone when it is complete.
    const rows = await page.evaluate<number[]>('window.rowsSeen');
    expect(rows.length).toBeGreaterThan(0);
    expect(Math.max(...rows)).toBeLessThanOrEqual(2);
    const [report] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('link', { name: /^Report/ }).click(),
    ]);
    await report.waitForLoadState();
    expect(await report.locator('table').count()).toBeGreaterThan(0);
    expect(await report.locator('body').textContent()).toContain('hog');
    // A sandbox has no origin: it reads no cookie, and asks no address of this server.
    expect(await report.evaluate(() => origin)).toBe('null');
    await report.close();
    expect((await readdir(project)).filter((name) => name.startsWith('run-'))).toHaveLength(1);
  });

  test('watches a drawn neonate in the page: the networks are loaded now, and no frame leaves', async () => {
    expect(paths.filter((path) => WHEN_NEEDED.test(path))).toEqual([]);
    await page.getByRole('link', { name: 'Monitor', exact: true }).click();
    await page.getByRole('combobox', { name: 'Speed' }).selectOption('as fast as possible');
    await page.getByRole('combobox', { name: 'Frames a second' }).selectOption('5');
    const before = paths.length;
    await page.getByRole('button', { name: 'Watch' }).click();
    await page.locator('.readings dd.score', { hasText: /\d\.\d\d/ }).waitFor({ timeout: 120_000 });
    expect(await page.locator('[data-signal]').getAttribute('data-signal')).toMatch(/fresh|stale|outside/);
    expect(await page.locator('.state').textContent()).not.toContain('no signal');
    // There is a face in the picture, with a box, and time goes on.
    await page.getByRole('img', { name: /a box around the face/ }).waitFor();
    await page.getByRole('button', { name: 'Stop watching' }).click();
    await page.getByRole('button', { name: 'Watch' }).waitFor();
    const asked = paths.slice(before);
    expect(asked.filter((path) => path.startsWith('/onnx/') || path === '/watch.js')).toEqual(
      expect.arrayContaining(['/watch.js', '/onnx/ort.wasm.min.mjs', '/onnx/ort-wasm-simd-threaded.wasm']),
    );
    // All that is told to the server is what happened, in words.
    expect(asked.filter((path) => !WHEN_NEEDED.test(path))).toEqual([]);
  }, 180_000);

  test('shows models with their cards, and scores a picture', async () => {
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await page.getByText('Trained on synthetic faces').waitFor();
    const [picture] = (await readdir(join(project, 'pictures'))).filter((name) => name.endsWith('.jpg'));
    await page.locator('input[type=file]').setInputFiles(join(project, 'pictures', picture));
    await page.getByText(/sign of pain|signs of pain/).waitFor({ timeout: 60_000 });
    await page.getByText('faceres', { exact: true }).waitFor();
  });

  test('the log names who excluded and labelled, and its chain holds', async () => {
    await page.getByText('Log of changes').click();
    await page.getByText('The chain of hashes holds').waitFor();
    expect(await page.locator('footer table').textContent()).toContain('anna');
  });

  test.each(WIDTHS)('fits a window of %i pixels, light and dark', async (width) => {
    const { WINCE_SCREENSHOTS } = process.env;
    for (const place of PLACES) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`http://127.0.0.1:${served.port}/#${place}`);
      await page.reload();
      await page.locator('main :is(img, table, .card, canvas)').first().waitFor();
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
        place,
      ).toBeLessThanOrEqual(0);
      for (const colorScheme of WINCE_SCREENSHOTS ? (['light', 'dark'] as const) : []) {
        await page.emulateMedia({ colorScheme });
        await page.waitForLoadState('networkidle');
        await page.screenshot({
          path: join(WINCE_SCREENSHOTS ?? '', `${place}-${width}-${colorScheme}.png`),
        });
      }
    }
  });

  test('asks no other host, and nothing of what people wrote was run', async () => {
    expect([...hosts]).toEqual([`127.0.0.1:${served.port}`]);
    expect(await page.evaluate(() => 'wasRun' in window)).toBe(false);
    expect(complaints).toEqual([]);
  });
});
