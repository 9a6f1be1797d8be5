import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, expect, test, vi } from 'vitest';
import { cacheCommand } from './cache.ts';

let folder = '';
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

async function prune(...args: readonly string[]): Promise<string> {
  const said = vi.spyOn(console, 'log').mockImplementation(() => {});
  const command = new Command();
  cacheCommand(command);
  await command.parseAsync(['prune', ...args], { from: 'user' });
  const text = said.mock.calls.flat().join('\n');
  said.mockRestore();
  return text;
}

test('prune removes what dead commands have left in the cache and in folders of runs, and nothing else', async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-prune-'));
  const [cache, runs] = [join(folder, 'cache'), join(folder, 'runs')];
  const dead = '.run.4000000-1-00000000.00000000-0000-4000-8000-000000000000.tmp';
  const { temporaryBeside } = await import('../../../runtime/src/files/leftovers.ts');
  for (const place of [join(cache, 'pictures', 'ab'), runs]) {
    await mkdir(join(place, 'kept'), { recursive: true });
    // Of this machine: its part of the name is that of a living process.
    const own = temporaryBeside(join(place, 'run')).replace(/\.\d+-\d+-/, '.4000000-1-');
    await mkdir(own);
    await writeFile(join(own, 'face.jpg'), 'a face');
    await writeFile(join(place, dead), 'of another machine, and new');
  }
  const said = await prune(runs, '--cache', cache);
  expect(said).toMatch(/^Removed 2 left over:/);
  expect((await readdir(runs)).sort()).toEqual([dead, 'kept']);
  expect((await readdir(join(cache, 'pictures', 'ab'))).sort()).toEqual([dead, 'kept']);
  expect(await prune(runs, '--cache', cache)).toBe('Nothing was left over.');
  expect(JSON.parse(await prune('--json', '--cache', join(folder, 'nowhere')))).toEqual({
    removed: [],
    kept: [],
  });
});
