import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeAtomically } from './atomic.ts';
import { beginFolder } from './folder.ts';
import { findLeftovers, isTemporary, removeLeftoversUnder, temporaryBeside } from './leftovers.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'wince-leftovers-'));
});
afterAll(() => rm(root, { recursive: true }));

const RUN = { mark: 'manifest.json', noun: 'a run', madeOf: 'a test', overwrite: true };

const place = () => mkdtemp(join(root, 'place-'));

const LEFTOVERS = fileURLToPath(new URL('./leftovers.ts', import.meta.url));

/** A process that has a temporary folder beside `target` with a file in it, until it is killed. */
async function writer(target: string) {
  const code = `import { mkdir, writeFile } from 'node:fs/promises';
    import { temporaryBeside } from ${JSON.stringify(LEFTOVERS)};
    const path = temporaryBeside(${JSON.stringify(target)});
    await mkdir(path);
    await writeFile(path + '/face.jpg', 'a face');
    console.log(path);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--experimental-strip-types', '-e', code]);
  const [line] = await once(child.stdout, 'data');
  return {
    path: String(line).trim(),
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

test('what a killed process has left goes when the next one writes there; what a living one writes stays', async () => {
  const folder = await place();
  const target = join(folder, 'run');
  const [dead, living] = [await writer(target), await writer(join(folder, 'other'))];
  try {
    await dead.kill();
    const found = await findLeftovers(folder);
    expect(found.dead).toEqual([{ path: dead.path, name: 'run', isEarlier: false }]);
    expect(found.living).toEqual([living.path]);
    const next = await beginFolder(target, RUN);
    await writeFile(join(next.path, 'manifest.json'), '{}');
    await next.commit();
    expect((await readdir(folder)).sort()).toEqual([basename(living.path), 'run'].sort());
  } finally {
    await living.kill();
  }
  expect(await removeLeftoversUnder(root)).toEqual({ removed: [living.path], kept: [] });
  expect(await readdir(folder)).toEqual(['run']);
});

test('a process that died while it gave a folder its name loses nothing', async () => {
  const folder = await place();
  const target = join(folder, 'run');
  const dead = await writer(target);
  await dead.kill();
  // The earlier run was put aside, and the new one has not taken its name.
  await mkdir(`${dead.path}.old`);
  await writeFile(join(`${dead.path}.old`, 'manifest.json'), 'the earlier run');
  const next = await beginFolder(target, RUN);
  await next.abandon();
  expect(await readdir(folder)).toEqual(['run']);
  expect(await readFile(join(target, 'manifest.json'), 'utf8')).toBe('the earlier run');
});

test('a file that is written removes what is left beside it', async () => {
  const folder = await place();
  const dead = await writer(join(folder, 'entry.bin'));
  await dead.kill();
  await writeAtomically(join(folder, 'entry.bin'), 'bytes');
  expect(await readdir(folder)).toEqual(['entry.bin']);
});

test('what nobody can ask for stays for a day', async () => {
  const folder = await place();
  const elsewhere = join(folder, '.run.77-88-0123abcd.01234567-89ab-cdef-0123-456789abcdef.tmp');
  const unnamed = join(folder, '.run.01234567-89ab-cdef-0123-456789abcdef.tmp');
  for (const path of [elsewhere, unnamed]) await mkdir(path);
  expect((await findLeftovers(folder)).dead).toEqual([]);
  const before = new Date(Date.now() - 25 * 3600 * 1000);
  for (const path of [elsewhere, unnamed]) await utimes(path, before, before);
  expect((await findLeftovers(folder)).dead.map(({ path }) => path).sort()).toEqual(
    [elsewhere, unnamed].sort(),
  );
});

test('files of other programs are none of these', async () => {
  const folder = await place();
  const others = [
    '.hidden',
    '.run.tmp',
    'run.1-2-01234567.01234567-89ab-cdef-0123-456789abcdef.tmp',
    '.x.swp',
  ];
  for (const name of others) await writeFile(join(folder, name), '');
  expect(await findLeftovers(folder)).toEqual({ dead: [], living: [] });
  expect(isTemporary(temporaryBeside(join(folder, 'x'.repeat(200))))).toBe(true);
  expect(basename(temporaryBeside(join(folder, 'x'.repeat(250)))).length).toBeLessThan(255);
});
