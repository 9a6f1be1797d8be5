import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemReason } from './system-error.ts';

test('what the system says is told in words', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wince-system-'));
  const file = join(folder, 'file');
  await writeFile(file, '');
  const reason = (work: Promise<unknown>) => work.then(() => 'nothing was thrown', systemReason);
  try {
    expect(await reason(readFile(join(folder, 'none')))).toBe('it does not exist');
    expect(await reason(readFile(folder))).toBe('it is a folder');
    expect(await reason(readFile(join(file, 'below')))).toBe('a part of its path is a file');
    expect(await reason(readdir(file))).toBe('a part of its path is a file');
    expect(await reason(open(file, 'wx'))).toBe('it exists already');
    expect(await reason(readFile(join(folder, 'x'.repeat(300))))).toBe('its name is too long');
    expect(systemReason(Object.assign(new Error('odd'), { code: 'EODD' }))).toBe('EODD');
    expect(systemReason(new Error('odd'))).toBe('Error: odd');
  } finally {
    await rm(folder, { recursive: true });
  }
});
