import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { onnxFile } from '../../networks/src/fixtures/onnx-file.fixture.ts';
import type { Project } from './project/project.ts';
import { openStagedNetworks } from './routes/staged-networks.ts';
import { type Answer, type Tried, talk, tryServer } from './server.fixture.ts';
import { LIMITS } from './workbench.ts';

/** Networks that somebody brings through the page: imported, tested, refused. */

let home: string;
let networks: string;
let server: Tried;
const before = process.env.WINCE_NETWORKS;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'wince-networks-'));
  networks = join(home, 'networks');
  // The processes of the server look there, too.
  process.env.WINCE_NETWORKS = networks;
  const limits = { weights: 300_000, memory: 900 * 2 ** 20, networkPatience: 60_000 };
  server = await tryServer({ folder: join(home, 'data'), cache: join(home, 'cache'), limits });
});

afterAll(async () => {
  await server?.close();
  if (before === undefined) delete process.env.WINCE_NETWORKS;
  else process.env.WINCE_NETWORKS = before;
  await rm(home, { recursive: true, force: true });
});

const NODES = [{ type: 'Abs', inputs: ['x'], outputs: ['y'] }];
const SEEING = onnxFile({ nodes: NODES, outputs: ['y'], input: [1, 3, 8, 8] });
const HEARING = onnxFile({ nodes: NODES, outputs: ['y'], input: [1, 'samples'] });
const PICTURES = { kind: 'pictures', prototxt: null, mean: 'none', colour: 'rgb', size: null, domain: null };

const listed = z.array(
  z.object({
    id: z.string(),
    imported: z.boolean(),
    domain: z.string(),
    tested: z.object({ agrees: z.boolean().nullable() }).nullable(),
  }),
);
const job = z.object({
  id: z.string(),
  state: z.string(),
  about: z.string(),
  failure: z.object({ code: z.string(), message: z.string(), hint: z.string() }).nullable(),
});

function sendFile(upload: string, name: string, body: Uint8Array | string, headers = server.own) {
  return server.send(`/api/networks/files?upload=${upload}&name=${encodeURIComponent(name)}`, {
    ...{ method: 'POST', body },
    headers: { ...headers, 'content-type': 'application/octet-stream' },
  });
}

function start(upload: string, file: string, more: Record<string, unknown> = {}): Promise<Answer> {
  const usual = { name: null, replace: false, untrained: false, scale: null, input: PICTURES };
  return server.post('/api/networks', { upload, file, ...usual, ...more });
}

/** Waits for the end of a job. */
async function ended(answer: Answer): Promise<z.infer<typeof job>> {
  expect(answer.status, answer.text).toBe(202);
  const { id } = job.parse(answer.json());
  for (;;) {
    const all = z.array(job).parse((await server.get('/api/jobs')).json());
    const own = all.find((each) => each.id === id);
    if (own && !['waiting', 'running'].includes(own.state)) return own;
    await setTimeout(50);
  }
}

/** Brings one file, and imports it. */
async function bring(file: string, content: Uint8Array | string, more: Record<string, unknown> = {}) {
  const upload = crypto.randomUUID();
  const sent = await sendFile(upload, file, content);
  expect(sent.status, sent.text).toBe(201);
  return ended(await start(upload, file, more));
}

const leftBehind = async () => [
  ...(await readdir(join(server.folder, '.wince', 'incoming')).catch(() => [])),
  ...(await readdir(networks).catch(() => [])).filter(
    (name) => name.includes('tmp') || name.includes('.lock'),
  ),
];

