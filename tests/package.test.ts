import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';

const packages = fileURLToPath(new URL('../packages', import.meta.url));
const versions = z.record(z.string(), z.string()).default({});
const manifest = z.object({ name: z.string(), dependencies: versions, devDependencies: versions });

test('the published package asks for everything that its workspaces import, or has it built in', () => {
  const workspaces = readdirSync(packages).map((name) =>
    manifest.parse(JSON.parse(readFileSync(`${packages}/${name}/package.json`, 'utf8'))),
  );
  const { dependencies = {}, devDependencies = {} } = workspaces.find(({ name }) => name === 'wince') ?? {};
  const asked = Object.fromEntries(
    workspaces
      .flatMap(({ dependencies, devDependencies }) => Object.entries({ ...dependencies, ...devDependencies }))
      .filter(([name]) => !name.startsWith('@wince/')),
  );
  expect({ ...dependencies, ...devDependencies }).toEqual(asked);
  expect(Object.keys(dependencies).filter((name) => name in devDependencies)).toEqual([]);
});

test('an installation leaves the lock file as it is, whatever version of npm it is, and names no registry', () => {
  const settings = readFileSync(fileURLToPath(new URL('../.npmrc', import.meta.url)), 'utf8').split('\n');
  expect(settings).toEqual(expect.arrayContaining(['save=false', 'omit-lockfile-registry-resolved=true']));
  const lock = readFileSync(fileURLToPath(new URL('../package-lock.json', import.meta.url)), 'utf8');
  expect(lock).not.toMatch(/"resolved": "https?:/);
});

test('the lock file knows the packages of all platforms, so that an installation on any of them leaves it as it is', () => {
  const { packages: locked } = lockfile.parse(
    JSON.parse(readFileSync(fileURLToPath(new URL('../package-lock.json', import.meta.url)), 'utf8')),
  );
  const missing = Object.entries(locked).flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !foldersAbove(path).some((folder) => folder + name in locked),
    ),
  );
  expect(Object.keys(locked).length).toBeGreaterThan(300);
  expect(missing).toEqual([]);
});

const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({ optionalDependencies: z.record(z.string(), z.string()).default({}) }),
  ),
});

/** Where Node looks for what a package of the lock file imports, from the innermost folder. */
function foldersAbove(path: string): readonly string[] {
  const parts = path === '' ? [] : path.split('/node_modules/');
  return [
    ...parts.map((_, i) => `${parts.slice(0, parts.length - i).join('/node_modules/')}/node_modules/`),
    'node_modules/',
  ];
}
