import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { group } from './groups.ts';
import { copyPictures, type OpenedWorkbench, openWorkbench, tabTo, violationsOf } from './open-workbench.ts';

/** The whole work of somebody who has no mouse: each control is reached with Tab, and used with its keys. */
group('the workbench with the keyboard alone', 'chromium', () => {
  let opened: OpenedWorkbench;
  let page: Page;

  beforeAll(async () => {
    opened = await openWorkbench({
      files: {
        'grid.yaml': 'dataset: pictures\nfeatures: [hog, lbp]\nkeep: [2]\nclassifiers: [naive-bayes, knn]\n',
      },
      prepare: (project) => copyPictures(join(project, 'pictures')),
    });
    ({ page } = opened);
    // A mouse that does something makes the test fail.
    await page.addInitScript(() => {
      addEventListener('mousedown', () => document.body.replaceChildren(), true);
    });
  }, 400_000);

  afterAll(() => opened?.close());

  const link = (name: string) => page.getByRole('link', { name, exact: true });
  const press = async (name: string | RegExp) => {
    await tabTo(page, page.getByRole('button', { name }).first());
    await page.keyboard.press('Enter');
  };
  const write = async (label: string, text: string) => {
    await tabTo(page, page.getByLabel(label));
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(text);
  };

  test('the first key goes to the content, and each focus is seen', async () => {
    await page.goto(opened.served.address());
    await page.getByText('There is no data set in this project yet.').waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Go to the content');
    for (let i = 0; i < 12; i++) {
      const outline = await page.evaluate(() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body);
        return `${outlineStyle} ${outlineWidth}`;
      });
      expect(outline).toBe('solid 2px');
      await page.keyboard.press('Tab');
    }
  });

  test('makes a data set, looks at a face, and leaves it with Escape', async () => {
    await write('Your name', 'cora');
    await write('Folder, from the folder of the project', 'pictures');
    await press('Make the data set');
    await page.getByText('12 rows of 6 subjects').waitFor();
    const thumb = page.locator('.thumb').nth(1);
    await tabTo(page, thumb);
    await page.keyboard.press('Enter');
    await page.getByText('Why it is excluded').waitFor();
    expect(await page.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true);
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    // Whoever has no mouse goes on where they were.
    expect(await thumb.evaluate((own) => own === document.activeElement)).toBe(true);
  });

  test('labels by a scale with its keys', async () => {
    await tabTo(page, link('Label'));
    await page.keyboard.press('Enter');
    await page.getByText('Item 1 of 12, 0 labelled').waitFor();
    await tabTo(page, page.getByLabel('Scale'));
    await page.keyboard.type('Neonatal Facial');
    await page.getByText('Brow').first().waitFor();
    await tabTo(page, page.locator('main fieldset input').first());
    const items = await page.locator('main .rating fieldset').count();
    for (let item = 0; item < items; item++) await page.keyboard.press(item % 2 === 0 ? '1' : '0');
    await page.keyboard.press('Enter');
    await page.getByText('Item 2 of 12, 1 labelled').waitFor();
    expect(await page.getByText(/^Saved: 5/).count()).toBe(1);
  });

  test('runs an experiment, opens a face that a cell is wrong about, and why', async () => {
    await tabTo(page, link('Experiment'));
    await page.keyboard.press('Enter');
    await press('Start a run');
    await page
      .getByRole('table', { name: /each figure with its 95 % interval/ })
      .waitFor({ timeout: 60_000 });
    await press(/^Wrong about whom/);
    const wrong = page.getByRole('region', { name: /^Wrong rows of/ });
    await wrong.waitFor();
    expect(await wrong.getByRole('heading').textContent()).toMatch(/^[1-9]\d* of 12 rows/);
    await wrong.getByRole('img').first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await tabTo(page, wrong.getByRole('link', { name: /^Why/ }).first());
    const [why] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('Enter')]);
    await why.getByRole('heading').first().waitFor({ timeout: 60_000 });
    expect(await why.locator('main').textContent()).toMatch(/score/i);
    await why.close();
  });

  test('opens the report, and takes methods and folder along', async () => {
    await tabTo(page, page.getByRole('link', { name: /^Report/ }));
    const [report] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('Enter')]);
    await report.getByRole('table').first().waitFor();
    await report.close();
    const files: Buffer[] = [];
    for (const name of [/^Methods/, /^Folder/]) {
      await tabTo(page, page.getByRole('link', { name }));
      const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
      files.push(await readFile(await download.path()));
    }
    expect(files[0].toString('utf8')).toContain('ReliefF');
    expect(files[1].subarray(0, 2).toString('latin1')).toBe('PK');
    expect(opened.complaints).toEqual([]);
  });
});