describe('a network that is brought', () => {
  it('is imported with what its file does not state, listed, tested, and in the log', async () => {
    const { state, about } = await bring('My Network.onnx', SEEING, { name: 'mine' });
    expect([state, about]).toEqual(['done', 'mine']);
    const found = listed.parse((await server.get('/api/networks')).json());
    expect(found.find(({ id }) => id === 'mine')).toMatchObject({ imported: true, tested: null });
    expect(found.find(({ id }) => id === 'faceres')).toMatchObject({ imported: false });
    const tested = await ended(await server.post('/api/networks/test', { network: 'mine' }));
    expect(tested.state).toBe('done');
    const card = await server.get('/api/networks/card?network=mine');
    expect(card.json()).toMatchObject({
      facts: expect.arrayContaining([
        { name: 'SHA-256 of My Network.onnx', words: expect.stringMatching(/^[0-9a-f]{64}$/) },
        { name: 'mean, scale', words: 'none; 1' },
      ]),
      layers: [{ name: 'y', shape: '3 x 8 x 8' }],
      tested: { agrees: true, who: 'the page', layers: [{ values: 192, difference: 0 }] },
    });
    const log = (await server.get('/api/audit')).text;
    for (const word of ['import-network', 'network imported', 'test-network']) expect(log).toContain(word);
    expect(await leftBehind()).toEqual([]);
  });

  it('that hears is imported with its sampling rate', async () => {
    const input = { kind: 'sound', rate: 8000, seconds: 0.5, hop: null, mel: null };
    expect(await bring('heard.onnx', HEARING, { input })).toMatchObject({ state: 'done', about: 'heard' });
    const found = listed.parse((await server.get('/api/networks')).json());
    expect(found.find(({ id }) => id === 'heard')).toMatchObject({ imported: true, domain: 'sound' });
  });

  it('does not replace another one unless that is asked for, and a test of the earlier one is shown no more', async () => {
    const again = await bring('again.onnx', SEEING, { name: 'mine' });
    expect(again.failure).toMatchObject({ code: 'network-name-taken' });
    const other = { ...PICTURES, mean: [1, 2, 3] };
    const replaced = await bring('again.onnx', SEEING, { name: 'mine', replace: true, input: other });
    expect(replaced.state).toBe('done');
    const card = await server.get('/api/networks/card?network=mine');
    expect(card.json()).toMatchObject({ tested: null });
    expect(card.text).toContain('1, 2, 3; 1');
  });

  it('whose preprocessing nobody states is refused in words without the folder in which it lay', async () => {
    const { failure } = await bring('unclear.onnx', SEEING, { input: { ...PICTURES, mean: null } });
    expect(failure?.code).toBe('unclear-preprocessing');
    expect(failure?.message).toMatch(/^unclear\.onnx does not state/);
    expect(await leftBehind()).toEqual([]);
  });
});

describe('what is no network', () => {
  it.each([
    [
      'label-studio-ml, unpickling what a user brings: weights that are a pickle',
      '\x80\x04\x95\x10\0\0\0\0\0\0\0cos\nsystem',
    ],
    ['a model of PyTorch under the name of a network', 'PK\x03\x04\0\0\x08\x08archive/data.pkl'],
    ['a pickle as text under the name of a network', "cos\nsystem\n(S'true'\ntR."],
    ['a gzip bomb under the name of a network', '\x1f\x8b\x08\0\0\0\0\0'],
  ])('%s is refused by its content, and nothing of it is kept', async (_, content) => {
    for (const name of ['weights.onnx', 'weights.mat', 'model.json', 'weights.pt', 'weights.bin']) {
      const answer = await sendFile(crypto.randomUUID(), name, Buffer.from(content, 'latin1'));
      expect([answer.status, answer.code()]).toEqual([400, 'unknown-network-format']);
    }
    expect(await leftBehind()).toEqual([]);
    expect(server.log).toEqual([]);
  });

  it('a MATLAB file that inflates to gigabytes is refused before it is inflated', async () => {
    const packed = deflateSync(Buffer.alloc(100_000_000));
    const head = Buffer.alloc(128, ' ');
    head.write('MATLAB 5.0 MAT-file');
    head.writeUInt16LE(0x0100, 124);
    head.write('IM', 126, 'latin1');
    const tag = Buffer.alloc(8);
    tag.writeUInt32LE(15, 0);
    tag.writeUInt32LE(packed.length, 4);
    const { failure } = await bring('bomb.mat', Buffer.concat([head, tag, packed]));
    expect(failure?.code).toBe('bad-network-file');
  });

  it.each([
    ['words', 'what somebody wrote'],
    ['half a network', SEEING.subarray(0, SEEING.length >> 1)],
  ])('%s under the name of a network is refused with a reason, and nothing is left', async (_, content) => {
    const { state, failure } = await bring('none.onnx', content);
    expect([state, failure?.code]).toEqual(['failed', 'bad-network-file']);
    expect(await leftBehind()).toEqual([]);
    const found = listed.parse((await server.get('/api/networks')).json());
    expect(found.map(({ id }) => id)).not.toContain('none');
  });
});

