import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cacheOfNetworks, filesUnder, readRows, smallCohort, warmCache } from './cohort.ts';
import { group } from './groups.ts';
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
    expect(files).toContain('dist/cli/src/index.d.ts');
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

  test("import { ... } from 'wince', with types", async () => {
    await writeFile(
      join(app, 'use.js'),
      `import { extractors, classifiers, evaluate, predict, readDataset } from 'wince';
       console.log(typeof evaluate, typeof predict, typeof readDataset, extractors.has('hog'), classifiers.has('knn'));`,
    );
    expect((await run([process.execPath, 'use.js'])).trim()).toBe('function function function true true');
  });
});
