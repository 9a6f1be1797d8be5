import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseExperiment } from '@wince/core';
import { evaluate } from '@wince/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRows, smallCohort, warmCache } from './cohort.ts';
import { group } from './groups.ts';
import { type OpenedWorkbench, openWorkbench } from './open-workbench.ts';

/** CVE-2026-44727, stored script: names that are HTML stay names wherever they are shown. */
const HTML = '<img src=x onerror=window.wasRun=1>';
const RUN = `run ${HTML}`;

group('the workbench with HTML in names', 'chromium', () => {
  let opened: OpenedWorkbench;

  beforeAll(async () => {
    opened = await openWorkbench({
      async prepare(project) {
        const cohort = await smallCohort();
        const pictures = join(project, `ward ${HTML}`);
        await mkdir(pictures);
        const rows = await readRows(join(cohort, 'dataset.csv'));
        const lines: string[] = [];
        for (const [i, { path, subject, label }] of rows.entries()) {
          const file = `${i} ${HTML}.jpg`;
          await cp(join(cohort, path), join(pictures, file));
          lines.push(`${file},${subject} ${HTML},${i === 0 ? HTML : label}`);
        }
        await writeFile(join(pictures, 'dataset.csv'), `path,subject,label\n${lines.join('\n')}\n`);
        const labels = [...new Set(rows.map(({ label }) => label))];
        const asked = {
          ...{ dataset: join(pictures, 'dataset.csv'), features: ['hog'], keep: [5], classifiers: ['knn'] },
          ...{ positive: ['pain'], negative: labels.filter((label) => label !== 'pain') },
        };
        await evaluate(parseExperiment(asked, 'a test'), {
          ...{ out: join(project, RUN), cache: await warmCache(), workers: 1, faces: true },
        });
        // A run folder that somebody else has made.
        await cp(join(project, RUN), join(project, 'run-of-others'), { recursive: true });
        await writeFile(
          join(project, 'run-of-others', 'report.html'),
          '<!doctype html><title>not run</title><script>document.title = "was run"</script><img src=x onerror="document.title = \'was run\'">',
        );
      },
    });
    await opened.page.goto(opened.served.address());
    await opened.page.waitForURL(`http://127.0.0.1:${opened.served.port}/`);
  }, 400_000);

  afterAll(() => opened?.close());

  test('CVE-2026-44727: names of data sets, files, subjects, labels and runs are shown as they are, and nothing is run', async () => {
    const { page } = opened;
    await page.getByRole('rowheader', { name: HTML }).first().waitFor();
    expect(await page.locator('main').textContent()).toContain(HTML);
    await page.locator('.thumb').first().click();
    await page.getByRole('dialog').getByText(HTML).first().waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByLabel('Your name').fill(HTML);
    await page.getByRole('link', { name: 'Label', exact: true }).click();
    await page.getByText(/^Item 1 of/).waitFor();
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    await page.getByText('1 labelled').waitFor();
    await page.getByRole('link', { name: 'Experiment', exact: true }).click();
    await page.getByRole('row', { name: RUN }).getByRole('button', { name: 'Table' }).click();
    await page
      .getByRole('button', { name: /^Wrong about/ })
      .first()
      .click();
    await page.getByText('Log of changes').click();
    expect(await page.locator('footer table').textContent()).toContain(HTML);
    expect(await page.evaluate(() => 'wasRun' in window)).toBe(false);
  });

  test('CVE-2026-44727: a report, own or of others, is opened under a sandboxing policy that runs nothing', async () => {
    const { page } = opened;
    await page.goto(opened.at('experiment'));
    for (const run of [RUN, 'run-of-others']) {
      const row = page.getByRole('row', { name: run });
      const [report] = await Promise.all([
        page.waitForEvent('popup'),
        row.getByRole('link', { name: /^Report/ }).click(),
      ]);
      await report.waitForLoadState();
      const answer = await page.request.get(report.url());
      expect(answer.headers()['content-security-policy']).toMatch(/^sandbox; default-src 'none'/);
      expect(await report.evaluate(() => origin)).toBe('null');
      expect(await report.title()).not.toBe('was run');
      expect(await report.evaluate(() => 'wasRun' in window)).toBe(false);
      if (run === RUN) expect(await report.locator('body').textContent()).toContain(HTML);
      else expect(await report.title()).toBe('not run');
      await report.close();
    }
    expect(await readFile(join(opened.project, RUN, 'report.html'), 'utf8')).not.toContain(HTML);
  });
});
