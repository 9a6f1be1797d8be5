import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type NetworkCard, parseNetworkFeature } from '@wince/networks';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openFeatureNetwork } from '../networks/features.ts';
import { findNetwork, networkCatalogue } from '../networks/imported.ts';
import { testNetwork } from '../networks/self-test.ts';
import { memoryStore } from '../store/index.ts';
import { makeVariantOn, type VariantRequest } from './make-variant.ts';
import { importSmall, patches } from './variant-networks.fixture.ts';

const store = memoryStore();
let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'wince-variants-'));
  await importSmall(home);
});
afterAll(() => rm(home, { recursive: true, force: true }));

const FACES = { calibration: patches(0, 12), heldOut: patches(100, 12) };

function make(request: Partial<VariantRequest> = {}) {
  const asked = { network: 'small', precision: 'float16', store, home, ...request } as const;
  return makeVariantOn(asked, async () => FACES);
}

async function valuesOf(network: string, tap: string): Promise<Float32Array> {
  const spec = parseNetworkFeature(`${network}:${tap}`, await networkCatalogue(home));
  const opened = await openFeatureNetwork({ specs: [spec], store, home });
  try {
    const images = FACES.heldOut.faces.map(({ colour }) => colour);
    return (await opened.run(images)).get(spec.name)?.data ?? new Float32Array();
  } finally {
    await opened.close();
  }
}

function sourceOf({ source }: NetworkCard) {
  if (source.kind !== 'variant') throw new Error('a variant was expected');
  return source;
}

async function identityOf(network: string): Promise<string> {
  const specs = [parseNetworkFeature(network, await networkCatalogue(home))];
  const opened = await openFeatureNetwork({ specs, store, home });
  await opened.close();
  return opened.features[0].identity;
}

describe('a float16 variant', () => {
  test('is a network of its own: half of the size, other keys, and a card that says what it was made of', async () => {
    const { card, originalBytes } = await make();
    const { bytes, ...source } = sourceOf(card);
    expect(card).toMatchObject({ id: 'small-float16', title: 'Imported from small.onnx, in float16' });
    expect(source).toMatchObject({ of: 'small', precision: 'float16', calibration: null });
    expect(source.comparison).toMatchObject({ pictures: 12, from: 'patches' });
    expect(source.comparison.taps.map(({ tap }) => tap)).toEqual(card.taps.map(({ name }) => name));
    expect(bytes / originalBytes).toBeLessThan(0.6);
    expect(await findNetwork('small-float16', home)).toEqual(card);
    expect(await identityOf('small-float16')).not.toBe(await identityOf('small'));
  });

  test('gives at every tap what its card says, which is what float16 weights do to it', async () => {
    const { card } = await make({ as: 'halved' });
    for (const { tap, error } of sourceOf(card).comparison.taps) {
      const [wanted, found] = [await valuesOf('small', tap), await valuesOf('halved', tap)];
      expect(error).toBeCloseTo(differenceOfSpread(wanted, found, 12), 9);
      expect(error).toBeGreaterThan(0);
      expect(error).toBeLessThan(0.005);
    }
  });

  test('is tested as imported networks are', async () => {
    await make();
    const tested = await testNetwork({ network: 'small-float16', store, home });
    expect(tested).toMatchObject({ agrees: true, against: expect.stringContaining('imported') });
  });

  test('is made of a network that comes with wince, too', async () => {
    const { card } = await make({ network: 'mobilenet-v2-1.4' });
    expect(sourceOf(card).comparison.taps.length).toBe(20);
  });

  test('gives no layer that was not compared', async () => {
    await make();
    const specs = [{ name: 'w1', network: 'small-float16', tap: 'w1', pool: 'whole' }] as const;
    await expect(openFeatureNetwork({ specs, store, home })).rejects.toMatchObject({
      code: 'unknown-tap',
      message: expect.stringContaining('no layer "w1" that was compared with "small"'),
    });
  });

  test('whose weights float16 does not reach is refused by their name', async () => {
    const own = await mkdtemp(path.join(tmpdir(), 'wince-variants-far-'));
    await importSmall(own, (tensor) =>
      tensor.name === 'w2' && tensor.values.field === 9
        ? { ...tensor, values: { field: 9, raw: withFirst(tensor.values.raw, 70_000) } }
        : tensor,
    );
    await expect(make({ home: own })).rejects.toMatchObject({
      code: 'variant-refused',
      message: expect.stringContaining('"w2" have a value beyond 65504 (float16 does not hold 70000)'),
    });
    await rm(own, { recursive: true });
  });

  test('that suffers is refused with the layer and the figure, and leaves nothing behind', async () => {
    const own = await mkdtemp(path.join(tmpdir(), 'wince-variants-low-'));
    // So small that float16 has one digit of them, and their layer is their bias but for it.
    await importSmall(own, (tensor) =>
      tensor.name === 'w2' && tensor.values.field === 9
        ? { ...tensor, values: { field: 9, raw: times(tensor.values.raw, 1e-6) } }
        : tensor,
    );
    const before = await readdir(own, { recursive: true });
    await expect(make({ home: own })).rejects.toMatchObject({
      code: 'variant-suffers',
      message: expect.stringMatching(
        /^"small" suffers in float16: the layer "\w+" differs by [\d.]+ % .* 2\.0 % and 0\.9998/,
      ),
    });
    expect(await readdir(own, { recursive: true })).toEqual(before);
    await rm(own, { recursive: true });
  });
});

