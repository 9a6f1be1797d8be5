import { type CoverableRegion, type FoundFace, faceParameters } from '@wince/core';
import {
  type Bedside,
  buildHeadModel,
  drawFrame,
  drawSubject,
  NO_BEDSIDE,
  PLAIN_SCENE,
} from '@wince/phantom';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { memoryStore } from '../../store/index.ts';
import { type FaceAnalyser, openFaceAnalyser } from './analyser.ts';

const store = memoryStore();
let analyser: FaceAnalyser;
beforeAll(async () => {
  analyser = await openFaceAnalyser({ store });
});
afterAll(() => analyser.close());

async function analysed(subject: number, bedside: Partial<Bedside>, own = analyser): Promise<FoundFace> {
  const model = buildHeadModel(drawSubject(`covered-${subject}`, 21, { monk: 2 + 2 * subject }));
  const scene = { ...PLAIN_SCENE, size: 224, seed: subject, bedside: { ...NO_BEDSIDE, ...bedside } };
  const face = await own.analyse(drawFrame(model, scene).image);
  if (face.status === 'no-face') throw new Error(face.reason);
  return face;
}

function covered({ covering }: FoundFace): readonly string[] {
  return Object.entries(covering).flatMap(([region, { seen }]) => (seen ? [] : [region]));
}

test.each([0, 1, 2, 3])('nothing of the bare face %i is covered, nor under a tube', async (subject) => {
  expect(covered(await analysed(subject, {}))).toEqual([]);
  expect(covered(await analysed(subject, { cannula: true }))).toEqual([]);
});

test.each([1, 3])(
  'a blanket up to the nose covers the mouth of face %i, which is set aside',
  async (subject) => {
    const face = await analysed(subject, { blanket: 1 });
    expect(covered(face)).toContain('mouth');
    expect(face.status).toBe('poor-quality');
    expect(face.reason).toMatch(/^covered: mouth( \(blanket\))?(;|$)/);
  },
);

test.each([2, 4])('a soother covers the mouth of face %i, and is named', async (subject) => {
  const face = await analysed(subject, { soother: true });
  expect(face.status).toBe('poor-quality');
  expect(face.reason).toMatch(/^covered: mouth \(soother\)(;|$)/);
  expect(face.covering.brow).toMatchObject({ seen: true, cause: null });
});

test('what is needed is a parameter', async () => {
  const needed: readonly CoverableRegion[] = ['brow'];
  const lenient = await openFaceAnalyser({
    store,
    parameters: faceParameters.parse({ covering: { needed } }),
  });
  const face = await analysed(1, { blanket: 1 }, lenient);
  expect(face.reason).not.toContain('covered');
  expect(face.covering.mouth.seen).toBe(false);
  await lenient.close();
});
