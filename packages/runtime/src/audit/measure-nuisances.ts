import { readFile, stat } from 'node:fs/promises';
import {
  differenceHash,
  type FaceAnalysis,
  type FaceParameters,
  type RgbImage,
  WinceError,
} from '@wince/core';
import { defineResource, type UnitContext } from '../execute/index.ts';
import { cachedFace, faceKey, findFace } from '../measure/face-cache.ts';
import { type FaceAnalyser, openFaceAnalyser } from '../measure/faces/index.ts';
import { decodePicture, openVideo, recordingKind } from '../media/index.ts';
import { backgroundOf } from './background.ts';
import { type RowNuisance, UNSEEN } from './nuisance.ts';

const analysers = defineResource<FaceAnalyser>({ keep: 1, close: (analyser) => analyser.close() });

/** Longer sides of frames are made smaller than this. */
const LARGEST_SIDE = 960;

/** A row in its file. */
export interface Place {
  readonly path: string;
  readonly sha256: string;
  readonly start: number | null;
  readonly end: number | null;
}

/**
 * Measures a row of a file.
 *
 * @throws WinceError for what cannot be decoded; the system's error for a file that cannot be read
 */
export async function measured(
  place: Place,
  parameters: FaceParameters,
  context: UnitContext,
): Promise<RowNuisance> {
  const kind = await recordingKind(place.path);
  if (kind === 'sound') return { ...UNSEEN, reason: 'sound alone has no picture' };
  if (kind === 'video') {
    const image = await frameInTheMiddle(place);
    const face = await (await analyserOf(parameters, context)).analyse(image);
    return describe(image, face, (await stat(place.path)).size);
  }
  const bytes = await readFile(place.path);
  const { image } = await decodePicture(bytes, { maximumPixels: parameters.maximumPixels });
  const key = await faceKey(parameters);
  const face =
    (await cachedFace(context.store, place.sha256, key)) ??
    (await findFace(context.store, place.sha256, key, bytes, await analyserOf(parameters, context)));
  return describe(image, face.status === 'unreadable' ? null : face, bytes.length);
}

function analyserOf(parameters: FaceParameters, { store, holder }: UnitContext): Promise<FaceAnalyser> {
  return analysers(holder, JSON.stringify(parameters), () => openFaceAnalyser({ store, parameters }));
}

async function frameInTheMiddle({ path, start, end }: Place): Promise<RgbImage> {
  const video = await openVideo(path);
  try {
    const from = start ?? 0;
    const length = (end ?? video.description.duration ?? from) - from;
    for await (const { image } of video.frames({ start: from + length / 2, maximumSide: LARGEST_SIDE }))
      return image;
    for await (const { image } of video.frames({ start: from, maximumSide: LARGEST_SIDE })) return image;
  } finally {
    await video.close();
  }
  throw new WinceError('no-frames', `${path} has no frame in this interval.`, {
    hint: 'Check start and end of the row.',
  });
}

function describe(image: RgbImage, face: FaceAnalysis | null, bytes: number): RowNuisance {
  const { width, height } = image;
  const seen = face && face.status !== 'no-face' ? face : null;
  const common = {
    reason: '',
    file: [bytes, width, height],
    background: backgroundOf(image, seen),
    look: [...differenceHash(image)],
  };
  if (!seen) return { ...common, box: null, pose: null, light: null, sharpness: null };
  const value = (name: keyof typeof seen.quality.measures) => seen.quality.measures[name].value;
  return {
    ...common,
    box: [seen.box.x / width, seen.box.y / height, seen.box.side / Math.min(width, height)],
    pose: [value('yaw'), value('pitch'), value('roll')],
    light: [value('dark'), value('bright'), value('brightness'), value('evenness')],
    sharpness: value('sharpness'),
  };
}
