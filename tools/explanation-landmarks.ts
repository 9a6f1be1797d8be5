import { writeFile } from 'node:fs/promises';
import { memoryStore, openFaceAnalyser } from '../packages/runtime/src/index.ts';
import { drawBrowPictures } from './brow-cohort.ts';

/** Writes the landmarks of a drawn neonate, as the face mesh sees them, in pixels of the registered colour face. */
const analyser = await openFaceAnalyser({ store: memoryStore() });
for (const { name, image } of drawBrowPictures({ subjects: 12, pictures: 4, seed: 31 })) {
  if (name !== 'S03-1') continue;
  const seen = await analyser.analyse(image);
  if (seen.status === 'no-face') throw new Error(seen.reason);
  const landmarks = Array.from(seen.registered.landmarks, (value) => Math.round(10 * value) / 10);
  await writeFile(
    new URL('../packages/core/src/explanation/goldens/landmarks.json', import.meta.url),
    `${JSON.stringify(landmarks)}\n`,
  );
  break;
}
await analyser.close();
