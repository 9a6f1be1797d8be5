import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pullFile } from './pull.ts';

const CONTENT = Buffer.from(Array.from({ length: 400_000 }, (_, i) => (i * 7919) % 251));
const HASH = createHash('sha256').update(CONTENT).digest('hex');

let folder: string;
let server: Server;
let base: string;
let cuts = 0;
/** Breaks the connection of the last answer. */
let cut = () => {};
const asked: (string | undefined)[] = [];

/** Serves one file in several ways: whole, cut off twice, as a loop of redirects. */
function serve({ url, headers }: IncomingMessage, response: ServerResponse): void {
  if (url === '/loop') {
    response.writeHead(302, { location: '/loop' }).end();
    return;
  }
  if (url === '/absent') {
    response.writeHead(404).end();
    return;
  }
  asked.push(headers.range);
  const from = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
  const rest = CONTENT.subarray(from);
  const head = { 'content-length': rest.length, etag: '"one"' };
  response.writeHead(from > 0 ? 206 : 200, head);
  if (url === '/cut' && cuts < 2) {
    cuts += 1;
    response.write(rest.subarray(0, 100_000));
    cut = () => response.destroy();
    return;
  }
  response.end(rest);
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wince-pull-'));
  server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  base = `http://127.0.0.1:${address.port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

test('fetches a file and tells how far it is', async () => {
  const file = path.join(folder, 'whole.mat');
  const seen: number[] = [];
  const pulled = await pullFile({
    url: `${base}/whole`,
    file,
    sha256: HASH,
    onProgress: (done) => seen.push(done),
  });
  expect(pulled).toEqual({ file, bytes: CONTENT.length, sha256: HASH, resumed: 0 });
  expect(await readFile(file)).toEqual(CONTENT);
  expect(seen.at(-1)).toBe(CONTENT.length);
});

test('takes up what came before a connection was cut', async () => {
  const file = path.join(folder, 'cut.mat');
  // The connection breaks when all that was sent has come, so what is taken up does not depend on chance.
  const onProgress = (done: number) => {
    if (done === cuts * 100_000) cut();
  };
  const pull = () => pullFile({ url: `${base}/cut`, file, sha256: HASH, onProgress });
  await expect(pull()).rejects.toMatchObject({ code: 'pull-failed', status: 1 });
  await expect(pull()).rejects.toMatchObject({ code: 'pull-failed' });
  asked.length = 0;
  expect((await pull()).resumed).toBe(200_000);
  expect(asked).toEqual(['bytes=200000-']);
  expect(await readFile(file)).toEqual(CONTENT);
  expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([]);
});

test('keeps nothing of a file with another hash', async () => {
  const file = path.join(folder, 'wrong.mat');
  const pull = pullFile({ url: `${base}/whole`, file, sha256: '0'.repeat(64) });
  await expect(pull).rejects.toMatchObject({ code: 'pull-wrong-hash' });
  expect((await readdir(folder)).filter((name) => name.startsWith('wrong'))).toEqual([]);
});

test.each([
  ['/loop', 'redirect'],
  ['/absent', 'the server answered 404'],
])('says why %s cannot be fetched', async (url, reason) => {
  const pull = pullFile({ url: base + url, file: path.join(folder, 'none.mat') });
  await expect(pull).rejects.toMatchObject({ code: 'pull-failed' });
  await expect(pull).rejects.toThrow(reason);
});

test('says where it cannot write', async () => {
  await writeFile(path.join(folder, 'taken'), '');
  const pull = pullFile({ url: `${base}/whole`, file: path.join(folder, 'taken', 'x.mat') });
  await expect(pull).rejects.toMatchObject({ code: 'pull-disk' });
});

test('keeps what came where the disk is full', async () => {
  const file = path.join(folder, 'full.mat');
  const script = `import { pullFile } from ${JSON.stringify(new URL('./pull.ts', import.meta.url).href)};
    await pullFile({ url: '${base}/whole', file: ${JSON.stringify(file)} }).catch((error) => console.log(error.code));`;
  // A limit on the size of files, in blocks of 1024 bytes, stands for a disk.
  const command = 'ulimit -f 100; exec "$0" --input-type=module --eval "$1"';
  const { stdout } = await promisify(execFile)('bash', ['-c', command, process.execPath, script]);
  expect(stdout.trim()).toBe('pull-disk');
  expect((await pullFile({ url: `${base}/whole`, file, sha256: HASH })).resumed).toBeGreaterThan(0);
});
