import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { group } from './groups.ts';
import { copyPictures, type OpenedWorkbench, openWorkbench, violationsOf } from './open-workbench.ts';
import { slides } from './slides.ts';

/** Recordings that come from somewhere else into the project, and rows that are more than one thing. */
group('bringing data into the workbench', 'chromium', () => {
  let opened: OpenedWorkbench;
  let page: Page;
  let home: string;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'wince-brought-'));
    await copyPictures(join(home, 'all'));
    const [one, two] = (await readdir(join(home, 'all'))).map((name) => join(home, 'all', name));
    const files = await slides(
      [one, two],
      Array.from({ length: 16 }, (_, i) => i / 8),
    );
    await writeFile(join(home, 'S01_pain_2.mp4'), files);
    opened = await openWorkbench({});
    ({ page } = opened);
    await page.goto(opened.served.address());
    await page.waitForURL(`http://127.0.0.1:${opened.served.port}/`);
  }, 400_000);

  afterAll(async () => {
    await opened?.close();
    await rm(home, { recursive: true, force: true });
  });

  const drop = () => page.getByRole('region', { name: 'Bring recordings into the project' });

  test('files are chosen, a folder is chosen, files are dropped; what is no recording has its reason', async () => {
    await page.getByText('There is no data set in this project yet.').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByLabel('Into the folder').fill('ward');
    await page.locator('input[type=file]').nth(1).setInputFiles(join(home, 'all'));
    await drop().getByText('12 of 12 files copied.').waitFor();
    await page.locator('input[type=file]').first().setInputFiles(join(home, 'S01_pain_2.mp4'));
    await drop().getByText('1 of 1 file copied.').waitFor();
    const [name] = await readdir(join(home, 'all'));
    const bytes = [...(await readFile(join(home, 'all', name)))];
    const dropped = await page.evaluateHandle((content) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(content)], 'S09_pain_1.jpg'));
      transfer.items.add(new File(['what somebody wrote'], 'notes.txt'));
      return transfer;
    }, bytes);
    await drop().dispatchEvent('drop', { dataTransfer: dropped });
    await drop().getByText('1 of 2 files copied, 1 not taken.').waitFor();
    await drop().getByText('notes.txt: The content of notes.txt is not that of a picture').waitFor();
    expect((await readdir(join(opened.project, 'ward'))).toSorted()).toEqual([
      'S01_pain_2.mp4',
      'S09_pain_1.jpg',
      'all',
    ]);
    expect(
      (await readFile(join(opened.project, 'ward', 'all', name))).equals(
        await readFile(join(home, 'all', name)),
      ),
    ).toBe(true);
  });

  test('what the check finds stands beside the picture that it is about', async () => {
    const folder = page.getByLabel('Folder, from the folder of the project');
    expect(await folder.inputValue()).toBe('ward');
    await page.getByLabel('How the names of files are read').fill('**/{subject}_{label}_{index}.{jpg,mp4}');
    await page.getByRole('button', { name: 'Make the data set' }).click();
    await page.getByText('14 rows of 7 subjects').waitFor();
    await page.getByRole('button', { name: 'Check the data set' }).click();
    await page.getByText('Of 14 checked rows').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: /^S09_pain_1\.jpg: .*has a problem/ }).click();
    await page
      .locator('dialog')
      .getByText(/⚠ .*S09_pain_1\.jpg/)
      .waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close' }).click();
  });

  test('a clip is looked at and split at a moment, each part with its label', async () => {
    await page.getByLabel('Your name').fill('anna');
    await page.getByRole('button', { name: /^S01_pain_2\.mp4: / }).click();
    await page.getByText('Look at the clip, and split it').click();
    await page.getByRole('img', { name: 'S01_pain_2.mp4, at 0.00 s' }).waitFor();
    expect(await page.getByRole('button', { name: /^Split at/ }).isDisabled()).toBe(true);
    await page.getByRole('slider').fill('1.125');
    await page.getByLabel('Label of the first part').selectOption('no-pain');
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Split at 1.13 s' }).click();
    await page.getByText('15 rows of 7 subjects').waitFor();
    const table = await readFile(join(opened.project, 'ward', 'dataset.csv'), 'utf8');
    expect(table.split('\n').filter((line) => line.includes('mp4'))).toEqual([
      expect.stringMatching(/S01_pain_2\.mp4.*no-pain.*1\.125/),
      expect.stringMatching(/S01_pain_2\.mp4.*pain.*1\.125/),
    ]);
    await page.getByRole('button', { name: /^S01_pain_2\.mp4#0-1\.125: / }).click();
    await page.getByText('Subject S01, label no-pain').waitFor();
    // The browser notes that a file was refused, as it was to be.
    expect(opened.complaints.filter((line) => !line.includes('notes.txt'))).toEqual([]);
  });
});
