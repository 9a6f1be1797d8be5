import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chromiumPath, group } from '../../../../tests/groups.ts';
import { CHROMIUM_ARGUMENTS, NO_FAULTS, pageFaults } from '../in-chromium.fixture.ts';
import { exampleFaces } from './example-faces.fixture.ts';
import { exampleRun } from './example-run.fixture.ts';
import { reportPage } from './report.ts';
import type { ReportInput } from './run-view.ts';

/** So many comparisons that they must fold. */
const MANY = 28;
/** Pixels of a window's height. */
const SCREEN = 900;

group('the report in Chromium', 'chromium', () => {
  let browser: Browser;
  let folder: string;
  const pages: Record<string, string> = {};
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGUMENTS });
    folder = await mkdtemp(join(tmpdir(), 'wince-report-'));
    for (const [name, suffix] of [
      ['plain', ''],
      [
        'hostile',
        `</svg><script>document.title='broken'</script><img src="https://example.org/x.png">-${'x'.repeat(90)}`,
      ],
    ]) {
      const run = exampleRun({
        subjects: 30,
        classifiers: ['naive-bayes', 'knn', 'svm-linear', 'random-forest', 'logistic'],
        synthetic: true,
        middle: true,
        faces: null,
        abstains: true,
        suffix,
      });
      const file = join(folder, `${name}.html`);
      const metrics = {
        ...run.metrics,
        comparisons: Array.from({ length: MANY }, () => run.metrics.comparisons[0]),
        breakdowns: exampleBreakdowns(run, suffix),
      };
      await writeFile(file, reportPage({ ...run, metrics, faces: await exampleFaces(run.samples) }));
      pages[name] = pathToFileURL(file).href;
    }
  });
  afterAll(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  test.each(['plain', 'hostile'].flatMap((name) => [400, 900, 1600].map((width) => ({ name, width }))))(
    '$name at $width px: no error, no request, no word on another, nothing beside the page',
    async ({ name, width }) => {
      const page = await browser.newPage({ viewport: { width, height: 900 } });
      const said: string[] = [];
      const asked: string[] = [];
      page.on('console', (message) => said.push(message.text()));
      page.on('pageerror', (error) => said.push(error.message));
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(pages[name]);
      const compared = await page.evaluate(
        () => document.querySelector('#comparisons .scroll')?.getBoundingClientRect().height ?? 0,
      );
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      const seen = await page.evaluate(() => ({
        title: document.title,
        faces: [...document.querySelectorAll('.faces use')].filter(
          (use) => use.getBoundingClientRect().width > 0,
        ).length,
      }));
      expect(said).toEqual([]);
      expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([pages[name]]);
      const faults = await pageFaults(page);
      // On a wide window a table of long names may scroll in its own box; on a narrow one nothing does.
      expect(width === 400 ? faults : { ...faults, scrolling: [] }).toEqual(NO_FAULTS);
      expect(compared).toBeGreaterThan(0);
      if (name === 'plain') expect(compared).toBeLessThanOrEqual(SCREEN);
      expect(seen.title).not.toBe('broken');
      expect(seen.faces).toBeGreaterThan(0);
      await page.close();
    },
  );

  test('from a subject one click leads to its pictures, though their list is folded', async () => {
    const page = await browser.newPage({ viewport: { width: 900, height: 900 } });
    await page.goto(pages.plain);
    const link = page.locator('#subjects table a').first();
    const list = page.locator(`[id="${(await link.getAttribute('href'))?.slice(1)}"]`);
    expect(await list.isVisible()).toBe(false);
    await link.click();
    await list.waitFor({ state: 'visible' });
    expect(await list.textContent()).toContain('.jpg');
    await page.close();
  });

  test('is dark where the reader’s system is', async () => {
    const papers = await Promise.all(
      (['light', 'dark'] as const).map(async (colorScheme) => {
        const page = await browser.newPage({ colorScheme });
        await page.goto(pages.plain);
        const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        await page.close();
        return paper;
      }),
    );
    expect(papers).toEqual(['rgb(255, 255, 255)', 'rgb(20, 23, 26)']);
  });

  test('is complete in print: closed sections are open, and it becomes a PDF', async () => {
    const page = await browser.newPage();
    await page.goto(pages.plain);
    const shown = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('details table')].map((table) =>
          table.checkVisibility({ contentVisibilityAuto: true }),
        ),
      );
    expect((await shown()).some((visible) => visible)).toBe(false);
    await page.emulateMedia({ media: 'print' });
    // Chromium takes the change up with its next frame.
    await expect.poll(async () => (await shown()).every((visible) => visible)).toBe(true);
    const headings = await page.evaluate(() =>
      [...document.querySelectorAll('main :is(h2, h3, h4, summary, caption, figcaption)')]
        .filter((heading) => heading.checkVisibility())
        .map((heading) => getComputedStyle(heading).breakAfter),
    );
    expect(headings.length).toBeGreaterThan(30);
    expect(headings.filter((after) => after !== 'avoid')).toEqual([]);
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.close();
  });
});

/** Groups of one cell by a column with a long name and long words. */
function exampleBreakdowns({ metrics }: ReportInput, suffix: string): ReportInput['metrics']['breakdowns'] {
  const bounds = [0.25, 0.75] as const;
  const ci95 = { accuracy: bounds, sensitivity: bounds, specificity: bounds, auc: null, brier: bounds };
  const counts = { samples: 20, subjects: 10, positives: 10, wrong: 4, too_few_subjects: false };
  const figures = { ...counts, accuracy: 0.8, auc: null, brier: 0.2, ci95 };
  return ['gestational age in completed weeks', 'tube'].map((column) => ({
    cell: metrics.best,
    column: `${column}${suffix}`,
    groups: ['to 31', 'over 31 to 35', '(not stated)'].map((group) => ({
      ...{ group: `${group}${suffix}`, ...figures, sensitivity: 0.7, specificity: 0.9 },
    })),
  }));
}
