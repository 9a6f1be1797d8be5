import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumPath } from '../../../../tests/groups.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
/** Browsers decode only in pages that they trust, as they do this one. */
const ORIGIN = 'http://localhost';

/** Where a page finds what sources import by name. */
const IMPORTS = {
  '@wince/core': `${ORIGIN}/packages/core/src/index.ts`,
  '@wince/kernels': `${ORIGIN}/packages/kernels/src/index.ts`,
  zod: `${ORIGIN}/node_modules/zod/index.js`,
  mediabunny: `${ORIGIN}/node_modules/mediabunny/dist/bundles/mediabunny.mjs`,
};

const PAGE = `<!doctype html><script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>
<script type="module">
  import { openSoundBlob, openVideoBlob, readableVideo } from '${ORIGIN}/packages/media/src/index.ts';
  globalThis.readable = readableVideo;
  globalThis.readVideo = async (name, options) => {
    const blob = await (await fetch('${ORIGIN}/videos/' + name)).blob();
    try {
      const video = await openVideoBlob(blob, { name });
      const frames = [];
      for await (const { time, image } of video.frames(options)) {
        frames.push({ time, width: image.width, height: image.height, data: [...image.data] });
      }
      const { description, completeness } = video;
      await video.close();
      return { description, completeness, frames };
    } catch (error) {
      return { code: error.code, message: String(error) };
    }
  };
  globalThis.readSound = async (name, options) => {
    const blob = await (await fetch('${ORIGIN}/videos/' + name)).blob();
    try {
      const sound = await openSoundBlob(blob, { name, ...options });
      const blocks = [];
      for await (const { time, sampleRate, samples } of sound.blocks()) {
        blocks.push({ time, sampleRate, samples: [...samples] });
      }
      await sound.close();
      return { codec: sound.codec, sampleRate: sound.sampleRate, blocks };
    } catch (error) {
      return { code: error.code, message: String(error) };
    }
  };
  globalThis.ready = true;
</script>`;

/** A file of the repository, or a drawn video, as a page can have it. */
async function bodyOf(path: string, videos: string): Promise<{ body: string | Buffer; contentType: string }> {
  if (path.startsWith('/videos/')) {
    return { body: await readFile(join(videos, path.slice('/videos/'.length))), contentType: 'video/any' };
  }
  const text = await readFile(`${ROOT}${path}`, 'utf8');
  return { body: path.endsWith('.ts') ? stripTypeScriptTypes(text) : text, contentType: 'text/javascript' };
}

/** A browser with a page that reads the videos of a folder with the sources as they are: `readVideo(name, options)`, `readSound(name, options)`, `readable()`. */
export async function openMediaPage(
  folder: string,
): Promise<{ readonly browser: Browser; readonly page: Page }> {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
  const page = await browser.newPage();
  await page.route(`${ORIGIN}/**`, async (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === '/') return route.fulfill({ contentType: 'text/html', body: PAGE });
    return route.fulfill(await bodyOf(path, folder));
  });
  await page.goto(`${ORIGIN}/`);
  await page.waitForFunction('globalThis.ready === true');
  return { browser, page };
}
