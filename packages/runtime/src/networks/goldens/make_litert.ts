/*
 * Runs the networks of `cases.fixture.ts` with LiteRT (WebAssembly, XNNPACK) in Chromium and writes what they give:
 * NAME.f32 holds all outputs of a network in their order, and litert.json their lengths.
 *
 *   npm install --prefix FOLDER @litertjs/core@2.5.3
 *   npx node packages/runtime/src/networks/goldens/make_litert.ts FOLDER CHROMIUM
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { goldenCases } from './cases.fixture.ts';

const [folder, executablePath] = process.argv.slice(2);
const own = fileURLToPath(new URL('.', import.meta.url));
const require = createRequire(import.meta.url);
const ORIGIN = 'http://litert.test';
const PAGE = `<!doctype html>
<script type="importmap">{ "imports": { "@litertjs/wasm-utils": "/@litertjs/wasm-utils/dist/index.js" } }</script>
<script type="module">
  import { loadLiteRt, loadAndCompile, Tensor } from '/@litertjs/core/dist/index.js';
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  await loadLiteRt('/@litertjs/core/wasm/', { threads: false });
  globalThis.run = async (file, numbers, shape) => {
    const model = await loadAndCompile(bytes(file), { accelerator: 'wasm' });
    const input = new Tensor(new Float32Array(bytes(numbers).buffer), shape);
    const results = await model.run([input]);
    return results.map((result) => [...result.toTypedArray()]);
  };
</script>`;

const TYPES = { js: 'text/javascript', wasm: 'application/wasm' };
const cases = goldenCases((name, path) => {
  const main = require.resolve(name);
  return readFileSync(join(main.slice(0, main.indexOf(name) + name.length), path));
});
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const lengths: Record<string, readonly number[]> = {};
try {
  const page = await browser.newPage();
  page.on('console', (message) => console.log(message.text()));
  page.on('pageerror', (error) => console.log(error.message));
  await page.route(`${ORIGIN}/**`, (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === '/') return route.fulfill({ contentType: 'text/html', body: PAGE });
    const contentType = path.endsWith('.wasm') ? TYPES.wasm : TYPES.js;
    return route.fulfill({ contentType, body: readFileSync(join(folder, 'node_modules', path)) });
  });
  await page.goto(`${ORIGIN}/`);
  await page.waitForFunction('globalThis.run !== undefined');
  for (const { name, bytes, shape, input } of cases) {
    const texts = [bytes, new Uint8Array(input.buffer)].map((part) => JSON.stringify(Buffer.from(part).toString('base64')));
    const outputs = await page.evaluate<number[][]>(`run(${texts.join(', ')}, ${JSON.stringify([1, ...shape])})`);
    lengths[name] = outputs.map(({ length }) => length);
    writeFileSync(join(own, `${name}.f32`), Buffer.from(Float32Array.from(outputs.flat()).buffer));
  }
} finally {
  await browser.close();
}
writeFileSync(join(own, 'litert.json'), `${JSON.stringify(lengths, null, 2)}\n`);
