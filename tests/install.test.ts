import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cacheOfNetworks, filesUnder, readRows, smallCohort, warmCache } from './cohort.ts';
import { group } from './groups.ts';
import { libraryEntries } from './library-entries.ts';
import { startProcess, winceWorks } from './run-wince.ts';

const PACKAGE = fileURLToPath(new URL('../packages/cli', import.meta.url));

group('the package, installed elsewhere', 'registry', () => {
  let folder: string;
  let app: string;

  /** Runs a command of npm's Node in the folder of an application. @returns what it printed */
  async function run(command: readonly string[], cwd = app): Promise<string> {
    const PATH = `${dirname(process.execPath)}:${process.env.PATH ?? ''}`;
    const { status, out, err } = await startProcess(command, { cwd, env: { PATH } }).ended;
    expect(status, `${command.join(' ')}\n${out}\n${err}`).toBe(0);
    return out;
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wince-install-'));
    app = join(folder, 'app');
    await mkdir(app);
    await run(['npm', 'pack', '--pack-destination', folder], PACKAGE);
    const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
    if (!tarball) throw new Error('npm pack left no tarball');
    await writeFile(
      join(app, 'package.json'),
      // Nothing is said of install scripts: what onnxruntime-node would load for CUDA must not break the installation.
      JSON.stringify({ private: true, type: 'module' }),
    );
    await run(['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', join(folder, tarball)]);
  }, 400_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('holds JavaScript, declarations and no source', async () => {
    const files = (await filesUnder(join(app, 'node_modules', 'wince'))).filter(
      (file) => !file.startsWith('node_modules/'),
    );
    expect(files).toEqual(expect.arrayContaining(['bin/wince.js', 'README.md', 'LICENSE']));
    expect(files).toEqual(
      expect.arrayContaining(['dist/index.js', 'dist/types/cli/src/index.d.ts', 'dist/LICENSES.txt']),
    );
    expect(files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([]);
    expect(files.filter((file) => /\.(test|fixture)\./.test(file))).toEqual([]);
  });

  test('npx wince --version', async () => {
    const { version } = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8'));
    expect((await run(['npx', 'wince', '--version'])).trim()).toBe(version);
  });

  test('npx wince evaluate gives the predictions of the checkout', async () => {
    const cache = await cacheOfNetworks(join(folder, 'cache'));
    const call = (out: string, own: string) => [
      ...['evaluate', '--features', 'hog', '--keep', '20', '--classifiers', 'naive-bayes'],
      ...['--out', out, '--cache', own],
    ];
    const cohort = await smallCohort();
    await run(['npx', 'wince', ...call('run', cache), '--dataset', cohort]);
    const checkout = join(folder, 'checkout');
    await winceWorks([...call(checkout, await warmCache()), '--dataset', cohort]);
    expect(await readRows(join(app, 'run', 'predictions.csv'))).toEqual(
      await readRows(join(checkout, 'predictions.csv')),
    );
    const manifest = JSON.parse(await readFile(join(app, 'run', 'manifest.json'), 'utf8'));
    expect(manifest.lockfile_sha256).toBeNull();
  }, 400_000);

  test("import { ... } from 'wince', and from each of its entries", async () => {
    await writeFile(
      join(app, 'use.js'),
      `import { extractors, classifiers, evaluate, predict, readDataset } from 'wince';
       console.log(typeof evaluate, typeof predict, typeof readDataset, extractors.has('hog'), classifiers.has('knn'));
       for (const entry of ${JSON.stringify([...libraryEntries.keys()])}) console.log(entry, Object.keys(await import(entry)).length > 0);`,
    );
    expect((await run([process.execPath, 'use.js'])).trim().split('\n')).toEqual([
      'function function function true true',
      ...[...libraryEntries.keys()].map((entry) => `${entry} true`),
    ]);
  });

  test('the weights of every network are there, in the package or in one that came with it', async () => {
    await writeFile(
      join(app, 'networks.js'),
      `import { findNetwork, layersOfNetwork } from 'wince/networks';
       for (const id of ['faceres', 'mobilenet-v2-1.4', 'blazeface', 'facemesh', 'blazeface-full-range', 'facemesh-attention']) {
         const layers = await layersOfNetwork(await findNetwork(id));
         console.log(id, typeof layers);
       }`,
    );
    expect((await run([process.execPath, 'networks.js'])).trim().split('\n')).toHaveLength(6);
    const there = (await readdir(join(app, 'node_modules'))).filter((name) =>
      /^(nsfwjs|@tensorflow)$/.test(name),
    );
    expect(there).toEqual([]);
  });

  test("import 'wince/evaluation' loads no package of others", async () => {
    await writeFile(
      join(app, 'metrics.js'),
      `import { registerHooks } from 'node:module';
       registerHooks({ load: (url, context, next) => (console.log(url), next(url, context)) });
       await import('wince/evaluation');`,
    );
    const loaded = (await run([process.execPath, 'metrics.js'])).trim().split('\n');
    expect(loaded.length).toBeGreaterThan(1);
    expect(loaded.filter((url) => !url.includes('/node_modules/wince/'))).toEqual([]);
  });

  test('types hold where libraries are checked, too, and without the types of Node', async () => {
    const names = [...libraryEntries.keys()];
    await writeFile(
      join(app, 'use.ts'),
      `${names.map((entry, i) => `import * as entry${i} from '${entry}';`).join('\n')}
       export const all: readonly unknown[] = [${names.map((_, i) => `entry${i}`).join(', ')}];
       export const wrong: string = entry0.WinceError;`,
    );
    const compiler = join(PACKAGE, '..', '..', 'node_modules', 'typescript', 'bin', 'tsc');
    const call = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--skipLibCheck',
      'false',
      'use.ts',
    ];
    const { out } = await startProcess([process.execPath, compiler, ...call], { cwd: app }).ended;
    // What is wrong on purpose is found, so the types are there; nothing else is.
    expect(
      out
        .trim()
        .split('\n')
        .filter((line) => !line.startsWith(' ')),
    ).toEqual([expect.stringMatching(/^use\.ts\(\d+,\d+\): error TS2322: /)]);
  }, 200_000);
});
