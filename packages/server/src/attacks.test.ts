import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PAGE_HEADER } from './security/origins.ts';
import { type Answer, type Tried, talk, tryServer, writeDataset } from './server.fixture.ts';

/**
 * What is tried against a server on a machine that people share with other pages, other programs and files of unknown origin. Each
 * row names where software like this one has had the flaw.
 */

let home: string;
let server: Tried;
let small: Uint8Array;
const SECRET = 'a name that is nobody else’s business';

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'wince-attacks-'));
  small = await sharp({ create: { width: 32, height: 24, channels: 3, background: '#a86' } })
    .jpeg()
    .toBuffer();
  const folder = join(home, 'data');
  await writeDataset(join(folder, 'ward'), [
    ['a.jpg', 's1', 'pain', small],
    ['b.jpg', 's1', 'rest', small],
    ['huge.png', 's2', 'pain', pngOfSize(50_000, 50_000)],
    ['script.svg', 's2', 'rest', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
  ]);
  await writeDataset(join(folder, 'other'), [
    ['c.jpg', 's3', 'pain', small],
    ['d.jpg', 's4', 'rest', small],
  ]);
  // Beside the project, with a name that begins as its own does, and behind links.
  await writeDataset(join(home, 'data-secret'), [
    ['a.jpg', SECRET, 'pain', small],
    ['b.jpg', SECRET, 'rest', small],
  ]);
  await symlink(join(home, 'data-secret'), join(folder, 'link'));
  await symlink(join(home, 'data-secret', 'a.jpg'), join(folder, 'other', 'e.jpg'));
  await writeFile(join(folder, 'other', 'dataset.csv'), 'path,subject,label\nc.jpg,s3,pain\nd.jpg,s4,rest\n');
  await writeFile(
    join(folder, 'grid.yaml'),
    'dataset: ward\nfeatures: [hog]\nclassifiers: [knn]\nkeep: [5]\n',
  );
  server = await tryServer({
    folder,
    cache: join(home, 'cache'),
    limits: { head: 400, request: 1500, jobs: 3, upload: 2 ** 20, memory: 700 * 2 ** 20, patience: 90_000 },
  });
});

afterAll(async () => {
  await server.close();
  await rm(home, { recursive: true, force: true });
});

