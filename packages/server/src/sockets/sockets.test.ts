import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExperiment, planCells } from '@wince/core';
import { train } from '@wince/runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { readRows, smallCohort, warmCache } from '../../../../tests/cohort.ts';
import { type Tried, tryServer } from '../server.fixture.ts';

/** A stream of frames, as a device sends it: with the WebSocket that Node brings, which is none of ours. */

let home: string;
let server: Tried;
let picture: Buffer;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'wince-sockets-'));
  const [dataset, cache] = [await smallCohort(), await warmCache()];
  const specification = parseExperiment(
    { dataset, features: ['hog'], keep: [5], classifiers: ['naive-bayes'] },
    'a test',
  );
  const [{ id: cell }] = planCells(specification, String);
  server = await tryServer({ folder: join(home, 'data'), cache });
  await train(specification, { cell, leaveOut: [], out: join(server.folder, 'm.wince'), cache, workers: 1 });
  const [{ path }] = await readRows(join(dataset, 'dataset.csv'));
  picture = await readFile(join(dataset, path));
}, 400_000);

afterAll(async () => {
  await server?.close();
  await rm(home, { recursive: true, force: true });
});

const answer = z.looseObject({
  type: z.string(),
  model_sha256: z.string().optional(),
  model_version: z.string().optional(),
  time: z.number().optional(),
  state: z.string().optional(),
  code: z.string().nullable().optional(),
  score: z.object({ value: z.number() }).nullable().optional(),
});

function frame(time: number, bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeDoubleBE(time);
  return Buffer.concat([head, bytes]);
}

/** Sends frames, and gives what is answered until enough was heard or the connection ends. */
function stream(frames: readonly Buffer[], isEnough: (heard: readonly z.infer<typeof answer>[]) => boolean) {
  const { port, address } = server.served;
  const token = new URL(address()).searchParams.get('token');
  // Node's own client takes headers, as a program may set them; the declarations know those of pages alone.
  const client = new WebSocket(`ws://127.0.0.1:${port}/api/predict?model=m.wince`, {
    headers: { authorization: `Bearer ${token}` },
  } as unknown as string[]);
  return new Promise<{ heard: z.infer<typeof answer>[]; code: number | null }>((resolve) => {
    const heard: z.infer<typeof answer>[] = [];
    client.binaryType = 'arraybuffer';
    client.onopen = () => {
      for (const each of frames) client.send(Uint8Array.from(each));
    };
    client.onmessage = ({ data }) => {
      heard.push(answer.parse(JSON.parse(String(data))));
      if (!isEnough(heard)) return;
      client.onclose = null;
      client.close();
      resolve({ heard, code: null });
    };
    client.onclose = ({ code }) => resolve({ heard, code });
  });
}

it('each answer has the state, the reason, and the model that made it', async () => {
  // A face at rest, then the same face: 7 seconds of one frame a second, which the model of pictures scores.
  const frames = Array.from({ length: 8 }, (_, i) => frame(i, picture));
  const { heard } = await stream(frames, (all) => all.filter(({ type }) => type === 'reading').length >= 4);
  expect(heard[0]).toMatchObject({ type: 'ready', model_version: expect.any(String) });
  const readings = heard.filter(({ type }) => type === 'reading');
  for (const each of readings) {
    expect(each).toMatchObject({
      ...{ model_sha256: heard[0].model_sha256, model_version: heard[0].model_version },
      ...{ state: expect.any(String), faults: expect.any(Array) },
    });
    // A score that is a number, or the reason why there is none.
    expect(each).toMatchObject(
      each.score === null
        ? { reason: expect.stringMatching(/\w/) }
        : { score: { value: expect.any(Number) } },
    );
  }
  expect(readings.map(({ time }) => time)).toEqual([0, 1, 2, 3]);
}, 120_000);

it('an empty message ends the stream when every frame was answered', async () => {
  const frames = Array.from({ length: 6 }, (_, i) => frame(i, picture));
  const { heard, code } = await stream([...frames, Buffer.alloc(0), frame(7, picture)], () => false);
  const readings = heard.filter(({ type }) => type === 'reading');
  expect(readings.map(({ time }) => time)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(code).toBe(1000);
}, 120_000);

it('what is no picture, and a time that does not rise, end the stream with a reason', async () => {
  const { heard, code } = await stream([frame(0, Buffer.from('<svg onload="alert(1)"/>'))], () => false);
  expect(heard.at(-1)).toMatchObject({ type: 'refusal', code: expect.stringMatching(/picture|svg/) });
  expect(code).toBe(1011);
  const late = await stream([frame(1, picture), frame(1, picture)], () => false);
  expect([late.heard.at(-1)?.code, late.code]).toEqual(['bad-request', 1008]);
}, 120_000);
