/**
 * Draws what the face analyser found over a picture and over the registered face, to look at:
 *
 *     npx node tools/draw-overlay.ts PICTURE OUT.png [CACHE]
 *
 * Left: box, landmarks and reference points in the picture. Right: the registered face with its regions.
 * Pictures of real people that come out of this stay where the recordings are.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  COLOUR_SIZE,
  type FoundFace,
  REFERENCE_POINTS,
  REGION_NAMES,
  REGIONS,
  type RgbImage,
} from '@wince/core';
import sharp from 'sharp';
import { openFaceAnalyser } from '../packages/runtime/src/measure/faces/analyser.ts';
import { decodePicture } from '../packages/runtime/src/media/index.ts';
import { openStore } from '../packages/runtime/src/store/index.ts';

const COLOURS = ['#e6194b', '#f58231', '#4363d8', '#3cb44b', '#911eb4', '#f032e6', '#ffe119'];
const HEIGHT = 896;

const [source, target, cache = join(tmpdir(), 'wince-overlay-networks')] = process.argv.slice(2);
if (!source || !target) {
  console.error('usage: node draw-overlay.ts PICTURE OUT.png [CACHE]');
  process.exitCode = 2;
} else {
  const analyser = await openFaceAnalyser({ store: await openStore(cache) });
  const { image } = await decodePicture(source);
  const analysis = await analyser.analyse(image);
  await analyser.close();
  console.log(analysis.status, analysis.reason);
  if (analysis.status !== 'no-face') {
    console.log(analysis.quality.measures);
    const left = await drawn(image, pictureOverlay(analysis));
    const right = await drawn(analysis.registered.colour, regionOverlay(analysis));
    const width = Math.round((image.width * HEIGHT) / image.height);
    await sharp({ create: { width: width + HEIGHT, height: HEIGHT, channels: 3, background: '#fff' } })
      .composite([
        { input: left, left: 0, top: 0 },
        { input: right, left: width, top: 0 },
      ])
      .png()
      .toFile(target);
  }
}

/** A picture `HEIGHT` pixels high with SVG elements, in the picture's own coordinates, over it. */
async function drawn(image: RgbImage, elements: string): Promise<Buffer> {
  const width = Math.round((image.width * HEIGHT) / image.height);
  const box = `-0.5 -0.5 ${image.width} ${image.height}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" viewBox="${box}">${elements}</svg>`;
  return sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .resize(width, HEIGHT, { kernel: 'nearest', fit: 'fill' })
    .composite([{ input: Buffer.from(svg) }])
    .png()
    .toBuffer();
}

function pictureOverlay({ box, landmarks }: FoundFace): string {
  const half = box.side / 2;
  const degrees = (box.angle * 180) / Math.PI;
  const frame = `<rect x="${box.x - half}" y="${box.y - half}" width="${box.side}" height="${box.side}" fill="none" stroke="#ffe119" transform="rotate(${degrees} ${box.x} ${box.y})"/>`;
  const reference = new Set(REFERENCE_POINTS.map(({ landmark }) => landmark));
  return frame + dots(landmarks, box.side / 250, (i) => (reference.has(i) ? '#e6194b' : '#46f0f0'));
}

function regionOverlay({ registered: { landmarks } }: FoundFace): string {
  const polygons = REGION_NAMES.flatMap((name, colour) =>
    REGIONS[name].map(({ polygon }) => {
      const points = polygon.map((i) => `${landmarks[2 * i]},${landmarks[2 * i + 1]}`).join(' ');
      return `<polygon points="${points}" fill="${COLOURS[colour]}" fill-opacity="0.25" stroke="${COLOURS[colour]}" stroke-width="0.5"/>`;
    }),
  );
  return polygons.join('') + dots(landmarks, COLOUR_SIZE / 500, () => '#ffffff');
}

function dots(landmarks: Float64Array, radius: number, colour: (index: number) => string): string {
  let circles = '';
  for (let i = 0; i < landmarks.length / 2; i++) {
    circles += `<circle cx="${landmarks[2 * i]}" cy="${landmarks[2 * i + 1]}" r="${radius}" fill="${colour(i)}"/>`;
  }
  return circles;
}
