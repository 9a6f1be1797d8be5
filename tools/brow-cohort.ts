import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { type RgbImage, randomFrom } from '../packages/core/src/index.ts';
import {
  buildHeadModel,
  drawFrame,
  makeCohort,
  type PlannedSample,
  type Subject,
} from '../packages/phantom/src/index.ts';

/** How many subjects are drawn, and how many pictures of each, half of them of pain. */
export interface BrowCohortOptions {
  readonly subjects: number;
  /** At most eight. */
  readonly pictures: number;
  readonly seed: number;
}

/** A drawn picture. */
export interface BrowPicture {
  readonly name: string;
  readonly subject: string;
  readonly label: 'pain' | 'no-pain';
  readonly image: RgbImage;
}

/**
 * Draws neonates who show pain by the brow alone: a brow bulge of 0.7 to 1 in pain, of at most 0.1 otherwise. All other actions are those of
 * a baby without pain, drawn anew for each picture whatever its label; light, pose, tubes and tape are those of any cohort. Nothing
 * lies over the upper face, and no head is turned far.
 */
export function* drawBrowPictures({
  subjects: count,
  pictures,
  seed,
}: BrowCohortOptions): Generator<BrowPicture> {
  const { subjects, samples } = makeCohort({ subjects: count, seed, difficulty: 0.3, size: 224 });
  for (const subject of subjects) {
    const own = samples.filter((sample) => sample.subject === subject.id);
    yield* picturesOf(subject, own, pictures, seed);
  }
}

function* picturesOf(
  subject: Subject,
  own: readonly PlannedSample[],
  pictures: number,
  seed: number,
): Generator<BrowPicture> {
  const model = buildHeadModel(subject);
  const calm = own.filter(({ trueLabel }) => trueLabel === 'no-pain');
  for (let i = 0; i < pictures; i++) {
    const random = randomFrom('brow', seed, subject.id, i);
    const label = i % 2 === 0 ? 'pain' : 'no-pain';
    const { scene } = own[i];
    const { actions } = calm[random.below(calm.length)].scene;
    const browBulge = label === 'pain' ? 0.7 + 0.3 * random.next() : 0.1 * random.next();
    const bedside = { ...scene.bedside, cap: false, blanket: 0, hand: undefined };
    const { image } = drawFrame(model, {
      ...scene,
      ...{ bedside, flush: 0.2 * random.next() },
      actions: { ...actions, browBulge, browRaise: 0 },
    });
    yield { name: `${subject.id}-${i}`, subject: subject.id, label, image };
  }
}

/** Writes the pictures as a data set: `dataset.csv` with the columns path, subject and label, and `dataset.yaml`, which calls it synthetic. */
export async function drawBrowCohort(folder: string, options: BrowCohortOptions): Promise<void> {
  await mkdir(join(folder, 'pictures'), { recursive: true });
  const rows = ['path,subject,label'];
  for (const { name, subject, label, image } of drawBrowPictures(options)) {
    const { width, height, data } = image;
    await sharp(data, { raw: { width, height, channels: 3 } }).toFile(
      join(folder, 'pictures', `${name}.png`),
    );
    rows.push(`pictures/${name}.png,${subject},${label}`);
  }
  await writeFile(join(folder, 'dataset.csv'), `${rows.join('\n')}\n`);
  await writeFile(join(folder, 'dataset.yaml'), 'name: brow\nsynthetic: true\n');
}
