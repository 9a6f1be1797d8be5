import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const packages = fileURLToPath(new URL('../..', import.meta.url));

/** All files of the workspace that a file leads to, and the modules of others that they import. */
function reached(entry: string): { readonly files: Set<string>; readonly modules: Set<string> } {
  const files = new Set([entry]);
  const modules = new Set<string>();
  for (const file of files) {
    for (const { fileName } of ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles) {
      const own = /^@wince\/(\w+)$/.exec(fileName);
      if (own) files.add(join(packages, own[1], 'src', 'index.ts'));
      else if (fileName.startsWith('.')) files.add(join(dirname(file), fileName));
      else modules.add(fileName);
    }
  }
  return { files, modules };
}

test('pages reach no module of Node, through no file of ours', () => {
  const { files, modules } = reached(join(packages, 'pages', 'src', 'index.ts'));
  expect([...files].some((file) => file.includes(join('packages', 'core', 'src')))).toBe(true);
  expect([...modules]).toContain('@observablehq/plot');
  const ofNode = [...modules].filter((name) => name.startsWith('node:') || builtinModules.includes(name));
  expect(ofNode).toEqual([]);
});

test('a module of Node behind several files is found', () => {
  expect([...reached(join(packages, 'runtime', 'src', 'index.ts')).modules]).toContain('node:fs/promises');
});
