import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { group } from './groups.ts';
import { type OpenedWorkbench, openWorkbench, trainSmallModel } from './open-workbench.ts';

/** A runtime whose graphics card gives numbers that are 1 % off, and its processor right ones. */
const WRONG_RUNTIME = `
import { env, InferenceSession as Own, Tensor } from '/onnx/ort.wasm.min.mjs';
export { env, Tensor };
export const InferenceSession = {
  async create(model, { executionProviders: [provider] }) {
    const session = await Own.create(model, { executionProviders: ['wasm'] });
    if (provider !== 'webgpu') return session;
    return {
      release: () => session.release(),
      async run(feeds) {
        const results = await session.run(feeds);
        for (const { data } of Object.values(results)) data.forEach((value, i) => { data[i] = 1.01 * value; });
        return results;
      },
    };
  },
};`;

/** Networks on a graphics card, which Chromium draws itself (SwiftShader): all of WebGPU but its speed. */
group('the monitor on a graphics card', 'chromium', () => {
  let opened: OpenedWorkbench;
  let page: Page;

  beforeAll(async () => {
    opened = await openWorkbench({
      prepare: (project) => trainSmallModel(join(project, 'ward.wince')),
      chromiumArguments: () => [
        ...['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan'],
      ],
    });
    ({ page } = opened);
    await page.goto(opened.served.address());
    await page.waitForURL(`http://127.0.0.1:${opened.served.port}/`);
    await page.getByRole('link', { name: 'Monitor', exact: true }).click();
    await page.getByRole('combobox', { name: 'Frames a second' }).selectOption('5');
  }, 400_000);

  afterAll(() => opened?.close());

  /** What the page says of the device, when all networks are open. */
  const watched = async (device: string) => {
    await page.getByRole('combobox', { name: 'Networks run on' }).selectOption(device);
    await page.getByRole('button', { name: 'Watch', exact: true }).click();
    await page.getByText(/Waiting for the face at rest|, colours/).waitFor({ timeout: 100_000 });
    const words = await page.getByText(/[Nn]etworks on the/).textContent();
    await page.getByRole('button', { name: 'Stop watching' }).click();
    return words;
  };

  test('a choice of the processor loads nothing for a graphics card', async () => {
    expect(await watched('processor')).toContain('etworks on the processor: chosen above');
    expect(opened.paths.filter((path) => path.includes('jspi'))).toEqual([]);
  });

  test('numbers that are off are seen before the first frame: the processor takes over, and the page says why', async () => {
    const runtime = '**/onnx/ort.jspi.min.mjs';
    await page.route(runtime, (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        headers: { 'cross-origin-resource-policy': 'same-origin' },
        body: WRONG_RUNTIME,
      }),
    );
    const words = await watched('automatic');
    expect(words).toContain(
      'etworks on the processor: the graphics card does not give the numbers of the processor',
    );
    expect(words).toMatch(/blazeface: "\w+" is off by 0\.01/);
    await page.unroute(runtime);
  });

  test('it is used where its numbers are those of the processor, with a runtime of this server', async () => {
    expect(await watched('automatic')).toMatch(/etworks on the graphics card/);
    expect(opened.paths).toContain('/onnx/ort-wasm-simd-threaded.jspi.wasm');
    expect([...opened.hosts]).toEqual([`127.0.0.1:${opened.served.port}`]);
    expect(opened.complaints).toEqual([]);
  });
});
