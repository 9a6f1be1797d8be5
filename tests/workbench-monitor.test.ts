import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { group } from './groups.ts';
import { type OpenedWorkbench, openWorkbench, trainSmallModel, violationsOf } from './open-workbench.ts';

/** What is loaded when somebody watches a video, and not before. */
const WHEN_NEEDED = /^\/(watch\.js|onnx\/|api\/watch\/)/;

group('the monitor of the workbench', 'chromium', () => {
  let opened: OpenedWorkbench;
  let page: Page;

  beforeAll(async () => {
    opened = await openWorkbench({ prepare: (project) => trainSmallModel(join(project, 'ward.wince')) });
    ({ page } = opened);
    await page.goto(opened.served.address());
    await page.waitForURL(`http://127.0.0.1:${opened.served.port}/`);
  }, 400_000);

  afterAll(() => opened?.close());

  test('watches a drawn neonate in the page: the networks are loaded now, and no frame leaves', async () => {
    expect(opened.paths.filter((path) => WHEN_NEEDED.test(path))).toEqual([]);
    await page.getByRole('link', { name: 'Monitor', exact: true }).click();
    await page.getByRole('combobox', { name: 'Speed' }).selectOption('as fast as possible');
    await page.getByRole('combobox', { name: 'Frames a second' }).selectOption('5');
    const before = opened.paths.length;
    await page.getByRole('button', { name: 'Watch' }).click();
    await page.locator('.readings dd.score', { hasText: /\d\.\d\d/ }).waitFor({ timeout: 120_000 });
    expect(await page.locator('[data-signal]').getAttribute('data-signal')).toMatch(/fresh|stale|outside/);
    expect(await page.locator('.state').textContent()).not.toContain('no signal');
    // There is a face in the picture, with a box, and time goes on.
    await page.getByRole('img', { name: /a box around the face/ }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Stop watching' }).click();
    await page.getByRole('button', { name: 'Watch' }).waitFor();
    const asked = opened.paths.slice(before);
    expect(asked.filter((path) => path.startsWith('/onnx/') || path === '/watch.js')).toEqual(
      expect.arrayContaining(['/watch.js', '/onnx/ort.wasm.min.mjs', '/onnx/ort-wasm-simd-threaded.wasm']),
    );
    // All that is told to the server is what happened, in words.
    expect(asked.filter((path) => !WHEN_NEEDED.test(path))).toEqual([]);
  }, 180_000);
});
