import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clipParameters, families, rememberFaces } from '@wince/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawnCry } from '../../../core/src/sound/drawn-sound.fixture.ts';
import { encodeClip } from '../phantom/encode-clip.ts';
import { openWholeRow } from './whole-row.ts';

/** What a video is as one row, where a model hears. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-whole-row-'));
});
afterAll(() => rm(folder, { recursive: true }));

const image = { width: 32, height: 32, data: new Uint8Array(3 * 32 * 32).fill(128) };

async function rowOf(name: string, sound: Float32Array, share = 1) {
  const path = join(folder, name);
  const bytes = await encodeClip(name.endsWith('.mp4') ? 'mp4' : 'webm', 30, () => image, sound);
  await writeFile(path, bytes.subarray(0, Math.floor(share * bytes.length)));
  const clips = clipParameters.parse({});
  const plan = () => Promise.reject(new Error('no family is within another'));
  const cry = await families.get('cry').plan('cry', { clips, plan });
  const whole = openWholeRow(path, [cry], { clips, describe: rememberFaces(path) }, null);
  return whole.row(undefined);
}

test('a model that hears hears the sound of a video', async () => {
  const { status, values, columns, signals } = await rowOf(
    'cry.mp4',
    drawnCry({ sampleRate: 48_000, hertz: 450 }),
  );
  expect({ status, sound: signals.sound }).toEqual({
    ...{ status: 'used', sound: { status: 'used', reason: '' } },
  });
  const pitch = values?.[columns.indexOf('cry pitch median')];
  expect(pitch).toBeGreaterThan(450);
  expect(pitch).toBeLessThan(480);
});

test('of a video whose sound has no cry it says so', async () => {
  const { status, reason, values } = await rowOf('silent.mp4', new Float32Array(96_000));
  expect({ status, values }).toEqual({ status: 'no-features', values: null });
  expect(reason).toMatch(/silent/);
});

test('of a video whose sound was cut off the row says so', async () => {
  const { status, reason } = await rowOf('cut.webm', drawnCry({ sampleRate: 48_000, hertz: 450 }), 0.7);
  expect(status).toBe('used');
  expect(reason).toMatch(/^partial: .*cut off/);
});
