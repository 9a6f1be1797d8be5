import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallCohort } from './cohort.ts';
import { group } from './groups.ts';
import { type OpenedWorkbench, openWorkbench, pictureForGuide, violationsOf } from './open-workbench.ts';
import { slides } from './slides.ts';

/** Clips that two raters look at frame by frame, and a scale with points below 0. */
group('labelling clips in the workbench', 'chromium', () => {
  let opened: OpenedWorkbench;
  let page: Page;

  beforeAll(async () => {
    opened = await openWorkbench({
      async prepare(project) {
        const pictures = join(await smallCohort(), 'pictures');
        const folder = join(project, 'clips');
        await mkdir(folder);
        const rows = ['path,subject,label,start,end'];
        for (const subject of (await readdir(pictures)).toSorted().slice(0, 3)) {
          const files = (await readdir(join(pictures, subject))).toSorted();
          const times = Array.from({ length: 20 }, (_, i) => i / 8);
          const shown = [files[0], files[1]].map((file) => join(pictures, subject, file));
          await writeFile(join(folder, `${subject}.mp4`), await slides(shown, times));
          rows.push(`${subject}.mp4,${subject},pain,0.5,2.25`);
        }
        await writeFile(join(folder, 'dataset.csv'), `${rows.join('\n')}\n`);
      },
    });
    ({ page } = opened);
    await page.goto(opened.served.address());
    await page.waitForURL(`http://127.0.0.1:${opened.served.port}/`);
  }, 400_000);

  afterAll(() => opened?.close());

  const shown = async () => {
    const words = await page.locator('.clip canvas').getAttribute('aria-label');
    return Number(/at ([\d.]+) s/.exec(words ?? '')?.[1]);
  };
  const name = async (who: string) => {
    await page.getByLabel('Your name').fill(who);
    await page.getByLabel('Your name').blur();
  };

  test('steps through a clip by its own frames, and not beyond its interval', async () => {
    await page.getByRole('link', { name: 'Label', exact: true }).click();
    await name('anna');
    await page.getByText('Item 1 of 3, 0 labelled').waitFor();
    await page.getByRole('img', { name: 'Item 1, to be labelled, at 0.50 s' }).waitFor();
    const times: number[] = [];
    for (const [key, at] of [
      ['.', '0.63'],
      ['.', '0.75'],
      [',', '0.63'],
      [',', '0.50'],
      [',', '0.50'],
    ] as const) {
      await page.keyboard.press(key);
      await page.getByRole('img', { name: `at ${at} s` }).waitFor();
      times.push(await shown());
    }
    expect(times).toEqual([0.63, 0.75, 0.63, 0.5, 0.5]);
    // The search takes the frame of its moment; the last one is in front of the end of the interval.
    await page.getByRole('slider').fill('2.25');
    await page.getByRole('img', { name: 'at 2.13 s' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('o');
    await pictureForGuide(page, 'clip');
  });

  test('plays from where it is to the end, and draws what it shows', async () => {
    await page.getByRole('slider').fill('0.5');
    await page.getByRole('img', { name: 'at 0.50 s' }).waitFor();
    const drawn = () =>
      page.locator('.clip canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const before = await drawn();
    await page.keyboard.press('p');
    await page.getByRole('button', { name: /^Pause/ }).waitFor();
    await page.getByRole('img', { name: 'at 2.13 s' }).waitFor();
    await page.getByRole('button', { name: /^Play/ }).waitFor();
    expect(await drawn()).not.toBe(before);
  });

  test('two raters mark onset and end with the keys, and see afterwards how far they are apart', async () => {
    for (const [who, steps] of [
      ['ben', 2],
      ['dora', 4],
    ] as const) {
      await name(who);
      for (let item = 1; item <= 3; item++) {
        await page.getByRole('img', { name: `Item ${item}, to be labelled, at 0.50 s` }).waitFor();
        for (let step = 1; step <= steps; step++) {
          await page.keyboard.press('.');
          await page.getByRole('img', { name: `at ${(0.5 + step / 8 + 1e-9).toFixed(2)} s` }).waitFor();
        }
        await page.keyboard.press('o');
        await page
          .locator('.marks > div')
          .first()
          .getByText(`${(0.5 + steps / 8).toFixed(2)} s`)
          .waitFor();
        await page.keyboard.press('.');
        await page.getByRole('img', { name: `at ${(0.5 + (steps + 1) / 8 + 1e-9).toFixed(2)} s` }).waitFor();
        await page.keyboard.press('e');
        await page.keyboard.press(who === 'dora' && item === 3 ? '2' : '1');
        await page.keyboard.press('Enter');
        await page.getByText(`of 3, ${item} labelled`).waitFor();
      }
    }
    await page.getByRole('button', { name: 'Agreement' }).click();
    const marks = page.getByRole('table', { name: /^Onset and end in clips/ });
    await marks.waitFor();
    expect(await marks.locator('tbody tr').allTextContents()).toEqual([
      expect.stringMatching(/0\.75 to 0\.8[78]1\.00 to 1\.130\.25 s$/),
      expect.stringMatching(/0\.75 to 0\.8[78]1\.00 to 1\.130\.25 s$/),
      expect.stringMatching(/0\.75 to 0\.8[78]1\.00 to 1\.130\.25 s$/),
    ]);
    expect(await page.locator('.differences li').count()).toBe(1);
    expect(await violationsOf(page)).toEqual([]);
  });

  test('an end in front of the onset is not saved', async () => {
    await page.getByRole('button', { name: 'Label', exact: true }).click();
    await name('cora');
    await page.getByRole('img', { name: 'Item 1, to be labelled, at 0.50 s' }).waitFor();
    await page.keyboard.press('e');
    await page.keyboard.press('.');
    await page.getByRole('img', { name: 'at 0.63 s' }).waitFor();
    await page.keyboard.press('o');
    await page.keyboard.press('1');
    await page.getByText('The end is before the onset.').waitFor();
    expect(await page.getByRole('button', { name: /^Save and go on/ }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: /^Remove the mark of the end/ }).click();
    expect(await page.getByRole('button', { name: /^Save and go on/ }).isEnabled()).toBe(true);
  });

  test('every scale has a key of its own for each of its choices, and points below 0 are saved', async () => {
    const scales = page.getByLabel('Scale');
    for (const id of await scales
      .locator('option')
      .evaluateAll((all) => all.map((each) => (each as HTMLOptionElement).value))) {
      await scales.selectOption(id);
      await page.getByText(/^Item \d of 3/).waitFor();
      for (const fieldset of await page.locator('.rating .choices').all()) {
        const keys = await fieldset.locator('kbd').allTextContents();
        expect(new Set(keys).size, id).toBe(keys.length);
        expect(
          keys.every((key) => /^[a-z0-9]$/.test(key) && !'oepjk'.includes(key)),
          `${id}: ${keys}`,
        ).toBe(true);
      }
    }
    await scales.selectOption('n-pass');
    await page.getByRole('slider').focus();
    const items = await page.locator('.rating .choices').count();
    for (let item = 0; item < items; item++) await page.keyboard.press(item < items - 1 ? 'b' : '0');
    await page.keyboard.press('Enter');
    await page.getByText(/^Saved: -10/).waitFor();
    expect(opened.complaints).toEqual([]);
  });
});
