import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type RgbImage, randomFrom } from '@wince/core';
import { networks } from '@wince/networks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryStore, openStore, type Store } from '../store/index.ts';
import { readPackagedModel } from './package-files.ts';
import { openNetwork, openNetworkTensor } from './session.ts';
import { openSessionInThread } from './session-thread.ts';

/** Architectures without weights have tests of their own: they are large. */
const packaged = networks.entries.filter(({ source }) => source.kind === 'package');

const store = memoryStore();

describe('a session', () => {
  test('has the shapes that its card states', async () => {
    for (const card of packaged) {
      const taps = card.taps.map((tap) => tap.name);
      const session = await openNetwork({ network: card.id, taps, store });
      expect(session.outputs.map(({ name, shape }) => ({ name, shape }))).toEqual(
        card.taps.map(({ name, shape }) => ({ name, shape })),
      );
      expect(session.inputs[0].shape).toEqual([card.input.height, card.input.width, 3]);
      await session.close();
    }
  });

  test('gives the same bits alone and in a batch', async () => {
    const session = await openNetwork({ network: 'faceres', taps: ['embedding', 'feats'], store });
    const images = [1, 2, 3].map((seed) => noise(224, seed));
    const batch = await session.run(images);
    const alone = await session.run(images[1]);
    for (const [tap, { data, dims }] of batch) {
      const length = data.length / dims[0];
      expect(dims[0]).toBe(3);
      expect(alone.get(tap)?.data).toEqual(data.subarray(length, 2 * length));
    }
    await session.close();
  });

  test('gives the same bits on one thread and on two', async () => {
    const taps = networks.get('mobilenet-v2-1.4').taps.map((tap) => tap.name);
    const [one, two] = await Promise.all(
      [1, 2].map(async (threads) => {
        const session = await openNetwork({ network: 'mobilenet-v2-1.4', taps, store, threads });
        const values = await session.run(noise(224, 4));
        await session.close();
        return values;
      }),
    );
    for (const [tap, { data }] of one) expect(sameBits(data, two.get(tap)?.data), tap).toBe(true);
  });

  test('gives the same bits in a thread of its own, several runs at once, and refuses as it does here', async () => {
    const images = [6, 7, 8].map((seed) => noise(224, seed));
    const [here, apart] = await Promise.all(
      [false, true].map(async (apart) => {
        const session = await openNetwork({ network: 'mobilenet-v2-1.4', store, apart });
        const values = await Promise.all(images.map((image) => session.run(image)));
        await expect(session.run(noise(100, 1))).rejects.toThrow('takes 224 x 224 pixels');
        await session.close();
        return values;
      }),
    );
    here.forEach((values, i) => {
      for (const [tap, { data, dims }] of values) {
        expect(apart[i].get(tap)?.dims).toEqual(dims);
        expect(sameBits(data, apart[i].get(tap)?.data), tap).toBe(true);
      }
    });
    await expect(openSessionInThread(new Uint8Array(64), 'cpu')).rejects.toMatchObject({
      code: 'bad-network-file',
    });
  });

  test('gives the same bits for a tap alone as for all of them in one pass', async () => {
    for (const id of ['faceres', 'mobilenet-v2-1.4']) {
      const taps = networks.get(id).taps.map((tap) => tap.name);
      const together = await openNetwork({ network: id, taps, store });
      const values = await together.run(noise(224, 5));
      for (const tap of taps.filter((_, i) => i % 7 === taps.length % 7 || i > taps.length - 4)) {
        const alone = await openNetwork({ network: id, taps: [tap], store });
        const read = (await alone.run(noise(224, 5))).get(tap);
        expect(sameBits(read?.data, values.get(tap)?.data), tap).toBe(true);
        await alone.close();
      }
      await together.close();
    }
  });

  test('has its preprocessing built in', async () => {
    for (const id of ['mobilenet-v2-1.4', 'blazeface']) {
      const { input } = networks.get(id);
      const image = noise(input.width, 6);
      const pixels = input.width * input.height;
      const tensor = Float32Array.from(image.data, (_, i) => {
        const colour = Math.floor(i / pixels);
        return (image.data[(i % pixels) * 3 + colour] - (input.mean?.[colour] ?? 0)) * input.scale;
      });
      const [whole, behind] = [
        await openNetwork({ network: id, store }),
        await openNetworkTensor({ network: id, store }),
      ];
      const [fromBytes, fromNumbers] = [await whole.run(image), await behind.run(tensor)];
      for (const [tap, { data }] of fromBytes) {
        const wanted = fromNumbers.get(tap)?.data ?? new Float32Array();
        const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expect(largestDifference(data, wanted) / largest).toBeLessThan(1e-5);
      }
      await whole.close();
      await behind.close();
    }
  });

  test('sees a swap of red and blue', async () => {
    for (const card of packaged) {
      const session = await openNetwork({ network: card.id, store });
      const image = coloured(card.input.width);
      const swapped = { ...image, data: image.data.map((_, i, all) => all[i - (i % 3) + 2 - (i % 3)]) };
      const [values, others] = [await session.run(image), await session.run(swapped)];
      const [tap] = card.outputs;
      const [a, b] = [values.get(tap)?.data ?? [], others.get(tap)?.data ?? []];
      const change = largestDifference(a, b);
      const largest = Math.max(...Array.from(a, Math.abs));
      // Rounding stays below 1e-5 of the largest value; another order of colours must be seen far above it.
      expect(change / largest, card.id).toBeGreaterThan(0.01);
      await session.close();
    }
  });

  test('refuses a picture of another size', async () => {
    const session = await openNetwork({ network: 'faceres', store });
    await expect(session.run(noise(223, 1))).rejects.toThrow('takes 224 x 224 pixels in RGB, not 223 x 223');
    await session.close();
  });

  test('names the nearest network and tap', async () => {
    await expect(openNetwork({ network: 'facres', store })).rejects.toMatchObject({
      code: 'unknown-network',
      status: 2,
    });
    await expect(
      openNetwork({ network: 'faceres', taps: ['conv_pw_5_bn/batchnorm_1/add_2'], store }),
    ).rejects.toThrow('Did you mean "conv_pw_5_bn/batchnorm_1/add_1"?');
  });

  test('reads any layer of the graph', async () => {
    const layer = 'conv_dw_5/depthwise';
    const session = await openNetwork({ network: 'faceres', taps: [layer], store });
    expect((await session.run(noise(224, 1))).get(layer)?.dims).toEqual([1, 256, 28, 28]);
    await session.close();
  });
});

