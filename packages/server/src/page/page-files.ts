import { readFile } from 'node:fs/promises';

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  readonly body: string;
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

/** The page: of a package that was built, its files; of a checkout, made of the source now. */
export async function readPage(): Promise<PageFiles> {
  const { script, style } = import.meta.url.endsWith('.ts') ? await makePage() : await builtPage();
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', body: HTML }],
    ['/page.js', { type: 'text/javascript; charset=utf-8', body: script }],
    ['/page.css', { type: 'text/css; charset=utf-8', body: style }],
    ['/icon.svg', { type: 'image/svg+xml', body: ICON }],
  ]);
}

interface Page {
  readonly script: string;
  readonly style: string;
}

async function builtPage(): Promise<Page> {
  const read = (name: string) => readFile(new URL(`../workbench/${name}`, import.meta.url), 'utf8');
  return { script: await read('page.js'), style: await read('page.css') };
}

async function makePage(): Promise<Page> {
  // The address is not a constant, so that the bundler leaves it alone: a package that was built holds no bundler.
  const builder = new URL('../../../workbench/build-page.ts', import.meta.url).href;
  const { buildPage }: { buildPage: () => Promise<Page> } = await import(builder);
  return buildPage();
}
