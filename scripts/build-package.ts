/**
 * Builds the package that users install: JavaScript and declarations of every workspace under `packages/cli/dist`, in
 * the folders of the source, so that workers and data files are found by the same relative names.
 *
 * Node strips no types under `node_modules`, and an installed package has no workspaces: `.ts` becomes `.js`, and
 * `@wince/core` becomes the relative path of that workspace's entry.
 */
import { spawnSync } from 'node:child_process';
import { cp, glob, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'packages', 'cli', 'dist');

await rm(dist, { recursive: true, force: true });
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

// npm puts the README and the licence of a package beside its package.json.
for (const name of ['README.md', 'LICENSE']) await cp(join(root, name), join(root, 'packages', 'cli', name));
for (const workspace of await readdir(dist)) {
  await mkdir(join(dist, workspace), { recursive: true });
  // Code that asks for its version reads the package.json above it.
  await cp(join(root, 'packages', workspace, 'package.json'), join(dist, workspace, 'package.json'));
}
for await (const file of glob('**/*.{js,d.ts}', { cwd: dist })) {
  const path = join(dist, file);
  const text = await readFile(path, 'utf8');
  const linked = text.replaceAll(/(['"])@wince\/([a-z]+)\1/g, (_, quote: string, workspace: string) => {
    const target = relative(dirname(path), join(dist, workspace, 'src', 'index.js'));
    return `${quote}${target.startsWith('.') ? target : `./${target}`}${quote}`;
  });
  if (linked !== text) await writeFile(path, linked);
}
