import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Tried, tryServer } from './server.fixture.ts';

/** Recordings that the page brings into the project. */

let server: Tried;
let outside: string;
let picture: Buffer;

beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'wince-outside-'));
  server = await tryServer({ limits: { upload: 100_000 } });
  const grey = { create: { width: 8, height: 8, channels: 3, background: '#888' } } as const;
  picture = await sharp(grey).png().toBuffer();
  await symlink(outside, join(server.folder, 'linked'));
});

afterAll(async () => {
  await server?.close();
  await rm(outside, { recursive: true, force: true });
});

function bring(place: string, body: Uint8Array = picture) {
  return server.send(`/api/files?place=${encodeURIComponent(place)}`, {
    ...{ method: 'POST', body },
    headers: { ...server.own, 'content-type': 'application/octet-stream' },
  });
}

const leftOver = () => readdir(join(server.folder, '.wince', 'incoming')).catch(() => []);

it('a file is kept as it came, in folders that are made, and is never replaced', async () => {
  const answer = await bring('ward/S 01/rest é.png');
  expect([answer.status, answer.json()]).toEqual([201, { place: 'ward/S 01/rest é.png' }]);
  const other = Buffer.concat([picture, Buffer.from('x')]);
  expect((await bring('ward/S 01/rest é.png', other)).code()).toBe('file-exists');
  expect((await readFile(join(server.folder, 'ward/S 01/rest é.png'))).equals(picture)).toBe(true);
  expect(await leftOver()).toEqual([]);
  expect((await server.get('/api/audit')).text).toContain('bring file');
});

it('of two files of one name that come at the same instant one is kept', async () => {
  const answers = await Promise.all([bring('twice.png'), bring('twice.png')]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
});

it.each([
  '../out.png',
  'ward/../../out.png',
  '/tmp/out.png',
  '.wince/workbench.sqlite',
  'ward/.hidden.png',
  'ward//a.png',
  'ward\\a.png',
  'linked/a.png',
  'ward/S 01/rest é.png/a.png',
])('%s leads nowhere', async (place) => {
  const answer = await bring(place);
  expect([answer.status, answer.code()]).toEqual([404, 'not-in-project']);
  expect(await readdir(outside)).toEqual([]);
});

it.each([
  [
    'a pickle under the name of a picture',
    Buffer.from('\x80\x04\x95cos\nsystem\n.', 'latin1'),
    'not-a-recording',
  ],
  ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'), 'not-a-recording'],
  ['more bytes than are taken', Buffer.alloc(200_000, 1), 'upload-too-large'],
])('%s is refused, and nothing of it stays', async (_, body, code) => {
  await mkdir(join(server.folder, 'refused'), { recursive: true });
  expect((await bring('refused/face.jpg', body)).code()).toBe(code);
  expect(await readdir(join(server.folder, 'refused'))).toEqual([]);
  expect(await leftOver()).toEqual([]);
});

it('somebody without a session brings nothing', async () => {
  const answer = await server.send('/api/files?place=a.png', {
    ...{ method: 'POST', body: picture },
    headers: { 'content-type': 'application/octet-stream', 'x-wince-page': '1' },
  });
  expect(answer.code()).toBe('not-signed-in');
});
