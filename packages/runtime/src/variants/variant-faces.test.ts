import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildHeadModel, drawFrame, makeCohort } from '@wince/phantom';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { memoryStore } from '../store/index.ts';
import { makeVariant } from './make-variant.ts';
import { variantFaces } from './variant-faces.ts';
import { importSmall } from './variant-networks.fixture.ts';

const store = memoryStore();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wince-variant-faces-'));
  const cohort = makeCohort({ subjects: 22, seed: 5, size: 160 });
  await mkdir(path.join(folder, 'ward', 'more'), { recursive: true });
  for (const [i, subject] of cohort.subjects.entries()) {
    const sample = cohort.samples.find((each) => each.subject === subject.id && each.trueLabel === 'no-pain');
    if (!sample) throw new Error('each subject has a picture without pain');
    const { width, height, data } = drawFrame(buildHeadModel(subject), sample.scene).image;
    const png = await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    await writeFile(path.join(folder, 'ward', ...(i > 11 ? ['more'] : []), `${subject.id}.png`), png);
  }
  await writeFile(path.join(folder, 'ward', 'notes.txt'), 'no picture');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('pictures of a folder: the first half by path calibrates, the second half is compared', async () => {
  const home = path.join(folder, 'home');
  await mkdir(home);
  await importSmall(home);
  const steps: string[] = [];
  const { card } = await makeVariant({
    ...{ network: 'small', precision: 'float16', pictures: path.join(folder, 'ward'), store, home },
    onStep: (step, done, total) => steps.push(`${step} ${done}/${total}`),
  });
  expect(card.source).toMatchObject({ comparison: { from: 'the second half of ward' } });
  expect(steps).toContain('find-faces 22/22');
  expect(steps.at(-1)).toMatch(/^compare (\d+)\/\1$/);
});

test('too few faces are counted, and a folder that is not there is named', async () => {
  const few = path.join(folder, 'few');
  await mkdir(few);
  const { data } = { data: Buffer.alloc(64 * 64 * 3, 90) };
  for (const name of ['a', 'b'])
    await writeFile(
      path.join(few, `${name}.png`),
      await sharp(data, { raw: { width: 64, height: 64, channels: 3 } })
        .png()
        .toBuffer(),
    );
  await expect(variantFaces({ pictures: few, store })).rejects.toMatchObject({
    code: 'too-few-faces',
    message: `A usable face was found in 0 of 1 pictures of one half of ${few}, but 8 are needed.`,
  });
  await expect(variantFaces({ pictures: path.join(few, 'none'), store })).rejects.toMatchObject({
    code: 'no-such-folder',
    message: expect.stringContaining('does not exist'),
  });
});
