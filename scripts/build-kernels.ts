/**
 * Compiles the kernels of `packages/kernels/assembly`, which are written in AssemblyScript, into TypeScript modules with the
 * bytes in them, so that a page and an installed package need read no file.
 *
 *     npm run kernels                compiles, and writes `packages/kernels/src/compiled`
 *     npm run kernels -- --check     compiles, and ends with status 1 where what is written there differs
 *
 * The compiler's version is pinned in package.json: the same source gives the same bytes on every machine.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiled = join(root, 'packages/kernels/src/compiled');
const compiler = join(root, 'node_modules/assemblyscript/bin/asc.js');
const OPTIONS = [
  // The caller hands over the memory, and nothing is allocated in it.
  ...['--importMemory', '--noExportMemory', '--runtime', 'stub'],
  ...['-O3', '--converge', '--noAssert', '--enable', 'simd'],
];

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const folder = mkdtempSync(join(tmpdir(), 'wince-kernels-'));
const wrong: string[] = [];
try {
  const sources = globSync('packages/kernels/assembly/*.ts', { cwd: root }).toSorted();
  for (const source of sources) {
    const name = basename(source, '.ts');
    const text = moduleText(name, compile(source, name));
    const file = join(compiled, `${name}.ts`);
    if (!values.check) writeFileSync(file, text);
    else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) wrong.push(relative(root, file));
  }
  const names = sources.map((source) => basename(source));
  const left = globSync('*.ts', { cwd: compiled }).filter((name) => !names.includes(name));
  wrong.push(...left.map((name) => relative(root, join(compiled, name))));
} finally {
  rmSync(folder, { recursive: true });
}
if (wrong.length > 0) {
  console.error(
    `Not what packages/kernels/assembly compiles to: ${wrong.join(', ')}. Write it anew: npm run kernels`,
  );
  process.exitCode = 1;
}

function compile(source: string, name: string): Buffer {
  const out = join(folder, `${name}.wasm`);
  const { status } = spawnSync(process.execPath, [compiler, source, '--outFile', out, ...OPTIONS], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`${source} does not compile`);
  return readFileSync(out);
}

function moduleText(name: string, bytes: Buffer): string {
  const constant = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return [
    `/** The ${bytes.length} bytes of \`assembly/${name}.ts\`, in base64. Written by \`npm run kernels\`: do not edit. */`,
    `export const ${constant} =`,
    `  '${bytes.toString('base64')}';`,
    '',
  ].join('\n');
}
