/**
 * Takes a picture of the top of a report: `node scripts/report-picture.ts REPORT.html OUT.png [--width 1200] [--height 1000] [--dark]`.
 * Faces lie below it; still, only take pictures of reports of phantoms or of the example.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { chromiumPath } from '../tests/groups.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    width: { type: 'string', default: '1200' },
    height: { type: 'string', default: '1000' },
    dark: { type: 'boolean', default: false },
  },
});
const [report, out] = positionals;
if (!report || !out) throw new Error('name the report and the picture: REPORT.html OUT.png');
const browser = await chromium.launch({
  executablePath: chromiumPath(),
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage({
  viewport: { width: Number(values.width), height: Number(values.height) },
  colorScheme: values.dark ? 'dark' : 'light',
  deviceScaleFactor: 1.5,
});
await page.goto(pathToFileURL(resolve(report)).href);
await page.screenshot({ path: out });
await browser.close();