describe('an untrained network', () => {
  test.each(['faceres-untrained', 'mobilenet-v2-1.4-untrained'])(
    '%s keeps its activations alive',
    async (id) => {
      const card = networks.get(id);
      expect(card.untrained).toBe(true);
      const session = await openNetwork({ network: id, taps: card.taps.map((tap) => tap.name), store });
      const values = await session.run(noise(224, 9));
      for (const [tap, { data }] of values) {
        const rms = Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / data.length);
        expect(rms, tap).toBeGreaterThan(0.05);
        expect(rms, tap).toBeLessThan(10);
      }
      await session.close();
    },
  );

  test('is not the trained one, and is the same every time', async () => {
    const read = async (network: string, kept: Store) => {
      const session = await openNetwork({ network, store: kept });
      const values = await session.run(noise(224, 9));
      await session.close();
      return values.get('embedding')?.data;
    };
    const untrained = await read('faceres-untrained', store);
    expect(await read('faceres', store)).not.toEqual(untrained);
    expect(await read('faceres-untrained', memoryStore())).toEqual(untrained);
  });
});

describe('the store of converted networks', () => {
  let cache: string;
  beforeAll(async () => {
    cache = await mkdtemp(path.join(tmpdir(), 'wince-networks-'));
  });
  afterAll(() => rm(cache, { recursive: true }));

  test('is for its owner only, is used again, and is made anew where its bytes changed', async () => {
    const kept = await openStore(path.join(cache, 'own', 'deep'));
    const folder = path.join(kept.place, 'networks');
    const open = async () => {
      const session = await openNetwork({ network: 'facemesh', store: kept });
      const values = await session.run(noise(192, 3));
      await session.close();
      return values;
    };
    const first = await open();
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const files = await readdir(folder);
    expect(files).toHaveLength(1);
    const onnx = path.join(folder, files[0]);
    const before = await stat(onnx);
    expect(before.mode & 0o777).toBe(0o600);
    await open();
    expect((await stat(onnx)).ino).toBe(before.ino);
    const bytes = await readFile(onnx);
    bytes[bytes.length >> 1] ^= 1;
    await writeFile(onnx, bytes);
    expect(await open()).toEqual(first);
    expect((await stat(onnx)).ino).not.toBe(before.ino);
  });

  test('leaves nothing behind where it cannot be written', async () => {
    const folder = path.join(cache, 'in-a-file');
    const kept = await openStore(folder);
    await writeFile(path.join(folder, 'networks'), '');
    await expect(openNetwork({ network: 'facemesh', store: kept })).rejects.toMatchObject({
      code: 'network-cache-unusable',
      status: 1,
    });
  });

  test('refuses weights that are not those of the card', async () => {
    const card = networks.get('facemesh');
    const { source } = card;
    if (source.kind !== 'package') throw new Error('facemesh comes in a package');
    const changed = { ...source, weights: [{ ...source.weights[0], sha256: '0'.repeat(64) }] };
    await expect(readPackagedModel(card, changed)).rejects.toMatchObject({ code: 'network-weights-changed' });
    const absent = { ...source, package: '@wince/no-such-package' };
    await expect(readPackagedModel(card, absent)).rejects.toMatchObject({ code: 'network-package-missing' });
  });
});

function noise(size: number, seed: number): RgbImage {
  const random = randomFrom('noise', seed);
  return {
    width: size,
    height: size,
    data: Uint8Array.from({ length: size * size * 3 }, () => random.below(256)),
  };
}

/** Broad bands of colours, skin-like in the middle. */
function coloured(size: number): RgbImage {
  const data = new Uint8Array(size * size * 3);
  for (let i = 0; i < size * size; i++) {
    const x = (i % size) / size;
    const y = Math.floor(i / size) / size;
    const inside = (x - 0.5) ** 2 + (y - 0.5) ** 2 < 0.16;
    data.set(inside ? [220, 150, 120] : [40 + 100 * x, 90, 160 * y], i * 3);
  }
  return { width: size, height: size, data };
}

function sameBits(a: Float32Array | undefined, b: Float32Array | undefined): boolean {
  if (!a || !b) return false;
  const bytes = (values: Float32Array) => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return bytes(a).equals(bytes(b));
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
  return most;
}
