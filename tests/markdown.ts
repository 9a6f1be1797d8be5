import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A fenced block of a page. */
export interface Block {
  /** The word behind the fence: `sh`, `text`, `ts`, ... */
  readonly language: string;
  /** What follows that word. */
  readonly note: string;
  readonly text: string;
  /** Where `text` lies in the page. */
  readonly start: number;
  readonly end: number;
}

/** A page of the repository, by its path from the root. */
export async function readPage(path: string): Promise<string> {
  return readFile(`${root}${path}`, 'utf8');
}

/** Writes a page of the repository. */
export async function writePage(path: string, text: string): Promise<void> {
  await writeFile(`${root}${path}`, text);
}

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string): readonly Block[] {
  return Array.from(page.matchAll(/^```(\w+)(?: +([^\n]*))?\n([\s\S]*?)^```$/gm), (match) => {
    const [whole, language, note = '', text] = match;
    const start = match.index + whole.indexOf('\n') + 1;
    return { language, note, text, start, end: start + text.length };
  });
}

/** The first cells of the rows of the table under a heading, without code marks. */
export function firstColumn(page: string, heading: string): readonly string[] {
  return tableUnder(page, heading).map(([cell]) => cell.replaceAll('`', ''));
}

/** The rows of the first table under a heading, without its head. */
export function tableUnder(page: string, heading: string): readonly (readonly string[])[] {
  const lines = page.split('\n');
  const at = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  if (at < 0) throw new Error(`there is no heading "${heading}"`);
  const first = lines.findIndex((line, i) => i > at && line.startsWith('|'));
  const rows: string[][] = [];
  for (let i = first + 2; first > 0 && lines[i]?.startsWith('|'); i++) {
    rows.push(
      lines[i]
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  }
  return rows;
}
