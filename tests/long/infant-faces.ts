import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  COVERABLE_REGIONS,
  type FaceAnalysis,
  faceParameters,
  type RgbImage,
  resizeRgb,
  rotateRgb,
} from '@wince/core';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { openFaceAnalyser } from '../../packages/runtime/src/measure/faces/index.ts';
import { decodePicture } from '../../packages/runtime/src/media/index.ts';
import { memoryStore } from '../../packages/runtime/src/store/index.ts';

/**
 * Real infants, as a person judged them (`infant-faces.csv`): the share found, the share used of those that a person calls usable,
 * at several turns and at half size, and which regions are called covered.
 */
const FOUND = 0.99;
const USED = 0.95;
const BARE_CALLED_COVERED = 0.02;
const VIEWS = ['0', '90', '180', '270', '37', 'half'] as const;

const judgement = z.object({
  file: z.string(),
  usable: z.enum(['yes', 'no']),
  covered: z.string().transform((text) => text.split(' ').filter((word) => word !== '')),
  why: z.string(),
});

const folder = fileURLToPath(new URL('../../../shared/data/infant-faces/', import.meta.url));
if (!existsSync(folder)) {
  console.log('infant-faces: skipped, no ../shared beside this checkout');
} else {
  const table = await readFile(new URL('infant-faces.csv', import.meta.url), 'utf8');
  const judged = z.array(judgement).parse(parse(table, { columns: true }));
  const usable = judged.filter((row) => row.usable === 'yes');
  const broken: string[] = [];
  const analyser = await openFaceAnalyser({ store: memoryStore(), parameters: faceParameters.parse({}) });
  try {
    for (const view of VIEWS) {
      const began = process.cpuUsage();
      const seen = new Map<string, FaceAnalysis>();
      for (const { file } of judged) {
        const { image } = await decodePicture(folder + file);
        seen.set(file, await analyser.analyse(shown(image, view)));
      }
      const { user, system } = process.cpuUsage(began);
      const found = judged.filter(({ file }) => seen.get(file)?.status !== 'no-face').length;
      const used = usable.filter(({ file }) => seen.get(file)?.status === 'used').length;
      console.log(
        `${view === 'half' ? 'half size' : `${view} degrees`}: found ${share(found, judged.length)}, used of the usable ${share(used, usable.length)}; ${((user + system) / 1e3 / judged.length).toFixed(0)} ms of processor time a picture`,
      );
      for (const { file } of usable) {
        const face = seen.get(file);
        if (face && face.status !== 'used') console.log(`  ${file}: ${face.reason}`);
      }
      if (found / judged.length < FOUND) broken.push(`found, ${view}`);
      if (used / usable.length < USED) broken.push(`used, ${view}`);
      if (view === '0') broken.push(...coveredFigures(judged, seen));
    }
  } finally {
    await analyser.close();
  }
  console.log(
    broken.length > 0 ? `infant-faces: broken: ${broken.join('; ')}` : 'infant-faces: all bounds hold',
  );
  process.exitCode = broken.length > 0 ? 1 : 0;
}

function shown(image: RgbImage, view: (typeof VIEWS)[number]): RgbImage {
  if (view === 'half') return resizeRgb(image, image.width >> 1, image.height >> 1, 'area');
  return view === '0' ? image : rotateRgb(image, Number(view), 110);
}

function share(part: number, whole: number): string {
  return `${part} of ${whole} (${((100 * part) / whole).toFixed(1)} %)`;
}

/** Which regions are called covered, against what a person sees. */
function coveredFigures(
  judged: readonly z.infer<typeof judgement>[],
  seen: ReadonlyMap<string, FaceAnalysis>,
): string[] {
  const broken: string[] = [];
  for (const region of COVERABLE_REGIONS) {
    const counts = { bare: 0, bareCalled: 0, covered: 0, coveredCalled: 0 };
    for (const { file, covered } of judged) {
      const face = seen.get(file);
      if (!face || face.status === 'no-face') continue;
      const called = !face.covering[region].seen;
      if (covered.includes(region)) {
        counts.covered++;
        if (called) counts.coveredCalled++;
      } else {
        counts.bare++;
        if (called) counts.bareCalled++;
      }
      if (called !== covered.includes(region))
        console.log(`  ${file}: ${region} ${called ? 'called covered' : 'called seen'}`);
    }
    console.log(
      `${region}: covered and called so ${counts.coveredCalled} of ${counts.covered}; bare and called covered ${share(counts.bareCalled, counts.bare)}`,
    );
    if (counts.bareCalled / counts.bare > BARE_CALLED_COVERED) broken.push(`bare called covered, ${region}`);
  }
  return broken;
}