describe('no variant is made', () => {
  test.each([
    ['facemesh', 'it finds faces or their landmarks'],
    ['blazeface', 'it finds faces or their landmarks'],
    ['speech-embedding', 'it hears'],
    ['silero-vad', 'it hears'],
  ])('of %s, since %s', async (network, reason) => {
    await expect(make({ network })).rejects.toMatchObject({
      code: 'variant-refused',
      message: expect.stringContaining(`"${network}" cannot have a variant: ${reason}`),
    });
  });

  test('on another device than the processor', async () => {
    vi.stubEnv('WINCE_DEVICE', 'webgpu');
    try {
      await expect(make()).rejects.toMatchObject({
        code: 'variant-refused',
        message: expect.stringContaining('networks run on "webgpu"'),
      });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('of a variant, of a network that is not there, or under the name of another network', async () => {
    await make();
    await expect(make({ network: 'small-float16' })).rejects.toMatchObject({
      message: expect.stringContaining('it is a variant of "small"'),
      hint: 'Make the variant of "small".',
    });
    await expect(make({ network: 'nothing' })).rejects.toMatchObject({ code: 'unknown-network' });
    for (const as of ['small', 'faceres', 'Small'])
      await expect(make({ as })).rejects.toMatchObject({ code: 'network-name-taken' });
  });
});

/** Root of the mean squared difference as a share of the root of the mean squared distance from the column's mean. */
function differenceOfSpread(wanted: Float32Array, found: Float32Array, rows: number): number {
  const columns = wanted.length / rows;
  const means = Array.from({ length: columns }, (_, c) => {
    const column = Array.from({ length: rows }, (_, r) => wanted[r * columns + c]);
    return column.reduce((sum, value) => sum + value, 0) / rows;
  });
  const squares = wanted.reduce((sum, value, i) => sum + (value - found[i]) ** 2, 0);
  const spread = wanted.reduce((sum, value, i) => sum + (value - means[i % columns]) ** 2, 0);
  return Math.sqrt(squares / spread);
}

function withFirst(raw: Uint8Array, value: number): Uint8Array {
  const changed = raw.slice();
  new DataView(changed.buffer).setFloat32(0, value, true);
  return changed;
}

function times(raw: Uint8Array, factor: number): Uint8Array {
  return new Uint8Array(new Float32Array(raw.slice().buffer).map((value) => value * factor).buffer);
}
