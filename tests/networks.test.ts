import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importNetwork, readRun } from '@wince/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { vggF } from '../packages/networks/src/architectures/vgg.ts';
import { narrow } from '../packages/networks/src/fixtures/narrow.fixture.ts';
import { smallCohort, warmCache } from './cohort.ts';
import { group, SHARED } from './groups.ts';
import { wince, winceRefuses, winceWorks } from './run-wince.ts';
import { drawnGraph, writeNetwork, writeNetworks } from './written-networks.ts';

const GRID = fileURLToPath(new URL('../examples/paper-networks.yaml', import.meta.url));
const metrics = z.object({ cells: z.array(z.object({ features: z.string(), classifier: z.string() })) });
const PAPERS = ['vgg-face', 'vgg-f', 'vgg-m', 'vgg-s'];

let folder: string;
let home: string;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-networks-'));
  home = join(folder, 'home');
  env = { WINCE_NETWORKS: home };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the list of networks', () => {
  it('says of each what it was trained on, its licence, size and hash, and what is not known of absent ones', async () => {
    const listed = JSON.parse(await winceWorks(['networks', 'list', '--json'], { env }));
    const absent = listed.filter(({ there }: { there: boolean }) => !there);
    expect(absent.map(({ id }: { id: string }) => id)).toEqual(PAPERS);
    for (const network of listed) {
      expect(network).toMatchObject({
        title: expect.stringMatching(/./),
        training: expect.stringMatching(/./),
        licence: expect.stringMatching(/./),
        source: expect.stringMatching(/./),
      });
      if (network.there && !network.untrained) {
        expect(network.bytes).toBeGreaterThan(100_000);
        expect(network.sha256[0]).toMatch(/^[0-9a-f]{64}$/);
      }
    }
    expect(absent[0]).toMatchObject({ domain: 'faces', bytes: 580_011_512, sha256: [] });
    expect(absent[0].remark).toBe('the address was not checked; the SHA-256 of the file is not known');
  });
});

describe("the paper's grid with its own networks", () => {
  it('is refused where their weights are not there, with the way to them', async () => {
    const dataset = await smallCohort();
    const said = await winceRefuses(
      ['evaluate', GRID, '--dataset', dataset, '--dry-run'],
      2,
      'The network "vgg-face" is known, but its weights are not installed.',
      { env },
    );
    expect(said).toContain('wince networks import FILE');
  });

  it('has the layers of the papers, as random weights show', async () => {
    const dataset = await smallCohort();
    const text = await readFile(GRID, 'utf8');
    const file = join(folder, 'untrained.yaml');
    await writeFile(file, text.replaceAll(/vgg-(face|f|m|s):/g, 'vgg-$1-untrained:'));
    const plan = JSON.parse(await winceWorks(['evaluate', file, '--dataset', dataset, '--dry-run'], { env }));
    const lengths = new Map(
      plan.families.map(({ name, columns }: { name: string; columns: number }) => [name, columns]),
    );
    const pool5 = PAPERS.map((id) => lengths.get(`${id}-untrained:pool5`));
    expect(pool5).toEqual([25_088, 9_216, 18_432, 18_432]);
    for (const id of PAPERS) expect(lengths.get(`${id}-untrained:fc7`)).toBe(4096);
    expect(plan.cells).toHaveLength(16 * 4);
  });

  it('takes all four at two layers, handcrafted features and both, and says that weights are random', async () => {
    const dataset = await smallCohort();
    for (const [name, files] of await writeNetworks(join(folder, 'files'), narrow)) {
      const card = await importNetwork({ ...files, name, home, untrained: true });
      expect(card).toMatchObject({ id: name, untrained: true });
    }
    const out = join(folder, 'run');
    const classifiers = 'naive-bayes,svm-linear';
    const said = await winceWorks(
      [
        ...['evaluate', GRID, '--dataset', dataset, '--classifiers', classifiers],
        ...['--out', out, '--cache', await warmCache()],
      ],
      { env },
    );
    const { cells } = metrics.parse(JSON.parse(await readFile(join(out, 'metrics.json'), 'utf8')));
    const handcrafted = ['lbp', 'hog', 'geometry'];
    const joined = handcrafted.join('+');
    const rows = [
      ...PAPERS.flatMap((id) => [`${id}:pool5`, `${id}:fc7`]),
      ...handcrafted,
      `${joined}:each`,
      ...PAPERS.map((id) => `${id}:fc7+${joined}:each`),
    ];
    // The declared cell stands first.
    const declared = `vgg-face:fc7+${joined}:each/svm-linear`;
    const inOrder = rows.flatMap((row) => classifiers.split(',').map((classifier) => `${row}/${classifier}`));
    expect(cells.map(({ features, classifier }) => `${features}/${classifier}`)).toEqual([
      declared,
      ...inOrder.filter((cell) => cell !== declared),
    ]);
    for (const row of rows) {
      const mark = row.startsWith('vgg') ? ' \\(untrained\\)' : '';
      expect(said).toMatch(new RegExp(`^${row.replaceAll('+', '\\+')}${mark} `, 'm'));
    }
    const { manifest } = await readRun(out);
    const deep = manifest.families.filter(({ kind }) => kind === 'deep');
    expect(deep).toHaveLength(8);
    for (const { name, network } of deep) {
      expect(network?.untrained, name).toBe(true);
      expect(said).toContain(`warning: ${name} comes from a network with random weights`);
    }
    const report = await readFile(join(out, 'report.html'), 'utf8');
    expect(report).toContain('Control: untrained network');
    expect(report).not.toMatch(/network trained on (faces|objects)/);
  }, 180_000);
});

