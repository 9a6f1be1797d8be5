import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Each test that SECURITY.md names for an attack is there under that name. */

const USUAL = 'packages/server/src/attacks.test.ts';
const read = (path: string) => readFile(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');

test('each flaw of other software and each attack has a test of the name that SECURITY.md gives', async () => {
  const [, tables] = (await read('SECURITY.md')).split('## Flaws of other software');
  const rows = tables.split('\n').filter((line) => line.startsWith('| ') && line.includes('"'));
  expect(rows.length).toBeGreaterThan(30);
  for (const row of rows) {
    const cell = row.split(' | ').at(-1) ?? '';
    const title = /"([^"]+)"/.exec(cell)?.[1] ?? row;
    const file = /in `([^`]+)`/.exec(cell)?.[1] ?? USUAL;
    expect(await read(file), `${file} has the test "${title}"`).toContain(title);
  }
});
