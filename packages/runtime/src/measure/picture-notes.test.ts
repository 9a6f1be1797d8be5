import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clipParameters, FACE_LOOK, faceParameters } from '@wince/core';
import { buildHeadModel, drawFrame, drawSubject, PLAIN_SCENE } from '@wince/phantom';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { memoryStore, type Store } from '../store/index.ts';
import { openExtractor } from './recording-extractor.ts';

let folder = '';
let path = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-notes-'));
  path = join(folder, 'two-frames.webp');
  const { image } = drawFrame(buildHeadModel(drawSubject('a', 3)), { ...PLAIN_SCENE, size: 200 });
  const { data, width, height } = image;
  const still = await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  const other = await sharp(still).negate().png().toBuffer();
  await sharp([still, other], { join: { animated: true } })
    .webp({ lossless: true })
    .toFile(path);
});
afterAll(() => rm(folder, { recursive: true }));

async function observed(store: Store, face = {}) {
  const setup = { face: faceParameters.parse(face), clips: clipParameters.parse({}), features: ['geometry'] };
  const extractor = await openExtractor(store, setup);
  try {
    const row = { row: 0, start: null, end: null, reference: false };
    const [{ finding }] = await extractor.extract({ path, sha256: '', rows: [row], rest: null });
    return finding;
  } finally {
    await extractor.close();
  }
}

test('what of a picture was left out stands beside it, also where its face comes from the cache', async () => {
  const store = memoryStore();
  for (const _ of ['looked at', 'from the cache']) {
    const { status, reason } = await observed(store);
    expect([status, reason]).toEqual(['used', 'Only the first of its 2 pages or frames is used.']);
  }
});

test('light, sharpness and apparent age of a face are known, and the same from the cache', async () => {
  const store = memoryStore();
  const { look } = await observed(store);
  expect(look).toHaveLength(FACE_LOOK.length);
  expect(look?.every(Number.isFinite)).toBe(true);
  expect((await observed(store)).look).toEqual(look);
});

test('how many pixels a picture may have is a parameter', async () => {
  const { status, reason } = await observed(memoryStore(), { maximumPixels: 39_999 });
  expect(status).toBe('unreadable');
  expect(reason).toContain('200 x 200 pixels. At most 39999 pixels can be decoded');
});

test('networks that do not fit into the cache: the error is told, and closing has nothing to close', async () => {
  const full: Store = {
    ...memoryStore(),
    put: () => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' })),
  };
  await expect(observed(full)).rejects.toMatchObject({ code: 'network-cache-unusable' });
});
