import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { randomFrom } from '../packages/core/src/index.ts';
import { type Bedside, buildHeadModel, drawFrame, makeCohort } from '../packages/phantom/src/index.ts';

/** What lies over the face of a picture of a {@link drawCoveredCohort}: a column of its data set. */
export type Cover = 'nothing' | 'soother' | 'mask' | 'blanket' | 'cap';

const OVER: Readonly<Record<Cover, Partial<Bedside>>> = {
  nothing: {},
  soother: { soother: true },
  mask: { mask: true },
  blanket: { blanket: 1 },
  cap: { cap: true },
};

/**
 * Draws a data set of drawn neonates of whom some are partly covered, whatever the label: `dataset.csv` with the columns path, subject,
 * label and cover, and its pictures.
 *
 * @param options.pictures of each subject, at most eight: half of them of pain
 */
export async function drawCoveredCohort(
  folder: string,
  {
    subjects: count,
    pictures,
    seed,
    coverOf,
  }: {
    readonly subjects: number;
    readonly pictures: number;
    readonly seed: number;
    readonly coverOf: (picture: number, subject: string) => Cover;
  },
): Promise<void> {
  await mkdir(join(folder, 'pictures'), { recursive: true });
  const { subjects, samples } = makeCohort({ subjects: count, seed, difficulty: 0.3, size: 224 });
  const rows = ['path,subject,label,cover'];
  for (const subject of subjects) {
    const model = buildHeadModel(subject);
    const own = samples.filter((sample) => sample.subject === subject.id);
    const sides = ['pain', 'no-pain'].map((label) => own.filter((sample) => sample.trueLabel === label));
    for (let i = 0; i < pictures; i++) {
      const { scene, trueLabel } = sides[i % 2][i >> 1];
      const cover = coverOf(i, subject.id);
      // Tubes and tape on the cheeks stay; what else covers a face is what this says.
      const bedside = { ...scene.bedside, cap: false, blanket: 0, hand: undefined, ...OVER[cover] };
      const { width, height, data } = drawFrame(model, { ...scene, bedside }).image;
      const path = `pictures/${subject.id}-${i}.png`;
      await sharp(data, { raw: { width, height, channels: 3 } }).toFile(join(folder, path));
      rows.push(`${path},${subject.id},${trueLabel},${cover}`);
    }
  }
  await writeFile(join(folder, 'dataset.csv'), `${rows.join('\n')}\n`);
}

/** A cover for a share of the pictures, drawn without regard to the label. */
export function randomCover(seed: number, share: number): (picture: number, subject: string) => Cover {
  const covers = ['soother', 'mask', 'blanket', 'cap'] as const;
  return (picture, subject) => {
    const random = randomFrom('cover', seed, subject, picture);
    return random.next() < share ? covers[random.below(covers.length)] : 'nothing';
  };
}
