import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RgbImage } from '@wince/core';
import { buildHeadModel, type Cohort, drawFrame, pictureTruth, plateRow } from '@wince/phantom';
import { writeAtomically } from '../files/atomic.ts';
import { type PhantomWork, THUMBNAIL, type Thumbnail } from './subject-task.ts';

/** Where the files of a sample lie, relative to the data set. */
export function samplePaths(sample: { readonly subject: string; readonly position: number }): {
  picture: string;
  truth: string;
} {
  const name = `${sample.subject}/${String(sample.position).padStart(2, '0')}`;
  return { picture: `pictures/${name}.jpg`, truth: `truth/${name}.json` };
}

/** Gives the pictures of a cohort the names `S01_F_pain_1.jpg`, beside each other, and takes their truth away. */
export async function nameByContent(cohort: Cohort, folder: string): Promise<void> {
  const sexes = new Map(cohort.subjects.map(({ id, sex }) => [id, sex === 'female' ? 'F' : 'M']));
  const counts = new Map<string, number>();
  for (const sample of cohort.samples) {
    const word = sample.label === 'pain' ? 'pain' : 'rest';
    const name = `${sample.subject}_${sexes.get(sample.subject)}_${word}`;
    const index = (counts.get(name) ?? 0) + 1;
    counts.set(name, index);
    await rename(join(folder, samplePaths(sample).picture), join(folder, `${name}_${index}.jpg`));
  }
  for (const part of ['pictures', 'truth']) await rm(join(folder, part), { recursive: true });
}

/** Draws the pictures of a subject, writes them and their truth, and returns small ones. */
export async function drawSubjectPictures(
  { cohort, folder }: PhantomWork,
  name: string,
): Promise<Thumbnail[]> {
  const subject = cohort.subjects.find(({ id }) => id === name);
  if (!subject) throw new Error(`the cohort has no subject ${name}`);
  const model = buildHeadModel(subject);
  const thumbnails: Thumbnail[] = [];
  for (const sample of cohort.samples.filter((s) => s.subject === name)) {
    const frame = drawFrame(model, sample.scene);
    const paths = samplePaths(sample);
    await writeAtomically(
      join(folder, paths.picture),
      await encodeJpeg(frame.image, sample.nuisance.quality),
      {
        flush: false,
      },
    );
    const truth = pictureTruth(cohort, model, sample, frame);
    await writeAtomically(join(folder, paths.truth), `${JSON.stringify(truth)}\n`, { flush: false });
    const small = await shrink(frame.image, THUMBNAIL);
    thumbnails.push({ sample: sample.id, ...small, caption: sample.condition });
  }
  return thumbnails;
}

/** Draws a row of the plate of expressions. */
export async function drawPlateRow({ cohort }: PhantomWork, monk: number): Promise<Thumbnail[]> {
  const cells = plateRow(monk, cohort.seed, Math.min(192, cohort.samples[0].scene.size));
  return cells.map(({ image, caption = '' }) => ({ sample: `plate ${monk} ${caption}`, ...image, caption }));
}

/** A JPEG without metadata, of one chroma layout for all qualities. */
async function encodeJpeg(image: RgbImage, quality: number): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');

  const { width, height, data } = image;
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: '4:2:0' })
    .toBuffer();
}

/** A smaller picture for the contact sheet. */
export async function shrink(image: RgbImage, size: number): Promise<RgbImage> {
  const { width, height, data } = image;
  const { default: sharp } = await import('sharp');
  const small = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(size, size)
    .raw()
    .toBuffer();
  return { width: size, height: size, data: new Uint8Array(small) };
}
