import { readFileSync } from 'node:fs';
import path from 'node:path';
import { randomFrom, WinceError } from '@wince/core';
import { expect, test } from 'vitest';
import { group, SHARED } from '../../../tests/groups.ts';
import { readCaffe } from './caffe/read.ts';
import { readMatConvNet } from './matconvnet/read.ts';
import { readOnnx } from './onnx/edit.ts';

const NETWORKS = path.join(SHARED, 'data/networks');
/** Mutations of each file: 10,000 in all with `WINCE_FUZZ=1000`. */
const TIMES = Number(process.env.WINCE_FUZZ ?? 40);

const prototxt = (name: string) => readFileSync(path.join(NETWORKS, `${name}.prototxt`), 'utf8');

/** Changes bytes, lengths, or the end of a file. */
function mutated(bytes: Uint8Array, seed: number): Uint8Array {
  const random = randomFrom('fuzz', seed);
  const copy = Uint8Array.from(bytes);
  const kind = random.below(4);
  if (kind === 0) return copy.subarray(0, random.below(copy.length));
  // Most of a file is weights: what describes them stands in front of each, and at the start.
  const range = random.below(2) === 0 ? Math.min(copy.length, 2048) : copy.length;
  for (let i = 0; i <= random.below(8); i++) {
    const at = random.below(range);
    copy[at] = kind === 1 ? copy[at] ^ (1 << random.below(8)) : random.below(256);
    if (kind === 3) copy.fill(255, at, at + 4);
  }
  return copy;
}

group('a damaged file is read or refused, and never anything else', 'shared', () => {
  const small = 'small-nets';
  test.each<[string, (bytes: Uint8Array) => unknown]>([
    [
      `${small}/tiny_padpool_v1.caffemodel`,
      (model) => readCaffe({ model, prototxt: prototxt(`${small}/tiny_padpool_v1`) }),
    ],
    [
      `${small}/tiny_vgg_f_v1.caffemodel`,
      (model) => readCaffe({ model, prototxt: prototxt(`${small}/tiny_vgg_f_v1`) }),
    ],
    ['caffe-ultraface/slim-320.caffemodel', (model) => readCaffe({ model })],
    [
      `${small}/tiny_vgg_f_v1.prototxt`,
      (text) =>
        readCaffe({
          model: readFileSync(path.join(NETWORKS, small, 'tiny_vgg_f_v1.caffemodel')),
          prototxt: new TextDecoder().decode(text),
        }),
    ],
    [`${small}/tiny_vgg_f_simplenn.mat`, (bytes) => readMatConvNet({ bytes })],
    [`${small}/tiny_vgg_m_simplenn_old.mlstyle.mat`, (bytes) => readMatConvNet({ bytes })],
    ['caffe-ultraface/version-slim-320_without_postprocessing.onnx', (bytes) => readOnnx(bytes)],
    ['matconvnet-dncnn/sigma=25.mat', (bytes) => readMatConvNet({ bytes, size: [32, 32] })],
  ])('%s', async (name, read) => {
    const bytes = new Uint8Array(readFileSync(path.join(NETWORKS, name)));
    let refused = 0;
    let slowest = 0;
    const times = name.includes('dncnn') ? Math.ceil(TIMES / 4) : TIMES;
    for (let seed = 0; seed < times; seed++) {
      const start = performance.now();
      try {
        await read(mutated(bytes, seed));
      } catch (error) {
        if (!(error instanceof WinceError)) throw new Error(`seed ${seed}`, { cause: error });
        expect(['bad-network-file', 'unsupported-layer']).toContain(error.code);
        refused += 1;
      }
      slowest = Math.max(slowest, performance.now() - start);
    }
    expect(refused).toBeGreaterThan(times / 8);
    expect(slowest).toBeLessThan(5000);
  });
});
