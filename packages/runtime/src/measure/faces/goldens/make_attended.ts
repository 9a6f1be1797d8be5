/*
 * Runs MediaPipe's face mesh solution (refined landmarks, WebGL by software) in Chromium on the pictures of `pictures.ts` and writes
 * what it gives: frame after frame of the same picture, since each frame is cut out by the landmarks of the one before.
 *
 * The newest version of its package stops when it begins (its detector lacks an option), so an earlier one runs, which holds the
 * same network, byte for byte.
 *
 *   npm install --prefix FOLDER @mediapipe/face_mesh@0.4.1633559619
 *   npx node packages/runtime/src/measure/faces/goldens/make_attended.ts FOLDER CHROMIUM
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { meshedPictures } from './pictures.ts';

const FRAMES = 4;
const [folder, executablePath] = process.argv.slice(2);
const root = join(folder, 'node_modules/@mediapipe/face_mesh');
const ORIGIN = 'http://mediapipe.test';
const PAGE = `<!doctype html><script src="/face_mesh.js"></script><script>
  const mesh = new FaceMesh({ locateFile: (file) => '/' + file });
  mesh.setOptions({ maxNumFaces: 1, refineLandmarks: true, minDetectionConfidence: 0.3, minTrackingConfidence: 0.1 });
  let settle;
  mesh.onResults(({ multiFaceLandmarks }) => settle(multiFaceLandmarks?.[0]?.map(({ x, y, z }) => [x, y, z]) ?? null));
  globalThis.look = async (text, width, height, frames) => {
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const data = Uint8ClampedArray.from(atob(text), (letter) => letter.charCodeAt(0));
    canvas.getContext('2d').putImageData(new ImageData(data, width, height), 0, 0);
    mesh.reset();
    const found = [];
    for (let i = 0; i < frames; i++) {
      const result = new Promise((resolve) => { settle = resolve; });
      await mesh.send({ image: canvas });
      found.push(await result);
    }
    return found;
  };
</script>`;
const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', wasm: 'application/wasm' };

const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
});
const found: Record<string, number[][]> = {};
try {
  const page = await browser.newPage();
  page.on('console', (message) => console.log(message.text()));
  page.on('pageerror', (error) => console.log(error.message));
  await page.route(`${ORIGIN}/**`, (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === '/') return route.fulfill({ contentType: 'text/html', body: PAGE });
    const contentType = TYPES[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    return route.fulfill({ contentType, body: readFileSync(join(root, path)) });
  });
  await page.goto(`${ORIGIN}/`);
  for (const [name, { width, height, data }] of meshedPictures()) {
    const opaque = Buffer.alloc(width * height * 4, 255);
    for (let i = 0; i < width * height; i++) opaque.set(data.subarray(3 * i, 3 * i + 3), 4 * i);
    const call = `look(${JSON.stringify(opaque.toString('base64'))}, ${width}, ${height}, ${FRAMES})`;
    const frames = await page.evaluate<(number[][] | null)[]>(call);
    found[name] = frames.map((points) => {
      if (!points) throw new Error(`MediaPipe finds no face in ${name}`);
      return points.flatMap(([x, y, z]) => [x * width, y * height, z * width].map((v) => Math.round(v * 1000) / 1000));
    });
  }
} finally {
  await browser.close();
}
const own = fileURLToPath(new URL('.', import.meta.url));
writeFileSync(join(own, 'attended.json'), `${JSON.stringify(found)}\n`);
