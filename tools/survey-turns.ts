/**
 * Analyses every picture of some folders as it is and turned, and prints how well the turned faces agree with the upright:
 *
 *     npx node tools/survey-turns.ts FOLDER... [--every N]
 *
 * Pictures hold one face each, nearly upright.
 */
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { eyeDistance, type FoundFace, type RgbImage, rotateRgb, rotationToSource } from '@wince/core';
import { openFaceAnalyser } from '../packages/runtime/src/measure/faces/analyser.ts';
import { decodePicture } from '../packages/runtime/src/media/index.ts';
import { openStore } from '../packages/runtime/src/store/index.ts';

const TURNS = [0, 37, 90, 135, 180, 217, 270, 315];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { every: { type: 'string', default: '1' } },
});
const analyser = await openFaceAnalyser({
  store: await openStore(join(tmpdir(), 'wince-survey-networks')),
});
const paths: string[] = [];
for (const folder of positionals) {
  const names = (await readdir(folder)).filter((name) => /\.(jpe?g|png|bmp|tiff?|webp)$/i.test(name)).sort();
  paths.push(...names.map((name) => join(folder, name)));
}
const chosen = paths.filter((_, i) => i % Number(values.every) === 0);
const seen = { pictures: 0, used: 0, poor: 0, none: 0, several: 0 };
const worst = { angle: 0, shift: 0, score: 1, confidence: 1, residual: 0 };
const time = { upright: 0, turned: 0, decode: 0 };
for (const path of chosen) {
  const start = process.cpuUsage();
  const { image } = await decodePicture(path);
  time.decode += milliseconds(start);
  let upright: FoundFace | undefined;
  for (const degrees of TURNS) {
    const turned = degrees === 0 ? image : rotateRgb(image, degrees, 110);
    const before = process.cpuUsage();
    const analysis = await analyser.analyse(turned);
    time[degrees === 0 ? 'upright' : 'turned'] += milliseconds(before);
    seen.pictures++;
    if (analysis.status === 'used') seen.used++;
    else console.log(path, degrees, analysis.status, analysis.reason);
    if (analysis.status === 'no-face') {
      seen.none++;
      continue;
    }
    if (analysis.status === 'poor-quality') seen.poor++;
    if (analysis.facesFound > 1) seen.several++;
    if (degrees === 0) upright = analysis;
    if (upright) compare(upright, image, turned, analysis, degrees);
  }
}
await analyser.close();
console.log(seen, worst);
const count = chosen.length;
console.log('CPU milliseconds a picture:', {
  decode: time.decode / count,
  upright: time.upright / count,
  turned: time.turned / count / (TURNS.length - 1),
});

function milliseconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

function compare(
  upright: FoundFace,
  image: RgbImage,
  canvas: RgbImage,
  face: FoundFace,
  degrees: number,
): void {
  const { a, b, c, d, e, f } = rotationToSource(image, degrees, canvas.width, canvas.height);
  let sum = 0;
  for (let i = 0; i < face.landmarks.length; i += 2) {
    const [x, y] = face.landmarks.subarray(i, i + 2);
    sum += Math.hypot(a * x + b * y + c - upright.landmarks[i], d * x + e * y + f - upright.landmarks[i + 1]);
  }
  const angle = Math.abs(((face.rotation - upright.rotation - degrees + 900) % 360) - 180);
  worst.angle = Math.max(worst.angle, angle);
  worst.shift = Math.max(worst.shift, sum / (face.landmarks.length / 2) / eyeDistance(upright.landmarks));
  worst.score = Math.min(worst.score, face.score);
  worst.confidence = Math.min(worst.confidence, face.quality.measures.confidence.value);
  worst.residual = Math.max(worst.residual, face.quality.measures.residual.value);
}
