import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaceAnalyser, openFaceAnalyser } from '../packages/runtime/src/measure/faces/index.ts';
import { memoryStore } from '../packages/runtime/src/store/index.ts';
import { tryDetector } from './face-detection.ts';

const store = memoryStore();
let analyser: FaceAnalyser;

beforeAll(async () => {
  analyser = await openFaceAnalyser({ store });
});

afterAll(async () => {
  await analyser.close();
});

// The full figures, over 100 subjects, come from tests/long/phantom.ts.
describe('the default detector on the phantom', () => {
  it.each(['neutral', 'pain'] as const)('finds upright faces without occlusion (%s)', async (expressions) => {
    const result = await tryDetector(analyser, { subjects: 8, seed: 11, lie: 'upright', expressions });
    expect(result.pictures).toBeGreaterThan(6);
    expect(result.found / result.pictures).toBeGreaterThanOrEqual(0.95);
    for (const group of ['brow', 'lids', 'mouth']) expect(result.error[group]).toBeLessThan(0.12);
    if (expressions === 'neutral') expect(result.error.all).toBeLessThan(0.08);
  });

  it('finds faces at any angle', async () => {
    const result = await tryDetector(analyser, {
      subjects: 8,
      seed: 12,
      lie: 'any angle',
      expressions: 'pain',
    });
    expect(result.found / result.pictures).toBeGreaterThanOrEqual(0.9);
  });
});
