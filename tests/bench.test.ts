import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { comparable, disagreements } from '../bench/agreement.ts';
import { drawScaling, SCALING_FIGURE, SCALING_NUMBERS, scaling } from '../bench/size/scaling-chart.ts';
import { writeSmallInputs } from '../bench/small-inputs.ts';
import { findWorkload, WORKLOADS } from '../bench/workloads.ts';

/** What the peer gives for the same inputs. */
const peer = z
  .record(z.string(), comparable)
  .parse(JSON.parse(readFileSync(new URL('../bench/goldens/peer.json', import.meta.url), 'utf8')));

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-bench-'));
  await writeSmallInputs(folder);
});
afterAll(() => rm(folder, { recursive: true }));

test('every workload has the results of the peer, and no other is compared', () => {
  expect(Object.keys(peer).sort()).toEqual(Object.keys(WORKLOADS).sort());
});

test.each(Object.keys(WORKLOADS))('the workload %s gives what the peer gives', async (name) => {
  const workload = await findWorkload(name);
  const report = await workload({ inputs: folder, threads: 1, repeat: 1, folds: 0 });
  expect(disagreements(comparable.parse(report), peer[name])).toEqual([]);
  expect(report.n).toBe(peer[name].n);
  expect(report.per_second).toBeCloseTo(report.n / report.seconds, 6);
});

test('the figure of how the strict protocol grows is drawn of its numbers', () => {
  const numbers = scaling.parse(JSON.parse(readFileSync(SCALING_NUMBERS, 'utf8')));
  expect(readFileSync(SCALING_FIGURE, 'utf8')).toBe(drawScaling(numbers));
});

test('a result that differs is told, with the figure', () => {
  const own = structuredClone(peer.hog);
  own.result.mean = Number(own.result.mean) * 1.01;
  expect(disagreements(own, peer.hog)).toEqual([expect.stringContaining('mean, number 0')]);
  const protocol = structuredClone(peer.protocol);
  protocol.result.selected_fold0 = [1, 2, 3];
  expect(disagreements(protocol, peer.protocol)).toEqual([expect.stringContaining('of the 100 columns')]);
});
