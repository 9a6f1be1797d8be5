import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Block, blocksOf, readPage, writePage } from './markdown.ts';

/**
 * Runs the tutorial as a reader would: its `sh` blocks in order, in a folder with a researcher's pictures, and compares
 * the `text` block behind each with what was printed. With WINCE_UPDATE_DOCS=1 it writes what was printed instead.
 */
const PAGE = 'docs/guide/first-hour.md';
const update = process.env.WINCE_UPDATE_DOCS === '1';
const page = await readPage(PAGE);
const blocks = blocksOf(page);

let place = '';
const printed = new Map<Block, string>();

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'wince-first-hour-'));
  await linkCommands(place);
  // The README's command, with fewer neonates.
  const demo = await shell('npx wince demo --subjects 4');
  expect(demo.err + demo.out).toContain('The report:');
  expect(demo.status).toBe(0);
}, 300_000);

afterAll(async () => {
  if (update) await writePage(PAGE, withPrinted(page));
  await rm(place, { recursive: true, force: true });
});

describe('the first hour', () => {
  const commands = blocks.filter((block) => block.language === 'sh');

  it('has something to run', () => {
    expect(commands.length).toBeGreaterThan(5);
  });

  it.each(commands.map((block) => [block.text.trim().split('\n')[0], block] as const))(
    '%s',
    async (_, block) => {
      const { status, out, err } = await shell(block.text);
      expect(status, err).toBe(0);
      const shown = blocks[blocks.indexOf(block) + 1];
      if (shown?.language !== 'text') return;
      printed.set(shown, tidy(out));
      if (!update) expectSame(tidy(out), shown);
    },
    120_000,
  );
});

/** `npx wince` finds the command as it would in a folder where it was installed. */
async function linkCommands(folder: string): Promise<void> {
  const bin = join(folder, 'node_modules/.bin');
  await mkdir(bin, { recursive: true });
  const command = fileURLToPath(new URL('../packages/cli/bin/wince.js', import.meta.url));
  await writeFile(join(bin, 'wince'), `#!/bin/sh\nexec "${process.execPath}" "${command}" "$@"\n`);
  await chmod(join(bin, 'wince'), 0o755);
  await symlink(process.execPath, join(bin, 'node'));
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
}

/** Runs a block of the page in the prepared folder. */
function shell(script: string): Promise<{ status: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: place,
      env: { ...process.env, WINCE_CACHE: join(place, 'cache') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, out, err }));
  });
}

const DECIMAL = /[+-]?\d+\.\d+/g;

/**
 * Words and whole numbers must be the same. A block noted `measured` holds numbers of a network, whose last digits depend
 * on the processor: its decimals may differ by some points in a hundred.
 */
function expectSame(found: string, { text, note }: Block): void {
  if (note !== 'measured') {
    expect(found).toBe(text);
    return;
  }
  const words = (given: string) => given.replaceAll(DECIMAL, '#').replaceAll(/[ *]+/g, ' ');
  expect(words(found)).toBe(words(text));
  const numbers = (given: string) => Array.from(given.matchAll(DECIMAL), ([number]) => Number(number));
  const expected = numbers(text);
  numbers(found).forEach((number, i) => {
    expect(Math.abs(number - expected[i]), `${number} where the page has ${expected[i]}`).toBeLessThan(
      Math.abs(expected[i]) > 1 ? 10 : 0.1,
    );
  });
}

function tidy(text: string): string {
  return `${text.replaceAll(/[ \t]+$/gm, '').trimEnd()}\n`;
}

function withPrinted(text: string): string {
  return [...printed]
    .reverse()
    .reduce((whole, [{ start, end }, found]) => whole.slice(0, start) + found + whole.slice(end), text);
}