describe('who may ask', () => {
  it('without a session nothing is answered, at any address', async () => {
    for (const { path, method } of await routes()) {
      const answer = await server.send(path, { method, headers: { [PAGE_HEADER]: '1' } });
      expect([path, answer.status, answer.code()]).toEqual([path, expect.any(Number), expect.any(String)]);
      expect([401, 429], path).toContain(answer.status);
    }
    const opened = await server.send('/open?token=wrong');
    expect([401, 429]).toContain(opened.status);
    expect(opened.headers['set-cookie']).toBeUndefined();
  });

  it('who guesses at the token is slowed down, and who is signed in is not', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => server.send(`/open?token=${i}`)));
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(10);
    expect((await server.get('/api/project')).status).toBe(200);
  });

  it.each([
    ['another name', 'evil.example'],
    ['another name with the port', (port: number) => `evil.example:${port}`],
    ['a name that begins like the machine', (port: number) => `127.0.0.1.evil.example:${port}`],
    ['the machine with another port', '127.0.0.1:1'],
    ['no port', '127.0.0.1'],
  ])('DNS rebinding: Host is %s', async (_, host) => {
    const given = typeof host === 'string' ? host : host(server.served.port);
    const answer = await server.send('/api/project', { headers: { ...server.own, host: given } });
    expect([answer.status, answer.code()]).toEqual([403, 'foreign-request']);
  });

  it.each([
    ['another page', { origin: 'http://evil.example' }],
    ['a page of the machine on another port', { origin: 'http://127.0.0.1:1' }],
    ['a page without an origin', { origin: 'null' }],
    ['another site that is told by the browser', { 'sec-fetch-site': 'cross-site' }],
    ['a form, which cannot send the header of the page', { [PAGE_HEADER]: '' }],
  ])('cross-site requests: a change that comes from %s', async (_, headers) => {
    const answer = await server.post('/api/datasets/check', { dataset: 'ward' }, headers);
    expect([answer.status, answer.code()]).toEqual([403, 'foreign-request']);
  });

  it('wildcard CORS, script inclusion: no other page may read an answer, or run it as a script', async () => {
    const { headers, status } = await server.send('/api/datasets', {
      headers: { ...server.own, origin: 'http://evil.example' },
    });
    expect(status).toBe(403);
    const allowing = Object.keys(headers).filter((name) => name.startsWith('access-control-'));
    expect(allowing).toEqual([]);
    const script = await server.send('/api/datasets', {
      headers: { cookie: server.own.cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'script' },
    });
    expect(script.status).toBe(403);
    expect(script.headers).toMatchObject({
      ...{ 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin' },
      'content-type': 'application/json; charset=utf-8',
    });
    const asked = await server.send('/api/datasets', { method: 'OPTIONS', headers: server.own });
    expect(asked.status).toBeGreaterThanOrEqual(400);
  });

  it.each<[string, number, () => Readonly<Record<string, string>>, string?]>([
    ['without a cookie', 401, () => ({})],
    ['without a cookie, with the own origin', 401, () => ({ origin: server.own.origin })],
    ['with a foreign Origin', 403, () => ({ origin: 'http://evil.example' })],
    [
      'with a cookie and a foreign Origin',
      403,
      () => ({ cookie: server.own.cookie, origin: 'http://evil.example' }),
    ],
    ['with a cookie and no Origin, as no browser sends it', 401, () => ({ cookie: server.own.cookie })],
    ['with a token that is wrong', 401, () => ({ authorization: 'Bearer wrong' })],
    ['with another Host', 403, () => ({ cookie: server.own.cookie, host: 'evil.example' })],
    ['of the page at an address that has none', 404, () => server.own, '/api/jobs/events'],
    ['of the page, without a model', 400, () => server.own],
    [
      'of the page, for a file outside of the project',
      404,
      () => server.own,
      '/api/predict?model=../data-secret/a.jpg',
    ],
  ])(
    'CVE-2024-28179, a WebSocket: an upgrade %s is refused',
    async (_, status, headers, path = '/api/predict') => {
      const own: Readonly<Record<string, string>> = { host: `127.0.0.1:${server.served.port}`, ...headers() };
      const head = Object.entries(own).map(([name, value]) => `${name}: ${value}\r\n`);
      const { heard } = await talk(
        server.served.port,
        `GET ${path} HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${head.join('')}\r\n`,
        1000,
      );
      expect(heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(heard).not.toContain('Sec-WebSocket-Accept');
    },
  );

  it('GHSA-r726-vmfq-j9j3, open redirect: the address that opens the page leads nowhere else', async () => {
    const address = new URL(server.served.address());
    const answer = await server.send(`${address.pathname}${address.search}&next=//evil.example`);
    expect([answer.status, answer.headers.location]).toEqual([expect.any(Number), undefined]);
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  it('CVE-2026-40934, a cookie that outlives a changed secret: a new token ends the old sessions', async () => {
    const other = await tryServer();
    try {
      const before = other.served.address();
      expect((await other.post('/api/sessions/end', {})).status).toBe(200);
      expect((await other.get('/api/project')).status).toBe(401);
      expect((await other.send(new URL(before).pathname + new URL(before).search)).status).toBe(401);
      expect(other.served.address()).not.toBe(before);
      expect(other.log.join('\n')).toContain(other.served.address());
    } finally {
      await other.close();
    }
  });

  it('GHSA-78x4-6x83-jx75, the password in the query: what is opened leads on to an address without it, and tells no referrer', async () => {
    const again = await tryServer();
    try {
      const { text, headers } = await again.send(
        new URL(again.served.address()).pathname + new URL(again.served.address()).search,
      );
      expect(text).toContain('content="0; url=/"');
      expect(text).not.toContain('token');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
      expect(headers['cache-control']).toBe('no-store');
    } finally {
      await again.close();
    }
  });
});

describe('what is outside of the project', () => {
  const ways = [
    ['a folder beside it whose name begins alike (CVE-2026-35397)', '../data-secret'],
    ['a way up', 'ward/../../data-secret'],
    ['an absolute path', '/etc'],
    ['a link', 'link'],
    ['slashes of Windows', '..\\data-secret'],
    ['the state of the workbench', '.wince'],
    ['a name with a zero byte', 'ward\0'],
    ['an empty part', 'ward//'],
  ] as const;

  it.each(ways)('cannot be named: %s', async (_, place) => {
    const given = encodeURIComponent(place);
    const asked: Answer[] = [
      await server.get(`/api/datasets/rows?dataset=${given}`),
      await server.get(`/api/datasets/findings?dataset=${given}`),
      await server.get(`/api/picture?dataset=${given}&sample=a.jpg&side=160`),
      await server.get(`/api/picture?dataset=ward&sample=${given}%2Fa.jpg&side=160`),
      await server.get(`/api/clip?dataset=${given}&sample=a.jpg`),
      await server.get(`/api/clip/frames?dataset=${given}&sample=a.jpg&from=0`),
      await server.get(`/api/clip/frames?dataset=ward&sample=${given}%2Fa.jpg&from=0`),
      await server.get(`/api/labels?dataset=${given}&scale=choice&who=anna`),
      await server.get(`/api/agreement?dataset=${given}&scale=choice&who=anna`),
      await server.get(`/api/labels/table?dataset=${given}&scale=choice`),
      await server.get(`/api/runs/table?run=${given}`),
      await server.get(`/report?run=${given}`),
      await server.get(`/explanation?run=${given}&cell=hog&sample=a.jpg`),
      await server.get(`/api/experiments/plan?experiment=${given}%2Fgrid.yaml`),
      await server.get(`/api/runs/compare?first=${given}&second=ward`),
      await server.get(`/api/runs/compare?first=ward&second=${given}`),
      await server.get(`/api/runs/wrong?run=${given}&cell=hog`),
      await server.get(`/api/runs/methods?run=${given}`),
      await server.get(`/api/runs/archive?run=${given}`),
      await server.get(`/api/runs/archive?run=${given}&names=hashed&faces=none`),
      await server.get(`/api/models/file?model=${given}%2Fa.wince&names=hashed`),
      await server.get(`/api/models/file?model=${given}`),
      await server.get(`/api/models/file?model=${given}%2Fa.wince`),
      await server.get(`/api/models/file?model=ward%2Fdataset.csv`),
      await server.get(`/api/watch/model?model=${given}`),
      await server.post('/api/watch/events', { who: 'anna', model: place, event: 'alarm', at: 1 }),
      await server.post('/api/datasets', {
        folder: place,
        pattern: '{subject}_{label}.jpg',
        positive: 'pain',
      }),
      await server.post('/api/datasets/check', { dataset: place }),
      await server.post('/api/datasets/exclusions', {
        ...change(),
        dataset: place,
        who: 'anna',
        excluded: true,
        reason: 'no',
      }),
      await server.post('/api/labels', label({ dataset: place })),
      await server.post('/api/runs', { experiment: `${place}/grid.yaml` }),
      await server.post('/api/models', { run: place, cell: 'hog' }),
      await server.post('/api/datasets/split', {
        ...{ dataset: place, sample: 'a.jpg', who: 'anna', at: 1, labels: [null, null] },
      }),
      await server.send(`/api/predict?model=${given}`, {
        method: 'POST',
        headers: { ...server.own, 'content-type': 'application/octet-stream' },
        body: small,
      }),
    ];
    for (const [i, { status, text }] of asked.entries()) {
      expect([400, 404], `${i}: ${text}`).toContain(status);
      expect(text).not.toContain(SECRET);
    }
  });

  it('is not listed: a link is in no list, and no address lists a folder', async () => {
    const listed = await server.get('/api/datasets');
    expect(listed.text).not.toContain(SECRET);
    expect(
      z
        .array(z.object({ id: z.string() }))
        .parse(listed.json())
        .map(({ id }) => id),
    ).toEqual(['other', 'ward']);
    for (const path of [
      '/ward',
      '/ward/',
      '/%2e%2e/data-secret/a.jpg',
      '/assets/',
      '/.wince/workbench.sqlite',
    ])
      expect((await server.get(path)).status, path).toBe(404);
  });

  it('a picture behind a link is not shown', async () => {
    const folder = join(server.folder, 'linked');
    await writeDataset(folder, [
      ['a.jpg', 's1', 'pain', small],
      ['b.jpg', 's2', 'rest', small],
    ]);
    await rm(join(folder, 'a.jpg'));
    await symlink(join(home, 'data-secret', 'a.jpg'), join(folder, 'a.jpg'));
    const answer = await server.get('/api/picture?dataset=linked&sample=a.jpg&side=160');
    expect(answer.status).toBeGreaterThanOrEqual(400);
    await rm(folder, { recursive: true });
  });

  it('COCO Annotator, foreign ids: each is looked for in its own data set', async () => {
    expect((await server.get('/api/picture?dataset=ward&sample=c.jpg&side=160')).status).toBe(404);
    expect((await server.post('/api/labels', label({ sample: 'c.jpg' }))).status).toBe(404);
    expect((await server.get('/api/picture?dataset=ward&sample=a.jpg&side=160')).status).toBe(200);
    const { status } = await server.get(`/api/jobs/events?job=${crypto.randomUUID()}`);
    expect(status).toBe(404);
  });

  it('OHIF, Gradio: no address in a parameter, a card, an experiment or a description is ever fetched', async () => {
    let heard = 0;
    const listener = createServer((_, answer) => {
      heard++;
      answer.end('{}');
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = z.object({ port: z.number() }).parse(listener.address());
    const url = `http://127.0.0.1:${port}/`;
    const folder = join(server.folder, 'fetching');
    await writeDataset(folder, [[`a.m3u8`, 's1', 'pain', `#EXTM3U\n#EXTINF:1,\n${url}a.ts\n`]]);
    await writeFile(join(folder, 'dataset.csv'), `path,subject,label\na.m3u8,s1,pain\n${url}b.jpg,s2,rest\n`);
    await writeFile(join(folder, 'x.yaml'), `dataset: ${url}\nfeatures: ["table:${url}x.csv"]\n`);
    await writeFile(
      join(folder, 'dataset.yaml'),
      `name: ${url}name\nsource: ${url}source\nlicence: ${url}licence\nlabels: { from: stimulus }\n`,
    );
    const card = JSON.stringify({
      schema: 3,
      kind: 'wince model',
      version: url,
      network: url,
      source: { url },
    });
    const model = zipSync({ 'manifest.json': strToU8(card), 'model.json': strToU8(JSON.stringify({ url })) });
    await writeFile(join(server.folder, 'card.wince'), model);
    const manifest = JSON.stringify({ schema: 3, kind: 'wince run', version: url, dataset: { path: url } });
    await writeFile(join(folder, 'manifest.json'), manifest);
    for (const path of ['/api/models', '/api/networks', '/api/runs', '/api/datasets', '/api/project'])
      await server.get(path);
    for (const [path, parameter] of [
      ...[['/api/watch/model', 'model'] as const, ['/api/watch/network', 'network'] as const],
      ...[['/api/models/file', 'model'] as const, ['/api/runs/archive', 'run'] as const],
      ...[['/api/clip', 'dataset'] as const, ['/api/labels/table', 'dataset'] as const],
    ])
      await server.get(`${path}?${parameter}=${encodeURIComponent(url)}&sample=a&taps=x&scale=choice`);
    await server.get('/api/watch/model?model=card.wince');
    await server.get('/api/runs/archive?run=fetching&names=hashed');
    await server.get(`/api/datasets/rows?dataset=${encodeURIComponent(url)}`);
    await server.get('/api/picture?dataset=fetching&sample=a.m3u8&side=160');
    await server.get(`/api/picture?dataset=fetching&sample=${encodeURIComponent(`${url}b.jpg`)}&side=160`);
    await server.post('/api/runs', { experiment: 'fetching/x.yaml' });
    await server.get(`/report?run=${encodeURIComponent(url)}`);
    await server.get('/api/experiments');
    for (let tries = 0; tries < 50 && (await isBusy()); tries++) await setTimeout(100);
    listener.close();
    await rm(folder, { recursive: true });
    await rm(join(server.folder, 'card.wince'));
    expect(heard).toBe(0);
  });
});

describe('what is sent', () => {
  it('CVE-2026-33806 and -25223, a space or a tab in Content-Type that skips the schema: refused at every address', async () => {
    const posts = (await routes()).filter(({ method }) => method === 'POST');
    expect(posts.length).toBeGreaterThan(6);
    for (const { path } of posts) {
      for (const type of [
        'application/json\t;charset=utf-8',
        'application /json',
        'application/json ; charset=utf-8',
        'text/plain',
        'application/json;charset=latin1',
      ]) {
        const answer = await server.post(path, '{"nothing":"of this form"}', { 'content-type': type });
        expect([path, type, answer.code()]).toEqual([path, type, 'wrong-upload']);
      }
      const { status } = await server.post(path, '{"nothing":"of this form"}');
      expect([400, 415], path).toContain(status);
    }
  });

  it('Orthanc, CVE-2026-5438, a gzip bomb: nothing that is packed is unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    const answer = await server.post('/api/labels', bomb, { 'content-encoding': 'gzip' });
    expect([answer.status, answer.code()]).toEqual([415, 'wrong-upload']);
  });

  it('Orthanc, CVE-2026-5439, forged sizes in a ZIP: a model that claims them, or is a bomb, is a row with its reason', async () => {
    const bomb = zipSync({ 'manifest.json': [new Uint8Array(100_000_000), { level: 9 }] });
    await writeFile(join(server.folder, 'bomb.wince'), bomb);
    const forged = zipSync({ 'manifest.json': new Uint8Array(10) });
    const view = new DataView(forged.buffer);
    for (let at = 0; at + 46 < forged.length; at++) {
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 0xfffffff0, true);
    }
    await writeFile(join(server.folder, 'forged.wince'), forged);
    const answer = await server.get('/api/models');
    const found = z.array(
      z.object({ id: z.string(), card: z.null(), problem: z.object({ code: z.string() }) }),
    );
    expect(found.parse(answer.json()).map(({ id }) => id)).toEqual(['bomb.wince', 'forged.wince']);
    await rm(join(server.folder, 'bomb.wince'));
    await rm(join(server.folder, 'forged.wince'));
  });

  it('Orthanc, CVE-2026-5440, a Content-Length of 4 GB: refused before anything of it is read', async () => {
    for (const [path, type] of [
      ['/api/labels', 'application/json'],
      ['/api/predict?model=grid.yaml', 'application/octet-stream'],
    ]) {
      const head = Object.entries({ ...server.own, 'content-type': type, 'content-length': '4294967296' });
      const { heard } = await talk(
        server.served.port,
        `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.served.port}\r\n${head.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n{`,
        1000,
      );
      expect(heard).toMatch(/^HTTP\/1\.1 413 /);
    }
  });

  it('more bytes than the head of the request says, or than are taken, without a length', async () => {
    const head = Object.entries({
      ...server.own,
      'content-type': 'application/octet-stream',
      'transfer-encoding': 'chunked',
    });
    const chunk = `${(2 ** 16).toString(16)}\r\n${'x'.repeat(2 ** 16)}\r\n`;
    const { heard } = await talk(
      server.served.port,
      `POST /api/predict?model=grid.yaml HTTP/1.1\r\nHost: 127.0.0.1:${server.served.port}\r\n${head.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${chunk.repeat(20)}`,
      20_000,
    );
    expect(heard).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('1,000 connections that send a byte a second are ended, and meanwhile others are answered', async () => {
    const { port } = server.served;
    const slow = Array.from({ length: 1000 }, () => dribble(port, 'GET /api/project HTTP/1.1\r\nX'));
    await setTimeout(100);
    expect((await server.get('/api/project')).status).toBe(200);
    const head = Object.entries({
      ...server.own,
      'content-type': 'application/json',
      'content-length': '100',
    });
    const body = talk(
      port,
      `POST /api/labels HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${head.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n{`,
      4000,
    );
    // Each ends by itself: the head of a request has to be there in its time, however many bytes come meanwhile.
    await Promise.all(slow);
    expect((await server.get('/api/project')).status).toBe(200);
    expect((await body).ended).toBe(true);
  });

  it('a picture that claims 50,000 x 50,000 pixels is refused before it is decoded', async () => {
    const answer = await server.get('/api/picture?dataset=ward&sample=huge.png&side=320');
    expect([answer.status, answer.code()]).toEqual([413, 'picture-too-large']);
  });

  it('an SVG with a script is no picture, and is never sent to the page', async () => {
    const answer = await server.get('/api/picture?dataset=ward&sample=script.svg&side=320');
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.text).not.toContain('alert');
  });

  it('a polyglot, a picture with a page behind it, comes out as pixels alone', async () => {
    const folder = join(server.folder, 'poly');
    const both = Buffer.concat([small, Buffer.from('<script>alert(1)</script>')]);
    await writeDataset(folder, [
      ['a.jpg', 's1', 'pain', both],
      ['b.jpg', 's2', 'rest', small],
    ]);
    const answer = await server.get('/api/picture?dataset=poly&sample=a.jpg&side=160');
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'image/jpeg']);
    expect(answer.text).not.toContain('script');
    await rm(folder, { recursive: true });
  });

  it('COCO Annotator, a flood of tasks: a few wait, and no more', async () => {
    const answers: Answer[] = [];
    for (let i = 0; i < 6; i++) answers.push(await server.post('/api/datasets/check', { dataset: 'other' }));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(3);
    expect(answers.at(-1)?.code()).toBe('too-many-jobs');
    const jobs = z.array(z.object({ id: z.string(), state: z.string() }));
    for (const { id, state } of jobs.parse((await server.get('/api/jobs')).json())) {
      if (state === 'waiting' || state === 'running') await server.post('/api/jobs/stop', { job: id });
    }
  });
});

describe('what is told', () => {
  it('PYSEC-2022-179, the cookie in the log of an error: a defect is logged without headers, query and body, and says nothing to who asked', async () => {
    const other = await tryServer();
    try {
      await writeDataset(join(other.folder, 'ward'), [
        ['a.jpg', SECRET, 'pain', small],
        ['b.jpg', 's2', 'rest', small],
      ]);
      // A database that is gone is a defect, and no error of who asks.
      const { DatabaseSync } = await import('node:sqlite');
      const database = new DatabaseSync(join(other.folder, '.wince', 'workbench.sqlite'));
      database.exec('DROP TABLE faces');
      database.close();
      const answer = await other.get('/api/datasets/rows?dataset=ward');
      expect(answer.status).toBe(500);
      expect(answer.json()).toMatchObject({ code: null, message: expect.stringContaining('defect') });
      expect(answer.text).not.toMatch(/sqlite|faces|\.ts/);
      const log = other.log.join('\n');
      expect(log).toContain('GET /api/datasets/rows: ');
      const secrets = [
        other.own.cookie.split('=')[1],
        new URL(other.served.address()).searchParams.get('token') ?? '?',
        SECRET,
        'dataset=ward',
      ];
      for (const secret of secrets) expect(log).not.toContain(secret);
    } finally {
      await other.close();
    }
  });

  it('CVE-2026-44727, stored script: a report is shown under a policy that runs nothing in it', async () => {
    const { REPORT_POLICY } = await import('./security/headers.ts');
    expect(REPORT_POLICY).toMatch(/^sandbox; default-src 'none'/);
    expect(REPORT_POLICY).not.toContain('script-src');
    const page = await server.get('/');
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    expect(page.headers['content-security-policy']).not.toMatch(/unsafe|https?:|\*/);
    // No script stands in the page itself.
    expect(page.text.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/page.js">']);
  });

  it('each answer says what may be done with it', async () => {
    for (const path of ['/', '/page.js', '/api/project', '/nothing', '/%zz']) {
      const { headers } = await server.get(path);
      expect(headers, path).toMatchObject({
        ...{
          'referrer-policy': 'no-referrer',
          'x-content-type-options': 'nosniff',
          'cache-control': 'no-store',
        },
        ...{
          'x-frame-options': 'DENY',
          'content-security-policy': expect.stringContaining("default-src 'none'"),
        },
      });
      expect(headers.server ?? headers['x-powered-by']).toBeUndefined();
    }
  });
});

/** Sends a byte a second. It ends when the other side has ended the connection. */
function dribble(port: number, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    const clock = setInterval(() => socket.write('x'), 1000);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(clock);
      resolve();
    });
  });
}

/** Every address of the server, as its own description has them. */
async function routes(): Promise<readonly { readonly path: string; readonly method: string }[]> {
  const described = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
  const { paths } = described.parse((await server.get('/api/openapi.json')).json());
  const found = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ path, method: method.toUpperCase() })),
  );
  expect(found.length).toBeGreaterThan(15);
  return [
    ...found,
    { path: '/', method: 'GET' },
    { path: '/page.js', method: 'GET' },
    { path: '/api/openapi.json', method: 'GET' },
  ];
}

async function isBusy(): Promise<boolean> {
  return /"state":"(waiting|running)"/.test((await server.get('/api/jobs')).text);
}

function change() {
  return { id: crypto.randomUUID(), dataset: 'ward', sample: 'a.jpg' };
}

function label(more: Record<string, unknown> = {}) {
  return { ...change(), who: 'anna', scale: 'choice', items: { choice: 0 }, after: null, ...more };
}

/** A PNG of a few bytes whose header claims a size. */
function pngOfSize(width: number, height: number): Uint8Array {
  const chunk = (name: string, content: Uint8Array) => {
    const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const pixels = deflateSync(Buffer.alloc(1000));
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