describe('limits and names', () => {
  it('files of a network that are too large, alone or together, are refused and not kept', async () => {
    const alone = await sendFile(crypto.randomUUID(), 'large.onnx', new Uint8Array(300_001));
    expect([alone.status, alone.code()]).toEqual([413, 'upload-too-large']);
    const upload = crypto.randomUUID();
    expect((await sendFile(upload, 'a.bin', new Uint8Array(200_000))).status).toBe(201);
    expect((await sendFile(upload, 'b.bin', new Uint8Array(200_000))).status).toBe(413);
    // Of bytes without a length so many are taken as are allowed.
    const head = {
      ...server.own,
      'content-type': 'application/octet-stream',
      'transfer-encoding': 'chunked',
    };
    const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
    const chunk = `10000\r\n${'x'.repeat(2 ** 16)}\r\n`;
    const { heard } = await talk(
      server.served.port,
      `POST /api/networks/files?upload=${crypto.randomUUID()}&name=a.bin HTTP/1.1\r\nHost: 127.0.0.1:${server.served.port}\r\n${lines.join('\r\n')}\r\n\r\n${chunk.repeat(8)}`,
      20_000,
    );
    expect(heard).toMatch(/^HTTP\/1\.1 413 /);
    await ended(await start(upload, 'a.bin'));
    expect(await leftBehind()).toEqual([]);
  });

  it('files of networks that nobody imports do not pile up', async () => {
    let now = 0;
    const own = join(home, 'own');
    const project = { own } as Project;
    const staged = openStagedNetworks({ project, limits: { ...LIMITS, weights: 10 } }, () => now);
    const send = (upload: string, name: string, by = 'anna') =>
      staged.receive({ upload, name, by }, { body: Readable.from(['12345']), headers: {} });
    await send('one', 'a.onnx');
    await send('two', 'a.onnx');
    await expect(send('three', 'a.onnx')).rejects.toMatchObject({ code: 'too-many-jobs' });
    await expect(send('one', 'a.onnx')).rejects.toMatchObject({ code: 'file-exists' });
    // What somebody else sends is not theirs.
    await expect(send('one', 'b.bin', 'ben')).rejects.toMatchObject({ code: 'not-in-project' });
    expect(() => staged.take('one', 'ben', ['a.onnx'])).toThrow('were not sent');
    expect(() => staged.take('one', 'anna', ['b.bin'])).toThrow('were not sent');
    await send('one', 'b.bin');
    await expect(send('one', 'c.bin')).rejects.toMatchObject({ code: 'upload-too-large' });
    expect((await readdir(staged.take('one', 'anna', ['a.onnx', 'b.bin']))).toSorted()).toEqual([
      'a.onnx',
      'b.bin',
    ]);
    now += 31 * 60_000;
    await send('three', 'a.onnx');
    expect(() => staged.take('two', 'anna', ['a.onnx'])).toThrow('removed since');
    expect(await readdir(join(own, 'incoming'))).toHaveLength(2);
  });

  it('a way out in every name of a request is refused', async () => {
    const upload = crypto.randomUUID();
    expect((await sendFile(upload, 'a.onnx', SEEING)).status).toBe(201);
    for (const more of [
      { file: '../../../etc/passwd' },
      { file: '.bashrc' },
      { input: { ...PICTURES, prototxt: '/etc/passwd' } },
      { input: { ...PICTURES, mean: { file: '../mean.mat' } } },
      { input: { ...PICTURES, mean: '/etc/mean.mat' } },
      { name: '../outside' },
    ]) {
      const answer = await start(upload, 'a.onnx', more);
      expect([answer.status, answer.code()], JSON.stringify(more)).toEqual([400, 'bad-request']);
    }
    expect((await ended(await start(upload, 'a.onnx', { name: 'inside' }))).state).toBe('done');
  });

  it.each(['../a.onnx', 'a/b.onnx', 'a\\b.onnx', '.hidden', '', 'c:a.onnx', '\u0000.onnx'])(
    'a file that is sent under the name %j is refused',
    async (name) => {
      const answer = await sendFile(crypto.randomUUID(), name, SEEING);
      expect([answer.status, answer.code()]).toEqual([400, 'bad-request']);
    },
  );

  it('files that were not sent are no network', async () => {
    const answer = await start(crypto.randomUUID(), 'a.onnx');
    expect([answer.status, answer.code()]).toEqual([404, 'not-in-project']);
    expect((await server.get('/api/networks/card?network=nothing')).code()).toBe('unknown-network');
    expect((await server.post('/api/networks/test', { network: 'nothing' })).code()).toBe('unknown-network');
  });
});
