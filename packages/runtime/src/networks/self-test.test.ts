import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layerDifference, networks, referenceNumbers, soundNetworks } from '@wince/networks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onnxFile } from '../../../networks/src/fixtures/onnx-file.fixture.ts';
import { memoryStore } from '../store/index.ts';
import { importNetwork } from './import-network.ts';
import { testNetwork } from './self-test.ts';
import { importSoundNetwork } from './sound/index.ts';
import { isReadByTfjs, tfjsNumbers } from './tfjs-numbers.fixture.ts';

let home: string;
const store = memoryStore();
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'wince-self-test-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

describe('a built-in network', () => {
  test('each has numbers to compare with', () => {
    const all = [...networks.entries, ...soundNetworks.entries].map(({ id }) => id);
    expect(Object.keys(referenceNumbers).toSorted()).toEqual(all.toSorted());
  });

  const read = networks.entries.filter(isReadByTfjs);
  test.each(read.map((card) => [card.id, card] as const))(
    '%s: the numbers are those of TensorFlow.js',
    async (id, card) => {
      const { by, layers } = referenceNumbers[id];
      expect(by).toMatch(/^TensorFlow\.js \d/);
      for (const [i, found] of (await tfjsNumbers(card)).entries())
        expect(layerDifference(found, layers[i])).toBeLessThanOrEqual(1e-6 * layers[i].largest);
    },
  );

  test.each([
    'faceres',
    'mobilenet-v2-1.4',
    'blazeface',
    'facemesh',
    'facemesh-attention',
    'faceres-untrained',
    'speech-embedding',
    'silero-vad',
  ])('%s gives them', async (network) => {
    const steps: string[] = [];
    const tested = await testNetwork({ network, store, home, onStep: (step) => steps.push(step) });
    expect(tested).toMatchObject({ network, agrees: true, against: referenceNumbers[network].by });
    expect(steps).toEqual(['read-network', 'run-network']);
    for (const { difference, largest, values } of tested.layers) {
      expect(values).toBeGreaterThan(0);
      expect(difference).toBeLessThanOrEqual(tested.tolerance * largest);
    }
  });
});

describe('an imported network', () => {
  const nodes = [{ type: 'Abs', inputs: ['x'], outputs: ['y'] }];
  const write = async (name: string, input: readonly (number | string)[]) => {
    const file = join(home, name);
    await writeFile(file, onnxFile({ nodes, outputs: ['y'], input }));
    return file;
  };

  test('gives what it gave when it was imported, and is told to depart where that was another number', async () => {
    const file = await write('seen.onnx', [1, 3, 8, 8]);
    await importNetwork({ file, home, mean: 'none' });
    const tested = await testNetwork({ network: 'seen', store, home });
    expect(tested).toMatchObject({ agrees: true, layers: [{ layer: 'y', values: 192, difference: 0 }] });
    expect(tested.against).toMatch(/^what it gave when it was imported \(ONNX Runtime /);
    const card = join(home, 'seen', 'card.json');
    const written = JSON.parse(await readFile(card, 'utf8'));
    written.self_test.layers[0].some[3] += 1;
    await writeFile(card, JSON.stringify(written));
    expect(await testNetwork({ network: 'seen', store, home })).toMatchObject({
      agrees: false,
      layers: [{ difference: 1, agrees: false }],
    });
    // One that was imported before numbers were kept has nothing to compare with, and says so.
    delete written.self_test;
    await writeFile(card, JSON.stringify(written));
    expect(await testNetwork({ network: 'seen', store, home })).toMatchObject({
      ...{ agrees: null, against: null },
      layers: [{ difference: null, agrees: null }],
    });
  });

  test('that hears is tested in the same way', async () => {
    await importSoundNetwork({ file: await write('heard.onnx', [1, 'samples']), home, rate: 8000 });
    expect(await testNetwork({ network: 'heard', store, home })).toMatchObject({ agrees: true });
  });

  test('is not replaced where that is not wanted', async () => {
    const file = await write('kept.onnx', [1, 3, 8, 8]);
    const request = { file, home, mean: 'none', replace: false } as const;
    await importNetwork(request);
    await expect(importNetwork(request)).rejects.toMatchObject({ code: 'network-name-taken' });
    await importNetwork({ ...request, replace: true });
    const sound = { file: await write('kept-sound.onnx', [1, 'samples']), home, rate: 8000, replace: false };
    await importSoundNetwork(sound);
    await expect(importSoundNetwork(sound)).rejects.toMatchObject({ code: 'network-name-taken' });
  });

  test('whose files have changed is refused', async () => {
    const file = await write('changed.onnx', [1, 3, 4, 4]);
    const { source } = await importNetwork({ file, home, mean: 'none' });
    const converted = source.kind === 'file' ? source.converted : '';
    await writeFile(join(home, '.content', converted, 'network.onnx'), 'other');
    await expect(testNetwork({ network: 'changed', store, home })).rejects.toMatchObject({
      code: 'bad-network-store',
    });
  });
});

describe('what is refused by its content, whatever its name is', () => {
  test.each([
    ['a pickle of protocol 4', '\x80\x04\x95\x10\0\0\0\0\0\0\0\x8c\x02os'],
    ['a pickle of protocol 2, as PyTorch wrote models', '\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.'],
    ['a pickle of protocol 0', "cos\nsystem\n(S'true'\ntR."],
    ['a model of PyTorch', 'PK\x03\x04\0\0\x08\x08archive/data.pkl'],
    ['a gzip bomb', '\x1f\x8b\x08\0\0\0\0\0'],
  ])('%s', async (name, content) => {
    for (const ending of ['onnx', 'mat', 'json', 'tflite', 'caffemodel']) {
      const file = join(home, `${name}.${ending}`);
      await writeFile(file, Buffer.from(content, 'latin1'));
      await expect(importNetwork({ file, home, mean: 'none' })).rejects.toMatchObject({
        code: 'unknown-network-format',
        message: expect.stringMatching(/pickle|archive|gzip/),
      });
    }
    const sound = importSoundNetwork({ file: join(home, `${name}.onnx`), home, rate: 8000 });
    await expect(sound).rejects.toMatchObject({ code: 'unknown-network-format' });
  });
});
