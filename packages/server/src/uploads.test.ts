import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExperiment, planCells } from '@wince/core';
import { train } from '@wince/runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { smallCohort, warmCache } from '../../../tests/cohort.ts';
import { type Tried, tryServer } from './server.fixture.ts';

/** Files that are sent to be scored, and are none, or are made to do harm. */

let home: string;
let server: Tried;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'wince-uploads-'));
  const folder = join(home, 'data');
  await mkdir(folder);
  const [dataset, cache] = [await smallCohort(), await warmCache()];
  const asked = { dataset, features: ['hog'], keep: [5], classifiers: ['naive-bayes'] };
  const specification = parseExperiment(asked, 'a test');
  const [{ id: cell }] = planCells(specification, String);
  await train(specification, {
    cell,
    leaveOut: [],
    out: join(folder, 'm.wince'),
    cache,
    workers: 1,
  });
  server = await tryServer({
    folder,
    cache,
    limits: { memory: 900 * 2 ** 20, patience: 90_000 },
  });
}, 400_000);

afterAll(async () => {
  await server?.close();
  await rm(home, { recursive: true, force: true });
});

function send(name: string, body: Uint8Array | string) {
  return server.send(`/api/predict?model=m.wince&name=${encodeURIComponent(name)}`, {
    ...{ method: 'POST', body },
    headers: { ...server.own, 'content-type': 'application/octet-stream' },
  });
}

it.each([
  [
    'label-studio-ml, unpickling what a user brings: a pickle',
    'face.jpg',
    Buffer.from('\x80\x04\x95\x10\0\0\0\0\0\0\0cos\nsystem\n.', 'latin1'),
  ],
  [
    'a model of PyTorch under the name of a picture',
    'face.png',
    Buffer.from('PK\x03\x04archive/data.pkl', 'latin1'),
  ],
  ['a pickle by its own name', 'model.pkl', Buffer.from('\x80\x04.', 'latin1')],
  [
    'an SVG with a script',
    'face.svg',
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  ],
  ['nothing at all', 'face.jpg', ''],
  ['an MP4 with a billion frames in its header', 'clip.mp4', videoOfFrames(1_000_000_000)],
])('%s is refused with a reason, or is a row without a score', async (_, name, body) => {
  const answer = await send(name, body);
  if (answer.status === 200) {
    const told = z.object({
      prediction: z.object({ predictions: z.array(z.object({ state: z.string() })) }),
    });
    expect(told.parse(answer.json()).prediction.predictions.map(({ state }) => state)).toEqual(['no signal']);
  } else {
    expect([answer.status, answer.code()]).toEqual([expect.any(Number), expect.any(String)]);
    expect(answer.status, answer.text).toBeLessThan(500);
  }
  // The server goes on, and nothing of the file is left.
  expect((await server.get('/api/project')).status).toBe(200);
  expect(await readdir(join(server.folder, '.wince', 'incoming'))).toEqual([]);
  expect(server.log).toEqual([]);
});

it('a playlist asks no other server', async () => {
  let heard = 0;
  const listener = createServer((_, answer) => {
    heard++;
    answer.end();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(listener.address());
  for (const name of ['clip.m3u8', 'clip.mp4', 'clip.ts']) {
    await send(
      name,
      `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:${port}/a.ts\n#EXT-X-ENDLIST\n`,
    );
  }
  listener.close();
  expect(heard).toBe(0);
});

it('something that is no model scores nothing', async () => {
  await writeFile(join(server.folder, 'other.wince'), Buffer.from('\x80\x04.', 'latin1'));
  const answer = await server.send('/api/predict?model=other.wince', {
    ...{ method: 'POST', body: 'x' },
    headers: { ...server.own, 'content-type': 'application/octet-stream' },
  });
  expect(answer.code()).toBe('damaged-model');
});

/** An MP4 of a few hundred bytes whose table of sizes claims so many frames, of one byte each. */
function videoOfFrames(frames: number): Uint8Array {
  const u32 = (...values: readonly number[]) => {
    const bytes = Buffer.alloc(4 * values.length);
    for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, 4 * i);
    return bytes;
  };
  const box = (name: string, ...parts: readonly Uint8Array[]): Buffer => {
    const content = Buffer.concat(parts);
    return Buffer.concat([u32(8 + content.length), Buffer.from(name, 'latin1'), content]);
  };
  const matrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
  const entry = Buffer.concat([
    Buffer.alloc(6),
    Buffer.from([0, 1]),
    Buffer.alloc(16),
    Buffer.from([0, 64, 0, 64]),
    u32(0x480000, 0x480000, 0),
    Buffer.from([0, 1]),
    Buffer.alloc(32),
    Buffer.from([0, 24, 255, 255]),
  ]);
  const table = box(
    'stbl',
    box('stsd', u32(0, 1), box('mp4v', entry)),
    box('stts', u32(0, 1, frames, 1)),
    box('stsc', u32(0, 1, 1, frames, 1)),
    box('stsz', u32(0, 1, frames)),
    box('stco', u32(0, 1, 8)),
  );
  const media = box(
    'mdia',
    box('mdhd', u32(0, 0, 0, 25, frames, 0)),
    box('hdlr', u32(0, 0), Buffer.from('vide'), Buffer.alloc(13)),
    box('minf', box('vmhd', u32(1, 0, 0)), box('dinf', box('dref', u32(0, 1), box('url ', u32(1)))), table),
  );
  const track = box(
    'trak',
    box('tkhd', u32(3, 0, 0, 1, 0, frames, 0, 0, 0, 0), matrix, u32(64 << 16, 64 << 16)),
    media,
  );
  const movie = box(
    'moov',
    box('mvhd', u32(0, 0, 0, 25, frames, 0x10000, 0x1000000, 0, 0), matrix, u32(0, 0, 0, 0, 0, 0, 2)),
    track,
  );
  return Buffer.concat([
    box('ftyp', Buffer.from('isom\0\0\0\0isom', 'latin1')),
    movie,
    box('mdat', Buffer.alloc(16)),
  ]);
}
