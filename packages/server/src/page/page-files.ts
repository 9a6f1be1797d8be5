import { readFile } from 'node:fs/promises';
import { WORKER_POLICY } from '../security/headers.ts';

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  /** What it holds; read or made when it is asked for first. */
  readonly body: () => Promise<string | Buffer>;
  /** Another policy than that of the page. */
  readonly policy?: string;
}

/** The files of the page by their addresses. There are no others: nothing of a disk is listed or guessed. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>wince workbench</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/page.css">
</head>
<body>
<div id="root"></div>
<noscript>The workbench needs JavaScript. It comes from this machine alone.</noscript>
<script type="module" src="/page.js"></script>
</body>
</html>
`;

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="14" fill="#0b5cad"/><path d="M8 12l5 2M24 12l-5 2M10 23q6-6 12 0" stroke="#fff" stroke-width="2.5" fill="none" stroke-linecap="round"/></svg>`;

/** What opens the page behind the address with the token: a page of this server asks for the next one, so that its cookie goes along. */
export const OPENED = `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="/icon.svg"><meta http-equiv="refresh" content="0; url=/"><title>wince workbench</title><p>The workbench opens. <a href="/">Open it.</a></p></html>`;

/** ONNX Runtime for pages: it is loaded when somebody watches a video, and not before. */
const RUNTIME_FILES = [
  'ort.wasm.min.mjs',
  'ort-wasm-simd-threaded.mjs',
  'ort-wasm-simd-threaded.wasm',
  // For a graphics card, where the browser has one.
  'ort.jspi.min.mjs',
  'ort-wasm-simd-threaded.jspi.mjs',
  'ort-wasm-simd-threaded.jspi.wasm',
] as const;

/** Whether this is a checkout, whose page is made of the source, and no package that was built. */
const isCheckout = import.meta.url.endsWith('.ts');

/** The page: of a package that was built, its files; of a checkout, made of the source now, its worker when somebody asks for it. */
export async function readPage(): Promise<PageFiles> {
  const { script, style } = isCheckout ? await (await builder()).buildPage() : await builtPage();
  const now = (text: string) => async () => text;
  const js = 'text/javascript; charset=utf-8';
  return new Map<string, PageFile>([
    ['/', { type: 'text/html; charset=utf-8', body: now(HTML) }],
    ['/page.js', { type: js, body: now(script) }],
    ['/page.css', { type: 'text/css; charset=utf-8', body: now(style) }],
    ['/icon.svg', { type: 'image/svg+xml', body: now(ICON) }],
    ['/watch.js', { type: js, body: once(() => workerScript('watch')), policy: WORKER_POLICY }],
    ['/microphone.js', { type: js, body: once(() => workerScript('microphone')), policy: WORKER_POLICY }],
    ...RUNTIME_FILES.map((name): [string, PageFile] => [
      `/onnx/${name}`,
      {
        type: name.endsWith('.wasm') ? 'application/wasm' : js,
        body: once(() => runtimeFile(name)),
        policy: WORKER_POLICY,
      },
    ]),
  ]);
}

function once<Body>(make: () => Promise<Body>): () => Promise<Body> {
  let made: Promise<Body> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

interface Page {
  readonly script: string;
  readonly style: string;
}

const built = (name: string) => new URL(`../workbench/${name}`, import.meta.url);

async function builtPage(): Promise<Page> {
  return {
    script: await readFile(built('page.js'), 'utf8'),
    style: await readFile(built('page.css'), 'utf8'),
  };
}

async function workerScript(name: 'watch' | 'microphone'): Promise<string> {
  if (!isCheckout) return readFile(built(`${name}.js`), 'utf8');
  const { buildWatch, buildMicrophone } = await builder();
  return name === 'watch' ? buildWatch() : buildMicrophone();
}

async function runtimeFile(name: string): Promise<Buffer> {
  return readFile(isCheckout ? new URL(name, import.meta.resolve('onnxruntime-web')) : built(`onnx/${name}`));
}

interface Builder {
  buildPage(): Promise<Page>;
  buildWatch(): Promise<string>;
  buildMicrophone(): Promise<string>;
}

async function builder(): Promise<Builder> {
  // The address is not a constant, so that the bundler leaves it alone: a package that was built holds no bundler.
  return import(new URL('../../../workbench/build-page.ts', import.meta.url).href);
}
