import { randomFrom } from '@wince/core';
import {
  buildHeadModel,
  type Condition,
  drawExpression,
  drawFrame,
  drawSubject,
  PLAIN_SCENE,
} from '@wince/phantom';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { memoryStore } from '../store/index.ts';
import { addFiles, testFolder } from './dataset-folder.fixture.ts';
import { checkFaces } from './faces-check.ts';
import { readDataset } from './read.ts';

const store = memoryStore();
const CONDITIONS: readonly Condition[] = ['rest', 'sleep', 'yawn', 'pain'];

/** Pictures of drawn neonates, ten of each condition and one in pain, drawn once. */
const drawn = Array.from({ length: 10 }, (_, i) => {
  const model = buildHeadModel(drawSubject(`face-${i}`, 11));
  const random = randomFrom('faces check', i);
  return CONDITIONS.filter((condition) => condition !== 'pain' || i === 0).map((condition) => {
    const { actions, gaze, flush } = drawExpression(condition, 0, 1, false, random);
    const scene = { ...PLAIN_SCENE, size: 200, seed: i, actions, gaze, flush };
    return { name: `${condition}-${i}.png`, condition, image: drawFrame(model, scene).image };
  });
}).flat();

async function codesOf(conditions: readonly Condition[], wider = 1): Promise<readonly string[]> {
  const chosen = drawn.filter(({ condition }) => conditions.includes(condition));
  const rows = chosen.map(({ name, condition }, i) => {
    return `${name},S${i % 5},${condition === 'pain' ? 'pain' : 'calm'}\n`;
  });
  const folder = await testFolder({ 'dataset.csv': `path,subject,label\n${rows.join('')}` });
  await addFiles(folder, { 'dataset.yaml': 'positive: pain\n' });
  for (const { name, image } of chosen) {
    const { width, height, data } = image;
    const file = await sharp(data, { raw: { width, height, channels: 3 } })
      .resize(Math.round(width * wider), height, { fit: 'fill' })
      .png()
      .toBuffer();
    await addFiles(folder, { [name]: file });
  }
  const findings = await checkFaces(await readDataset(folder), { store });
  return findings.map(({ code }) => code);
}

test('kinds of faces that a task lacks are told by lids and lips', async () => {
  expect(await codesOf(['pain', 'rest'])).toEqual(['no-calm-closed-eyes', 'no-open-mouth']);
  expect(await codesOf(['pain', 'rest', 'sleep', 'yawn'])).toEqual([]);
}, 120_000);

test('pictures that are stretched are told, with the factor', async () => {
  expect(await codesOf(['sleep'], 1.4)).toEqual(['stretched-pictures']);
}, 120_000);
