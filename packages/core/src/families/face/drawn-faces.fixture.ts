import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SHARED } from '../../../../../tests/groups.ts';
import {
  EYE_CONTOUR,
  INNER_LIP_CONTOUR,
  MIDLINE,
  type MirroredPair,
  OUTER_LIP_CONTOUR,
  PAIRED,
} from '../../face/landmark-names.ts';
import type { RegisteredFace } from '../../face/registered-face.ts';

/** Bytes of a golden of this folder. */
export function golden(name: string): Uint8Array {
  return Uint8Array.from(readFileSync(fileURLToPath(new URL(`goldens/${name}`, import.meta.url))));
}

/** The picture that the goldens of this folder are of. */
export function goldenPicture(): Uint8Array {
  return golden('picture.u8');
}

/** The 128 x 128 grey pictures of ../shared/data/numeric, by name. */
export const SHARED_PICTURES = ['001_neutral', '001_smiling', '005_neutral', '005_smiling'] as const;

/** One of them: the pixels behind the header of a PGM file. */
export function sharedPicture(name: string): Uint8Array {
  return Uint8Array.from(readFileSync(join(SHARED, `data/numeric/${name}_128.pgm`)).subarray(-128 * 128));
}

/** A JSON file of ../shared/data/numeric. */
export function sharedNumbers(name: string): unknown {
  return JSON.parse(readFileSync(join(SHARED, `data/numeric/${name}`), 'utf8'));
}

/** A registered face with the given 128 x 128 grey picture, which is its colour picture too, and landmarks. */
export function faceOf(grey: Uint8Array, landmarks: Float64Array = drawnLandmarks()): RegisteredFace {
  return {
    grey: { width: 128, height: 128, data: grey },
    colour: { width: 224, height: 224, data: enlarged(grey) },
    landmarks,
  };
}

function enlarged(grey: Uint8Array): Uint8Array {
  const at = (i: number) => Math.floor((i * 128) / 224);
  return Uint8Array.from({ length: 224 * 224 * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return grey[at(Math.floor(pixel / 224)) * 128 + at(pixel % 224)];
  });
}

/** What can be moved in a drawn face, in pixels of the 224 x 224 picture. */
export interface Expression {
  readonly eyeAperture: number;
  readonly browHeight: number;
  readonly browGap: number;
  readonly noseLift: number;
  readonly mouthWidth: number;
  readonly mouthHeight: number;
  readonly lipGap: number;
  readonly chinDrop: number;
}

export const NEUTRAL: Expression = {
  eyeAperture: 14,
  browHeight: 24,
  browGap: 36,
  noseLift: 0,
  mouthWidth: 56,
  mouthHeight: 20,
  lipGap: 2,
  chinDrop: 0,
};

/** Outer eye corners of every drawn face lie so far apart. */
export const DRAWN_EYE_DISTANCE = 116;

/**
 * Landmarks of a symmetric face drawn from ellipses about the midline x = 112: what the measures read is placed,
 * all other landmarks lie at the tip of the nose.
 */
export function drawnLandmarks(change: Partial<Expression> = {}): Float64Array {
  const face = { ...NEUTRAL, ...change };
  const landmarks = new Float64Array(936);
  for (let i = 0; i < landmarks.length; i += 2) landmarks.set([112, 128], i);
  const set = (index: number, x: number, y: number) => landmarks.set([x, y], 2 * index);
  const setPair = (pair: MirroredPair, fromMidline: number, y: number) => {
    set(pair.right, 112 - fromMidline, y);
    set(pair.left, 112 + fromMidline, y);
  };
  for (const side of ['right', 'left'] as const) {
    const outwards = side === 'right' ? -1 : 1;
    EYE_CONTOUR[side].forEach((index, i) => {
      const angle = (2 * Math.PI * i) / EYE_CONTOUR[side].length;
      const x = 112 + outwards * (40 + 18 * Math.cos(angle));
      set(index, x, 90 - (face.eyeAperture / 2) * Math.sin(angle));
    });
  }
  setPair(PAIRED.browInner, face.browGap / 2, 90 - face.browHeight);
  setPair(PAIRED.browPeak, 44, 84 - face.browHeight);
  setPair(PAIRED.browOuter, 66, 92 - face.browHeight);
  setPair(PAIRED.infraorbital, 48, 112);
  setPair(PAIRED.cheek, 40, 134);
  setPair(PAIRED.ala, 16, 136 - face.noseLift);
  setPair(PAIRED.furrow, 30, 150 - face.noseLift / 2);
  set(MIDLINE.noseRoot, 112, 84);
  set(MIDLINE.subnasale, 112, 142 - face.noseLift);
  const ellipse = (contour: readonly number[], width: number, height: number) =>
    contour.forEach((index, i) => {
      const angle = (2 * Math.PI * i) / contour.length;
      set(index, 112 - (width / 2) * Math.cos(angle), 170 - (height / 2) * Math.sin(angle));
    });
  ellipse(OUTER_LIP_CONTOUR, face.mouthWidth, face.mouthHeight);
  ellipse(INNER_LIP_CONTOUR, face.mouthWidth - 8, face.lipGap);
  set(MIDLINE.menton, 112, 205 + face.chinDrop);
  return landmarks;
}
