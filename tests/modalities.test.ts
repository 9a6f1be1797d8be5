import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExperiment, randomFrom } from '@wince/core';
import { evaluate, extract, modelForPage, predict, train } from '@wince/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawnCry } from '../packages/core/src/sound/drawn-sound.fixture.ts';
import { wavBytes } from '../packages/runtime/src/media/sound.fixture.ts';

/** Recordings of sound of four neonates: two modalities that are measured in it, from the data set to a prediction. */
const SUBJECTS = 4;
const RATE = 16_000;
const CELL = 'deep+cry~mean/none/naive-bayes';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-modalities-'));
  const random = randomFrom('modalities');
  const rows: string[] = [];
  await mkdir(join(folder, 'ward'));
  for (let subject = 0; subject < SUBJECTS; subject++) {
    for (const label of ['pain', 'calm']) {
      const hertz = (label === 'pain' ? 620 : 420) + 40 * random.next();
      const path = `s${subject}-${label}.wav`;
      await writeFile(
        join(folder, 'ward', path),
        recording(drawnCry({ sampleRate: RATE, hertz, breaths: 1 })),
      );
      rows.push(`${path},s${subject},${label}`);
    }
  }
  await writeFile(join(folder, 'ward', 'dataset.csv'), `path,subject,label\n${rows.join('\n')}\n`);
  await writeFile(join(folder, 'ward', 'dataset.yaml'), 'positive: pain\nname: drawn cries\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const recording = (sound: Float32Array) => wavBytes([Float64Array.from(sound)], RATE, 's16');

function experiment() {
  return parseExperiment(
    {
      ...{ dataset: join(folder, 'ward'), selection: ['none'], classifiers: ['naive-bayes'] },
      fusion: { modalities: { deep: 'speech-embedding', cry: 'cry' }, how: ['mean'] },
    },
    'a test',
  );
}

test('sound alone is extracted, evaluated, trained and predicted, and a recording that lacks a modality is answered', async () => {
  const work = { cache: join(folder, 'cache'), workers: 1 };
  const { tables } = await extract(experiment(), { out: join(folder, 'tables'), ...work });
  expect(tables.map(({ family, rows }) => [family, rows])).toEqual([
    ['speech-embedding', 2 * SUBJECTS],
    ['cry', 2 * SUBJECTS],
  ]);
  const { metrics } = await evaluate(experiment(), { out: join(folder, 'run'), ...work, faces: false });
  expect(metrics.cells.map(({ features }) => features)).toEqual(['deep', 'cry', 'deep+cry~mean']);
  for (const { auc, samples } of metrics.cells) {
    expect(samples).toBe(2 * SUBJECTS);
    expect(auc).toBeGreaterThan(0.8);
  }
  const model = join(folder, 'cries.wince');
  await train(experiment(), { cell: CELL, leaveOut: ['s0'], out: model, ...work });
  // Shorter than a window of the network, and long enough for a cry.
  const short = drawnCry({ sampleRate: RATE, hertz: 640, breaths: 1 }).slice(
    0.35 * RATE,
    0.35 * RATE + 12_400,
  );
  await writeFile(join(folder, 'short.wav'), recording(short));
  const paths = [
    join(folder, 'ward', 's0-pain.wav'),
    join(folder, 'ward', 's0-calm.wav'),
    join(folder, 'short.wav'),
  ];
  const { predictions } = await predict(paths, { model, ...work });
  expect(predictions.map(({ modalities }) => modalities)).toEqual([
    { used: ['deep', 'cry'], missing: [] },
    { used: ['deep', 'cry'], missing: [] },
    { used: ['cry'], missing: ['deep'] },
  ]);
  const [pain, calm, part] = predictions.map(({ score }) => score.value ?? Number.NaN);
  expect(pain).toBeGreaterThan(calm);
  expect(part).toBeGreaterThan(0.5);
  // The monitor of a page scores frames: it says why it does not take this model.
  await expect(modelForPage(model, work.cache)).rejects.toMatchObject({
    code: 'not-in-page',
    message: expect.stringMatching(
      /cries\.wince looks at (speech-embedding|cry), which a page does not have/,
    ),
  });
}, 120_000);