describe('a network that is fetched', () => {
  let server: Server;
  let url: string;
  let content: Buffer;
  let cuts = 1;
  const ranges: (string | undefined)[] = [];

  beforeAll(async () => {
    const { file } = await writeNetwork(drawnGraph(narrow(vggF)), 'mat5', join(folder, 'published'), 'vgg-f');
    content = await readFile(file);
    server = createServer(({ headers }, response) => {
      ranges.push(headers.range);
      const from = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
      const rest = content.subarray(from);
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length, etag: '"one"' });
      if (cuts-- > 0)
        response.write(rest.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 1500));
      else response.end(rest);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('no port');
    url = `http://127.0.0.1:${address.port}/imagenet-vgg-f.mat`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('is taken up where the connection was cut, and imported; nothing is kept of a file with another hash', async () => {
    const call = ['networks', 'pull', 'vgg-f', '--url', url, '--home', join(folder, 'pulled')];
    const cut = await winceRefuses(call, 1, 'the connection broke after', { env });
    expect(cut).toContain('it continues with the part that is already here');
    const sha256 = createHash('sha256').update(content).digest('hex');
    const { status, out, err } = await wince([...call, '--sha256', sha256], { env });
    expect(status, err).toBe(0);
    expect(ranges.at(-1)).toMatch(/^bytes=[1-9]\d*-$/);
    expect(out).toContain(`vgg-f: ${content.length} bytes, SHA-256 ${sha256}`);
    // Off a terminal the bar is a line.
    const megabytes = Math.ceil(content.length / 1e6);
    expect(err).toMatch(new RegExp(`^vgg-f, MB {2}${megabytes}/${megabytes} {2}done in`, 'm'));
    await winceRefuses([...call, '--sha256', '0'.repeat(64)], 1, 'has the SHA-256', { env });
    expect((await readdir(join(folder, 'pulled'))).sort()).toEqual(['.content', '.downloads', 'vgg-f']);
    expect(await readdir(join(folder, 'pulled', '.downloads'))).toEqual([]);
  });
});

group('a network beside somebody else’s activations', 'shared', () => {
  it('is told where it first departs', async () => {
    const small = join(SHARED, 'data/networks/small-nets');
    await importNetwork({ file: join(small, 'tiny_vgg_f_simplenn.mat'), name: 'tiny', home });
    const place = join(folder, 'golden');
    await cp(small, place, { recursive: true });
    const golden = join(place, 'tiny_vgg_f_simplenn.golden.json');
    const bytes = await readFile(join(place, 'tiny_vgg_f_simplenn.activations.bin'));
    const pool2 = JSON.parse(await readFile(golden, 'utf8')).activations.find(
      ({ layer }: { layer: string }) => layer === 'pool2',
    );
    bytes.writeFloatLE(bytes.readFloatLE(pool2.offset_bytes) + 1, pool2.offset_bytes);
    await writeFile(join(place, 'tiny_vgg_f_simplenn.activations.bin'), bytes);
    const call = ['networks', 'verify', 'tiny', '--golden', golden, '--json'];
    const { status, out, err } = await wince(call, { env });
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ departs_at: 'pool2', preprocessing: { agrees: true } });
    expect(err).toContain('"tiny" differs from the golden file. The first difference is in "pool2"');
  });
});
