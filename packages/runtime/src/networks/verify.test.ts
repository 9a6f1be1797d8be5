import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readMatConvNet } from '@wince/networks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { group, SHARED } from '../../../../tests/groups.ts';
import { layersOfGraph } from './layers.ts';
import { verifyLayers } from './verify.ts';

const SMALL = path.join(SHARED, 'data/networks/small-nets');
const NAME = 'tiny_vgg_f_simplenn';

group('a network beside the activations of another implementation', 'shared', () => {
  let folder: string;
  let golden: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'wince-golden-'));
    golden = path.join(folder, `${NAME}.golden.json`);
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function verified(file = golden) {
    const bytes = await readFile(path.join(SMALL, `${NAME}.mat`));
    const { graph, preprocessing } = await readMatConvNet({ bytes });
    return verifyLayers(layersOfGraph(graph), file, { preprocessing });
  }

  /** The golden, with one of its files changed. */
  async function change(ending: string, edit: (bytes: Buffer) => Buffer | undefined): Promise<void> {
    await cp(SMALL, folder, { recursive: true });
    const file = path.join(folder, NAME + ending);
    const bytes = await readFile(file);
    await writeFile(file, edit(bytes) ?? bytes);
  }

  test('agrees at every layer, and in its preprocessing', async () => {
    const { layers, preprocessing, departsAt } = await verified(path.join(SMALL, `${NAME}.golden.json`));
    expect(layers).toHaveLength(21);
    expect(preprocessing).toMatchObject({ layer: 'preprocessing', shape: [3, 79, 79], agrees: true });
    expect(departsAt).toBeUndefined();
  });

  test('departs first where the first number is another', async () => {
    const { activations } = JSON.parse(await readFile(path.join(SMALL, `${NAME}.golden.json`), 'utf8'));
    const offset = (name: string) =>
      activations.find(({ layer }: { layer: string }) => layer === name).offset_bytes;
    await change('.activations.bin', (bytes) => {
      for (const at of [offset('fc6'), offset('pool2') + 8])
        bytes.writeFloatLE(bytes.readFloatLE(at) + 1, at);
      return undefined;
    });
    const { layers, departsAt } = await verified();
    expect(departsAt).toBe('pool2');
    expect(layers.filter(({ agrees }) => !agrees).map(({ layer }) => layer)).toEqual(['pool2', 'fc6']);
  });

  test('departs in its preprocessing where red and blue are swapped', async () => {
    await change('.image_u8_hwc.bin', (bytes) => {
      for (let i = 0; i < bytes.length; i += 3) bytes.set([bytes[i + 2], bytes[i + 1], bytes[i]], i);
      return undefined;
    });
    const { layers, departsAt } = await verified();
    expect(departsAt).toBe('preprocessing');
    expect(layers.every(({ agrees }) => agrees)).toBe(true);
  });

  test.each<[string, string, (bytes: Buffer) => Buffer, string]>([
    [
      'a picture of another size',
      '.image_u8_hwc.bin',
      (bytes) => bytes.subarray(3),
      'are not a picture of 79 x 79',
    ],
    ['an input of another size', '.input.bin', (bytes) => bytes.subarray(4), 'its input has'],
    ['half a number', '.input.bin', (bytes) => bytes.subarray(1), 'not a whole number of float32'],
    ['activations that end', '.activations.bin', (bytes) => bytes.subarray(0, 4000), 'its layer "conv1" has'],
    [
      'a layer that the network has not',
      '.golden.json',
      (bytes) => Buffer.from(bytes.toString().replace('"pool2"', '"pool9"')),
      'it has the layer "pool9", but the network does not have it',
    ],
    ['not a description', '.golden.json', () => Buffer.from('{}'), 'it is not a description of activations'],
  ])('is refused %s', async (_, ending, edit, message) => {
    await change(ending, edit);
    await expect(verified()).rejects.toMatchObject({ code: 'bad-golden' });
    await expect(verified()).rejects.toThrow(message);
  });
});
