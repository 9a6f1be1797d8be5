import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { expect, it } from 'vitest';
import { chromiumPath, group } from '../../../tests/groups.ts';
import { buildHeadModel } from './head/head-model.ts';
import { drawFrame } from './scene/drawn-frame.ts';
import { PLAIN_SCENE } from './scene/scene.ts';
import { drawSubject } from './subject/subject.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const ORIGIN = 'http://phantom.test';

/** Where a page finds what sources import by name. */
const IMPORTS = {
  '@wince/core': `${ORIGIN}/packages/core/src/index.ts`,
  '@wince/kernels': `${ORIGIN}/packages/kernels/src/index.ts`,
  zod: `${ORIGIN}/node_modules/zod/index.js`,
};

const PAGE = `<!doctype html><script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>
<script type="module">
  import { buildHeadModel, drawFrame, drawSubject, PLAIN_SCENE } from '${ORIGIN}/packages/phantom/src/index.ts';
  const scene = { ...PLAIN_SCENE, size: 96, sensor: { exposure: 1, blur: 0.5, noise: 2 } };
  globalThis.drawn = [...drawFrame(buildHeadModel(drawSubject('S01', 7, { monk: 4 })), scene).image.data];
</script>`;

/** A file of the repository as a page can run it. */
async function sourceOf(path: string): Promise<string> {
  const text = await readFile(`${ROOT}${path}`, 'utf8');
  return path.endsWith('.ts') ? stripTypeScriptTypes(text) : text;
}

group('the phantom in a page', 'chromium', () => {
  it('draws the same bytes as here', async () => {
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      await page.route(`${ORIGIN}/**`, async (route) => {
        const path = new URL(route.request().url()).pathname;
        if (path === '/') return route.fulfill({ contentType: 'text/html', body: PAGE });
        return route.fulfill({ contentType: 'text/javascript', body: await sourceOf(path) });
      });
      await page.goto(`${ORIGIN}/`);
      await page.waitForFunction('globalThis.drawn !== undefined');
      const drawn: unknown = await page.evaluate('globalThis.drawn');
      if (!Array.isArray(drawn)) throw new Error('the page drew nothing');
      const scene = { ...PLAIN_SCENE, size: 96, sensor: { exposure: 1, blur: 0.5, noise: 2 } };
      const { image } = drawFrame(buildHeadModel(drawSubject('S01', 7, { monk: 4 })), scene);
      expect(hash(Uint8Array.from(drawn))).toBe(hash(image.data));
    } finally {
      await browser.close();
    }
  });
});

function hash(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
