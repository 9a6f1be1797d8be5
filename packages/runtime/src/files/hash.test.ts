import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sha256Of, sha256OfFile } from './hash.ts';

// The examples of FIPS 180-4 for SHA-256.
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

test('the hash of a text, of bytes and of parts', () => {
  expect(sha256Of('abc')).toBe(ABC);
  expect(sha256Of(new Uint8Array([97, 98, 99]))).toBe(ABC);
  expect(sha256Of('a', new Uint8Array([98]), 'c')).toBe(ABC);
  expect(sha256Of()).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('the hash of a file that is read in several pieces is that of its bytes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wince-hash-'));
  try {
    const bytes = Uint8Array.from({ length: 2 ** 21 + 3 }, (_, i) => (i * 31) % 251);
    await writeFile(join(folder, 'a'), bytes);
    expect(await sha256OfFile(join(folder, 'a'))).toBe(sha256Of(bytes));
    await expect(sha256OfFile(join(folder, 'b'))).rejects.toMatchObject({ code: 'ENOENT' });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
