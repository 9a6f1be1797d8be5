import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { INTENDED_USE } from '@wince/pages';
import { readModel } from '@wince/runtime';
import { unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildPage } from '../packages/workbench/build-page.ts';
import { group } from './groups.ts';
import {
  copyPictures,
  type OpenedWorkbench,
  openWorkbench,
  pictureForGuide,
  trainSmallModel,
  violationsOf,
} from './open-workbench.ts';

/** The workbench as a person uses it, in a real browser. With WINCE_SCREENSHOTS=FOLDER it leaves pictures of every place there. */

/** What would be run if a name were taken for HTML. */
const SCRIPT = '<img src=x onerror="window.wasRun=1">';
const WIDTHS = [360, 820, 1600];
const PLACES = ['data', 'label', 'experiment', 'monitor', 'models'];

test('the script of the page is under 300 kB, compressed, and is all that is loaded', async () => {
  const { script, style } = await buildPage();
  expect(gzipSync(script).length + gzipSync(style).length).toBeLessThan(300_000);
  expect(script).not.toMatch(/\beval\(|new Function\(/);
});

group('the workbench', 'chromium', () => {
  let opened: OpenedWorkbench;
  let page: Page;
  let project: string;

  beforeAll(async () => {
    opened = await openWorkbench({
      files: {
        'grid.yaml': 'dataset: pictures\nfeatures: [hog]\nkeep: [20]\nclassifiers: [naive-bayes, knn]\n',
        'other.yaml': 'dataset: pictures\nfeatures: [hog]\nkeep: [20]\nclassifiers: [naive-bayes]\nseed: 5\n',
      },
      async prepare(folder) {
        await copyPictures(join(folder, 'pictures'));
        await trainSmallModel(join(folder, 'ward.wince'));
      },
    });
    ({ page, project } = opened);
  }, 400_000);

  afterAll(() => opened?.close());

  test('opens with the token, which leaves the address at once', async () => {
    await page.goto(opened.served.address());
    await page.waitForURL(`http://127.0.0.1:${opened.served.port}/`);
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
    expect(await violationsOf(page)).toEqual([]);
    await page.getByLabel('Why it is excluded').fill(SCRIPT);
    await page.getByRole('button', { name: 'Exclude from runs' }).click();
    await page.getByText(`by anna`).waitFor();
    expect(await page.locator('dialog').textContent()).toContain(SCRIPT);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByText('1 excluded.').waitFor();
    await pictureForGuide(page, 'data');
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
    await page.getByLabel('Scale').selectOption('nips');
    await page.getByText('Item 1 of 11, 0 labelled').waitFor();
    await pictureForGuide(page, 'label');
    await page.getByLabel('Scale').selectOption('choice');
    await page.getByRole('button', { name: 'Agreement' }).click();
    const row = page.getByRole('row', { name: /anna and ben/ });
    await row.waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await row.textContent()).toMatch(/anna and ben116/);
    expect(await row.textContent()).toMatch(/-?\d\.\d{3} \[-?\d\.\d{3}, \d\.\d{3}\]/);
  });

  test('says what a run would cost, without the excluded picture, and starts nothing', async () => {
    await page.getByRole('link', { name: 'Experiment', exact: true }).click();
    const card = page.locator('.card', { hasText: 'grid.yaml' });
    await card.getByRole('button', { name: 'What will it cost?' }).click();
    await card.getByText('12 models to fit').waitFor();
    const words = await card.locator('[role=status]').textContent();
    expect(words).toMatch(/^11 rows of 6 subjects \(0 left out\), \d+ columns of hog\. 2 cells in 6 folds/);
    expect(words).toContain('11 files to look at where none was looked at before');
    await page.getByText('No run is complete yet.').waitFor();
  });

  test('runs an experiment without the excluded picture, reads its table, and opens the report', async () => {
    // Rows of the table of the run that goes on, each time that they change.
    await page.evaluate(() => {
      const seen: number[] = [];
      Object.assign(window, { rowsSeen: seen });
      new MutationObserver(() => {
        const rows = document.querySelectorAll('section[aria-label="The run that goes on"] tbody tr').length;
        if (rows > 0 && seen.at(-1) !== rows) seen.push(rows);
      }).observe(document.body, { childList: true, subtree: true });
    });
    await page
      .locator('.card', { hasText: 'grid.yaml' })
      .getByRole('button', { name: 'Start a run' })
      .click();
    const table = page.getByRole('table', { name: /each figure with its 95 % interval/ });
    await table.waitFor({ timeout: 60_000 });
    expect(await table.locator('tbody tr').count()).toBe(2);
    // It filled while folds finished: cells stood in the table of the run that goes on, which is gone when it is complete.
    const rows = await page.evaluate<number[]>('window.rowsSeen');
    expect(rows.length).toBeGreaterThan(0);
    expect(Math.max(...rows)).toBeLessThanOrEqual(2);
    await pictureForGuide(page, 'experiment');
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

  test('goes from the table to the curves of the report', async () => {
    const parts = page.getByRole('navigation', { name: /^Parts of the report/ });
    for (const name of ['ROC curves and calibration', 'Each subject']) {
      const [report] = await Promise.all([
        page.waitForEvent('popup'),
        parts.getByRole('link', { name }).click(),
      ]);
      await report.waitForLoadState();
      const part = report.locator(`section#${new URL(report.url()).hash.slice(1)}`);
      expect(await part.locator('svg, table').count()).toBeGreaterThan(0);
      await report.close();
    }
  });

  test('lays two runs side by side: what differs, and each cell of both, paired by subject', async () => {
    await page
      .locator('.card', { hasText: 'other.yaml' })
      .getByRole('button', { name: 'Start a run' })
      .click();
    const both = page.getByRole('region', { name: 'Two runs side by side' });
    await both.getByRole('button', { name: 'Compare' }).click({ timeout: 60_000 });
    await both.getByText(/^11 rows in both runs; 0 only in the first/).waitFor();
    const differences = both.getByRole('table', { name: 'What differs' });
    expect(await differences.getByRole('row', { name: /seed/ }).textContent()).toMatch(
      /seed0?5$|seed\d+5$|5$/,
    );
    const cells = both.getByRole('table', { name: /^Cells of both runs/ });
    expect(await cells.locator('tbody tr').allTextContents()).toEqual([
      expect.stringMatching(/naive-bayes11\d\.\d{3} − \d\.\d{3} = -?\d\.\d{3}.*, p \d\.\d{3}/),
    ]);
    expect(await both.locator('p.code').allTextContents()).toEqual([
      expect.stringMatching(/^only in the first: .*knn$/),
    ]);
    expect(await violationsOf(page)).toEqual([]);
  });

  test('makes a model of a cell, and takes model and run folder along', async () => {
    const own = page.getByRole('region', { name: 'A model of a cell' });
    await own.getByRole('button', { name: 'Make the model' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      own.getByRole('link', { name: /^Download/ }).click({ timeout: 60_000 }),
    ]);
    const { manifest } = await readModel(await download.path());
    // The picture that was excluded is in no model.
    expect([manifest.samples, manifest.subjects.length]).toEqual([11, 6]);
    const [folder] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('link', { name: /^Folder/ })
        .last()
        .click(),
    ]);
    const files = unzipSync(await readFile(await folder.path()));
    const run = (await readdir(project)).find((name) => name.startsWith('run-grid'));
    expect(Object.keys(files)).toEqual((await readdir(join(project, run ?? ''))).toSorted());
    for (const [name, bytes] of Object.entries(files)) {
      expect(Buffer.from(bytes).equals(await readFile(join(project, run ?? '', name))), name).toBe(true);
    }
    // For others: no subject is named, and each face is a drawing.
    const copyOf = page.getByRole('region', { name: 'Copy for others' });
    const [copy] = await Promise.all([
      page.waitForEvent('download'),
      copyOf.getByRole('link', { name: /^Download the copy/ }).click(),
    ]);
    const given = unzipSync(await readFile(await copy.path()));
    expect(Object.keys(given)).toContain('disclosure.json');
    for (const [name, bytes] of Object.entries(given)) {
      const text = Buffer.from(bytes)
        .toString()
        .replaceAll(/;base64,[\w+/=]+/g, '');
      expect(text, name).not.toMatch(/S0\d|\.jpg/);
    }
    expect(Buffer.from(given['report.html']).toString()).toContain('a drawing of the landmarks');
    // It goes when it was read.
    await expect.poll(() => readdir(join(project, '.wince', 'outgoing')), { timeout: 10_000 }).toEqual([]);
  });

  test('shows models with their cards, and scores a picture', async () => {
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await page.getByText('Trained on synthetic faces').first().waitFor();
    const [picture] = (await readdir(join(project, 'pictures'))).filter((name) => name.endsWith('.jpg'));
    const card = page.locator('.card', { hasText: 'ward.wince' });
    await card.locator('input[type=file]').setInputFiles(join(project, 'pictures', picture));
    await card.getByText(/sign of pain|signs of pain/).waitFor({ timeout: 60_000 });
    await page.getByText('faceres', { exact: true }).waitFor();
    await pictureForGuide(page, 'models');
  });

  test('leads to intended use and harm wherever a score is shown, and stays at its place', async () => {
    for (const place of ['Experiment', 'Monitor', 'Models']) {
      await page.getByRole('link', { name: place, exact: true }).click();
      await page.getByRole('button', { name: 'Intended use and harm' }).click();
      const dialog = page.getByRole('dialog', { name: 'Intended use and harm' });
      for (const { title, sentences } of INTENDED_USE) {
        await dialog.getByRole('heading', { name: title }).waitFor();
        for (const sentence of sentences) await dialog.getByText(sentence, { exact: true }).waitFor();
      }
      expect(await violationsOf(page), place).toEqual([]);
      if (process.env.WINCE_SCREENSHOTS && place === 'Models')
        await page.screenshot({ path: join(process.env.WINCE_SCREENSHOTS, 'intended-use.png') });
      await dialog.getByRole('button', { name: 'Close' }).click();
      await page.getByRole('heading', { level: 1, name: place }).waitFor();
    }
  });

  test('the log names who excluded and labelled, and its chain holds', async () => {
    await page.getByText('Log of changes').click();
    await page.getByText('The chain of hashes holds').waitFor();
    expect(await page.locator('footer table').textContent()).toContain('anna');
  });

  test.each(WIDTHS)(
    'fits a window of %i pixels, light and dark, and axe finds nothing wrong with it',
    async (width) => {
      const { WINCE_SCREENSHOTS } = process.env;
      for (const place of PLACES) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(opened.at(place));
        await page.reload();
        await page.locator('main :is(img, table, .card, form.tools)').first().waitFor();
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
          place,
        ).toBeLessThanOrEqual(0);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          expect(await violationsOf(page), `${place}, ${colorScheme}`).toEqual([]);
          if (!WINCE_SCREENSHOTS) continue;
          await page.waitForLoadState('networkidle');
          await page.screenshot({
            path: join(WINCE_SCREENSHOTS, `${place}-${width}-${colorScheme}.png`),
          });
        }
      }
    },
  );

  test('axe sees what is wrong where something is', async () => {
    await page.evaluate(() => document.querySelector('main')?.append(document.createElement('img')));
    expect(await violationsOf(page)).toEqual([expect.stringMatching(/^image-alt/)]);
  });

  test('asks no other host, and nothing of what people wrote was run', async () => {
    expect([...opened.hosts]).toEqual([`127.0.0.1:${opened.served.port}`]);
    expect(await page.evaluate(() => 'wasRun' in window)).toBe(false);
    expect(opened.complaints).toEqual([]);
  });
});
