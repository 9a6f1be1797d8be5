import { randomFrom } from '@wince/core';
import { networks as catalogue, nodeOf, type Preprocessing } from '@wince/networks';
import { beforeAll, describe, expect, test } from 'vitest';
import { memoryStore } from '../store/index.ts';
import { openNetwork } from './session.ts';
import { startTfjs } from './tfjs-agreement.fixture.ts';
import { peerModel, peerValues } from './tfjs-numbers.fixture.ts';

/** The networks beside TensorFlow.js with its WebAssembly backend, on the same pictures, at every tap of the cards. */
describe('TensorFlow.js gives the same numbers', () => {
  const store = memoryStore();
  beforeAll(startTfjs);

  test.each(['faceres', 'mobilenet-v2-1.4', 'blazeface', 'facemesh'])('%s', async (id) => {
    const card = catalogue.get(id);
    const taps = card.taps.map((tap) => tap.name);
    const session = await openNetwork({ network: id, taps, store });
    const model = await peerModel(id);
    const image = picture(card.input, id);
    const values = await session.run(image);
    const expected = await peerValues(
      model,
      card.input,
      image,
      taps.map((tap) => nodeOf(card, tap)),
    );
    const tolerance = id === 'blazeface' ? 1e-4 : 1e-5;
    for (const [i, { name, shape }] of card.taps.entries()) {
      const found = values.get(name);
      expect(found?.dims).toEqual([1, ...shape]);
      const difference = largestDifference(found?.data ?? new Float32Array(), expected[i]);
      // Rounding happens before an activation: its scale is that of the sums, which a ReLU up to 6 cuts off.
      const before = taps.indexOf(name.replace(/_relu$/, ''));
      const scale = name === 'presence' ? 1 : Math.max(largest(expected[i]), largest(expected[before]));
      expect(difference / scale, name).toBeLessThanOrEqual(tolerance);
    }
    await session.close();
    model.dispose();
  });

  test('and more slowly', async () => {
    const card = catalogue.get('faceres');
    const session = await openNetwork({ network: 'faceres', store, threads: 2 });
    const model = await peerModel('faceres');
    const image = picture(card.input, 'speed');
    const nodes = card.outputs.map((tap) => nodeOf(card, tap));
    const ours = await median(() => session.run(image));
    const theirs = await median(() => peerValues(model, card.input, image, nodes));
    console.log(
      `faceres: ${ours.toFixed(1)} ms, TensorFlow.js (WebAssembly) ${theirs.toFixed(1)} ms a picture`,
    );
    expect(ours).toBeLessThan(theirs);
    await session.close();
    model.dispose();
  });
});

/** Smooth blobs of colour with a little noise, fixed by a seed: neither flat nor white noise. */
function picture({ width, height }: Pick<Preprocessing, 'width' | 'height'>, seed: string) {
  const random = randomFrom('picture', seed);
  const waves = Array.from({ length: 18 }, () => [
    random.next() * 0.1,
    random.next() * 0.1,
    random.next() * 7,
  ]);
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) {
    const x = Math.floor(i / 3) % width;
    const y = Math.floor(i / 3 / width);
    let value = 128 + 10 * random.normal();
    for (let k = i % 3; k < waves.length; k += 3) {
      value += 25 * Math.sin(waves[k][0] * x + waves[k][1] * y + waves[k][2]);
    }
    data[i] = Math.min(255, Math.max(0, Math.round(value)));
  }
  return { width, height, data };
}

async function median(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 12; i++) {
    const start = performance.now();
    await work();
    // The first two warm up.
    if (i > 1) times.push(performance.now() - start);
  }
  return times.toSorted((a, b) => a - b)[times.length >> 1];
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError(`${a.length} numbers beside ${b.length}`);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}
