import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExperiment, planCells } from '@wince/core';
import { train } from '@wince/runtime';
import { type Served, serve } from '@wince/server';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import sharp from 'sharp';
import { CHROMIUM_ARGUMENTS } from '../packages/pages/src/in-chromium.fixture.ts';
import { readRows, smallCohort, warmCache } from './cohort.ts';
import { chromiumPath } from './groups.ts';

/** The project of a test, its server, and a browser that shows it. */
export interface OpenedWorkbench {
  readonly project: string;
  readonly served: Served;
  readonly browser: Browser;
  readonly page: Page;
  /** What the browser complained about. */
  readonly complaints: readonly string[];
  /** Which hosts and which paths it asked. */
  readonly hosts: ReadonlySet<string>;
  readonly paths: readonly string[];
  /** The address of a place of the page. */
  at(place: string): string;
  close(): Promise<void>;
}

/** Two pictures of each of six drawn subjects, one at rest and one in pain, under the names SUBJECT_LABEL_1.jpg. */
export async function copyPictures(folder: string): Promise<void> {
  const cohort = await smallCohort();
  await mkdir(folder, { recursive: true });
  const seen = new Set<string>();
  for (const { path, subject, label } of await readRows(join(cohort, 'dataset.csv'))) {
    const name = `${subject}_${label}_1.jpg`;
    if (!seen.has(name)) await cp(join(cohort, path), join(folder, name));
    seen.add(name);
  }
}

/** A model of the small cohort, that looks at edges alone. */
export async function trainSmallModel(out: string): Promise<void> {
  const asked = {
    ...{ dataset: await smallCohort(), features: ['hog'], keep: [20] },
    classifiers: ['naive-bayes'],
  };
  const specification = parseExperiment(asked, 'a test');
  const [{ id: cell }] = planCells(specification, String);
  await train(specification, { cell, leaveOut: [], out, cache: await warmCache(), workers: 1 });
}

/**
 * Opens a project in a browser.
 *
 * @param files content of files of the project, by their names
 * @param prepare writes what else is in the project
 */
export async function openWorkbench({
  files = {},
  prepare = async () => {},
  chromiumArguments = () => [],
}: {
  readonly files?: Readonly<Record<string, string>>;
  readonly prepare?: (project: string) => Promise<void>;
  readonly chromiumArguments?: (project: string) => readonly string[];
}): Promise<OpenedWorkbench> {
  const home = await mkdtemp(join(tmpdir(), 'wince-workbench-'));
  const project = join(home, 'ward');
  await mkdir(project);
  for (const [name, content] of Object.entries(files)) await writeFile(join(project, name), content);
  await prepare(project);
  const served = await serve({ project, cache: await warmCache(), workers: 1, port: 0, version: '0.0.0' });
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: [...CHROMIUM_ARGUMENTS, ...chromiumArguments(project)],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  const hosts = new Set<string>();
  const paths: string[] = [];
  page.on(
    'console',
    (message) => message.type() === 'error' && complaints.push(`${message.text()} ${message.location().url}`),
  );
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const { host, pathname } = new URL(request.url());
    hosts.add(host);
    paths.push(pathname);
  });
  return {
    ...{ project, served, browser, page, complaints, hosts, paths },
    at: (place) => `http://127.0.0.1:${served.port}/#${place}`,
    async close() {
      await browser.close();
      await served.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
let axeSource: string | undefined;

/** What axe finds wrong with a page as it is shown: each rule with the elements that break it. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  axeSource ??= await readFile(axe, 'utf8');
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
  return page.evaluate(async () => {
    interface Found {
      readonly violations: readonly {
        readonly id: string;
        readonly help: string;
        readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary: string }[];
      }[];
    }
    const { axe } = globalThis as unknown as {
      axe: { run(context: Document, options: object): Promise<Found> };
    };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target.join(' ')}: ${failureSummary}`),
    );
  });
}

/** Presses Tab until something has the focus, as somebody does who has no mouse. @throws Error where it cannot be reached */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  const element = await wanted.elementHandle();
  for (let presses = 0; presses < 250; presses++) {
    if (await page.evaluate((own) => own === document.activeElement, element)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${wanted}`);
}

/** With WINCE_SCREENSHOTS=FOLDER, leaves a small picture of the page for the guide there: `workbench-NAME.webp`. */
export async function pictureForGuide(page: Page, name: string): Promise<void> {
  const folder = process.env.WINCE_SCREENSHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  const before = page.viewportSize();
  await page.setViewportSize({ width: 1100, height: 760 });
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForLoadState('networkidle');
  const png = await page.screenshot();
  await sharp(png)
    .webp({ quality: 70 })
    .toFile(join(folder, `workbench-${name}.webp`));
  if (before) await page.setViewportSize(before);
}
