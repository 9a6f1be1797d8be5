import { type RgbImage, randomFrom } from '@wince/core';
import { parseNetworkFeature } from '@wince/networks';
import { expect, test } from 'vitest';
import { memoryStore } from '../store/index.ts';
import { openFeatureNetwork } from './features.ts';

const store = memoryStore();

const SPECS = [
  'faceres',
  'faceres:conv_pw_5@mean',
  'faceres:conv_pw_5@pyramid',
  'faceres:conv_pw_13_relu',
  'faceres@mean',
];

test('names the columns and fills one row a picture', async () => {
  const network = await openFeatureNetwork({ specs: SPECS.map((text) => parseNetworkFeature(text)), store });
  const tables = await network.run([1, 2].map(noise));
  expect(network.features.map(({ spec, columns }) => [spec.name, columns.length, columns[3]])).toEqual([
    ['faceres', 1024, 'faceres 3'],
    ['faceres:conv_pw_5@mean', 256, 'faceres:conv_pw_5@mean 3'],
    ['faceres:conv_pw_5@pyramid', 256 * 21, 'faceres:conv_pw_5@pyramid 3'],
    ['faceres:conv_pw_13_relu', 1024 * 49, 'faceres:conv_pw_13_relu 3'],
    ['faceres@mean', 1024, 'faceres@mean 3'],
  ]);
  for (const { spec, columns } of network.features) {
    const table = tables.get(spec.name);
    expect([table?.rows, table?.columns]).toEqual([2, columns.length]);
    expect(table?.data.every(Number.isFinite)).toBe(true);
  }
  // The network's own last step is the mean of its last map.
  const [own, mean] = [tables.get('faceres')?.data ?? [], tables.get('faceres@mean')?.data ?? []];
  for (let i = 0; i < own.length; i++) expect(mean[i]).toBeCloseTo(own[i], 5);
  await network.close();
});

test('gives a picture the same bits whatever else is read or run', async () => {
  const unlisted = 'faceres:conv_dw_5/depthwise@max';
  const [many, one] = await Promise.all(
    [[...SPECS, unlisted], ['faceres']].map((texts) =>
      openFeatureNetwork({ specs: texts.map((text) => parseNetworkFeature(text)), store }),
    ),
  );
  const together = (await many.run([noise(1), noise(2)])).get('faceres');
  const alone = (await one.run([noise(2)])).get('faceres');
  expect(together?.data.subarray(1024)).toEqual(alone?.data);
  await many.close();
  await one.close();
});

test('tells features apart by what their numbers depend on', async () => {
  const identities = async (texts: readonly string[]) => {
    const network = await openFeatureNetwork({
      specs: texts.map((text) => parseNetworkFeature(text)),
      store,
    });
    await network.close();
    return network.features.map((feature) => feature.identity);
  };
  const first = await identities(['faceres', 'faceres@mean', 'faceres@max']);
  const [untrained] = await identities(['faceres-untrained']);
  expect(new Set([...first, untrained]).size).toBe(4);
  expect(await identities(['faceres@max', 'faceres'])).toEqual([first[2], first[0]]);
});

test('refuses features of two networks, and a vector that is to be pooled', async () => {
  const specs = ['faceres', 'mobilenet-v2-1.4'].map((text) => parseNetworkFeature(text));
  await expect(openFeatureNetwork({ specs, store })).rejects.toMatchObject({ code: 'bad-feature' });
  const vector = [parseNetworkFeature('faceres:age_pred/Softmax@mean')];
  await expect(openFeatureNetwork({ specs: vector, store })).rejects.toMatchObject({
    code: 'bad-feature',
    status: 2,
  });
});

function noise(seed: number): RgbImage {
  const random = randomFrom('noise', seed);
  return {
    width: 224,
    height: 224,
    data: Uint8Array.from({ length: 224 * 224 * 3 }, () => random.below(256)),
  };
}
