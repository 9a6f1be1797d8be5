import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readMatConvNet } from '@wince/networks';
import { layersOfGraph } from '@wince/runtime';
import sharp from 'sharp';
import { SHARED } from './groups.ts';

const FOLDER = path.join(SHARED, 'data/networks/matconvnet-dncnn');

/**
 * Peak signal-to-noise ratios of the twelve pictures of Set12 in decibels, by denoiser, as the README of the data has them:
 * noise of deviation 25 of 255. For two of the networks it has fewer.
 */
export const DECIBELS: Readonly<Record<string, readonly number[]>> = {
  'sigma=25': [30.154, 33.085, 30.838, 29.475, 30.389, 29.126, 29.378, 32.462, 29.994, 30.182, 30.085, 30.11],
  'sigma=25_Bnorm': [30.154, 33.085, 30.838],
  'DagNN-DnCNN-epoch-50': [30.143, 33.138, 30.818],
  DnCNN3: [29.723, 32.86, 30.494],
};

/** What a denoiser of MatConvNet reaches on a picture of Set12, 1 to 12, in decibels. */
export async function decibelsOf(denoiser: string, picture: number): Promise<number> {
  const file = path.join(FOLDER, 'Set12', `${String(picture).padStart(2, '0')}.png`);
  const { data, info } = await sharp(file).greyscale().raw().toBuffer({ resolveWithObject: true });
  const noisy = withNoise(
    Float32Array.from(data, (grey) => grey / 255),
    picture,
  );
  const bytes = await readFile(path.join(FOLDER, `${denoiser}.mat`));
  const { graph, kind } = await readMatConvNet({ bytes, size: [info.height, info.width] });
  const last = graph.layers.at(-1)?.name ?? '';
  const out = (await layersOfGraph(graph).read([last], noisy, 2)).get(last)?.data ?? new Float32Array();
  // A chain gives the noise, the graph with its last sum the picture.
  const error = data.reduce((sum, wanted, p) => {
    const value = kind === 'dagnn' ? out[p] : noisy[p] - out[p];
    return sum + (Math.min(255, Math.max(0, Math.round(value * 255))) - wanted) ** 2;
  }, 0);
  return 10 * Math.log10(255 ** 2 / (error / data.length));
}

/** Noise of deviation 25 of 255 by the recipe of the data's README: mulberry32, and Box and Muller's cosine. */
function withNoise(clean: Float32Array, seed: number): Float32Array {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return clean.map((value) => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return value + (25 / 255) * radius * Math.cos(2 * Math.PI * uniform());
  });
}
