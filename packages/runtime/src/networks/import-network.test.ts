import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseFeature } from '@wince/networks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { group, SHARED } from '../../../../tests/groups.ts';
import { openFeatureNetwork } from './features.ts';
import { importNetwork } from './import-network.ts';
import { openNetwork, openNetworkTensor } from './session.ts';
import { importedCards, networkCatalogue } from './store.ts';

const SMALL = path.join(SHARED, 'data/networks/small-nets');
const DETECTORS = path.join(SHARED, 'data/networks/caffe-ultraface');

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'wince-home-'));
});
afterAll(() => rm(home, { recursive: true }));

group('a network that is imported', 'shared', () => {
  test('is a feature like any other, and is kept for its owner only', async () => {
    const file = path.join(SMALL, 'tiny_vgg_f_simplenn.mat');
    const card = await importNetwork({ file, home, name: 'tiny-f' });
    expect(card).toMatchObject({
      id: 'tiny-f',
      input: { width: 79, height: 79, colour: 'rgb' },
      untrained: false,
    });
    expect(await importedCards(home)).toEqual([card]);
    expect((await readdir(path.join(home, 'tiny-f'))).sort()).toEqual([
      'card.json',
      'mean.f32',
      'network.onnx',
      'weights.bin',
    ]);
    expect((await stat(path.join(home, 'tiny-f'))).mode & 0o777).toBe(0o700);
    const known = await networkCatalogue(home);
    const specs = ['tiny-f:fc7', 'tiny-f:pool5@max'].map((text) => parseFeature(text, known));
    const network = await openFeatureNetwork({ specs, cache: home, home });
    const image = await readFile(path.join(SMALL, 'tiny_vgg_f_simplenn.image_u8_hwc.bin'));
    const tables = await network.run([{ width: 79, height: 79, data: new Uint8Array(image) }]);
    await network.close();
    expect(tables.get('tiny-f:fc7')?.columns).toBe(24);
    // The golden's fc7, from a picture whose mean was subtracted by hand.
    const input = await readFile(path.join(SMALL, 'tiny_vgg_f_simplenn.input.bin'));
    const behind = await openNetworkTensor({ network: 'tiny-f', taps: ['fc7'], cache: home, home });
    const wanted = (await behind.run(new Float32Array(new Uint8Array(input).buffer))).get('fc7')?.data ?? [];
    await behind.close();
    for (const [i, value] of (tables.get('tiny-f:fc7')?.data ?? []).entries())
      expect(value).toBeCloseTo(wanted[i], 3);
  });

  test('from Caffe and from ONNX gives the same boxes', async () => {
    const colours = { mean: '127,127,127', scale: 1 / 128, colour: 'rgb', home, domain: 'faces' } as const;
    const caffe = await importNetwork({
      ...colours,
      file: path.join(DETECTORS, 'slim-320.caffemodel'),
      prototxt: path.join(DETECTORS, 'slim-320.prototxt'),
    });
    const onnx = await importNetwork({
      ...colours,
      file: path.join(DETECTORS, 'version-slim-320_without_postprocessing.onnx'),
    });
    const data = new Uint8Array(await readFile(path.join(DETECTORS, 'golden/input_rgb_u8_240x320x3.bin')));
    const boxes = await Promise.all(
      [caffe, onnx].map(async ({ id }) => {
        const session = await openNetwork({ network: id, taps: ['boxes'], cache: home, home });
        const values = await session.run({ width: 320, height: 240, data });
        await session.close();
        return values.get('boxes')?.data ?? new Float32Array();
      }),
    );
    const largest = boxes[0].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const difference = boxes[0].reduce((most, value, i) => Math.max(most, Math.abs(value - boxes[1][i])), 0);
    expect(difference / largest).toBeLessThanOrEqual(1e-5);
  });

  test('is refused where its preprocessing is not known, and where its name is taken', async () => {
    const file = path.join(SMALL, 'tiny_padpool_v1.caffemodel');
    const prototxt = path.join(SMALL, 'tiny_padpool_v1.prototxt');
    await expect(importNetwork({ file, prototxt, home })).rejects.toMatchObject({
      code: 'unclear-preprocessing',
      status: 2,
    });
    await expect(importNetwork({ file, prototxt, home, mean: '1,2' })).rejects.toMatchObject({
      code: 'bad-mean',
    });
    const named = importNetwork({ file, prototxt, home, mean: 'none', name: 'faceres' });
    await expect(named).rejects.toMatchObject({ code: 'network-name-taken' });
    const other = path.join(SMALL, 'tiny_vgg_f_v1.prototxt');
    await expect(importNetwork({ file, prototxt: other, home, mean: 'none' })).rejects.toThrow(
      'in layer "conv1"',
    );
    await expect(importNetwork({ file: prototxt, home })).rejects.toMatchObject({
      code: 'unknown-network-format',
    });
  });

  test('is found out where its stored file changed', async () => {
    const file = path.join(home, 'tiny-f', 'weights.bin');
    const bytes = await readFile(file);
    bytes[bytes.length >> 1] ^= 1;
    await writeFile(file, bytes);
    await expect(openNetwork({ network: 'tiny-f', cache: home, home })).rejects.toMatchObject({
      code: 'bad-network-store',
    });
  });
});
