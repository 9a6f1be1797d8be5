import { bump, clamp, lerp, noise, smoothstep } from '../curves.ts';
import type { Proportions } from '../subject/proportions.ts';
import type { Subject } from '../subject/subject.ts';
import { pigment } from '../subject/tone.ts';
import { mouthLine } from './grid.ts';
import { alongFissure, type HeadShape } from './shape.ts';

/** What a subject's skin looks like: it belongs to the vertices, and so moves with them. */
export interface Skin {
  /** Albedo in linear light, three a vertex. */
  readonly albedo: Float32Array;
  /** How much blood each vertex shows, 0 to 1: with a flush and with the pulse. None under hair. */
  readonly flush: Float32Array;
}

/** Paints the skin of a head: blood, pigment, lips, lash lines, brows, hair and small marks. */
export function paintSkin(shape: HeadShape, subject: Subject): Skin {
  const { grid } = shape;
  const albedo = new Float32Array(3 * grid.count);
  const flush = new Float32Array(grid.count);
  const dark = pigment(subject.monk);
  for (let v = 0; v < grid.count; v++) {
    const x = grid.base[3 * v];
    const y = grid.base[3 * v + 1];
    const z = grid.base[3 * v + 2];
    const spot = paintAt(shape, subject, dark, x, y, z, grid.belowEyes[v] === 1);
    albedo.set(spot.albedo, 3 * v);
    flush[v] = spot.flush;
  }
  return { albedo, flush };
}

interface Spot {
  readonly albedo: readonly [number, number, number];
  readonly flush: number;
}

function paintAt(
  shape: HeadShape,
  subject: Subject,
  dark: number,
  x: number,
  y: number,
  z: number,
  underLid: boolean,
): Spot {
  const p = shape.proportions;
  const seed = subject.texture;
  const side = Math.abs(x);
  const front = z > 0 ? 1 : 0;
  const around = Math.atan2(x, z) * 4;

  // Blood and pigment vary over a few millimetres and over a few centimetres.
  const mottle = 0.05 * noise(around * 1.1, y * 1.1, seed) + 0.045 * noise(around * 3.4, y * 3.4, seed + 1);
  const grain = 0.035 * noise(around * 7.5, y * 7.5, seed + 2);
  const base = -p.noseBase;
  const mouth = mouthLine(p);
  const blood =
    front *
    (0.5 * bump(side, y, 2.35, base + 0.1, 0.95, 0.8) +
      0.35 * bump(side, y, 0, base + 0.4, 0.5, 0.4) +
      0.3 * bump(side, y, 2, 0, 0.9, 0.5) +
      0.22 * bump(side, y, 0, -p.chin + 0.5, 0.7, 0.4) +
      0.2 * bump(side, y, 0, mouth, 1.7, 0.7));
  const red = (1 - 0.6 * dark) * (blood + 2.2 * mottle);
  const bright = 1 + mottle + grain;
  let r = subject.skin[0] * bright * (1 - 0.05 * red);
  let g = subject.skin[1] * bright * (1 - 0.26 * red);
  let b = subject.skin[2] * bright * (1 - 0.24 * red);

  const tint = (to: readonly number[], share: number): void => {
    r = lerp(r, to[0], share);
    g = lerp(g, to[1], share);
    b = lerp(b, to[2], share);
  };
  if (front) {
    const lip = lipShare(shape, side, y);
    tint(subject.lips, 0.85 * lip);
    // Milia: small pale dots on the nose.
    const dots = noise(x * 9, y * 9, seed + 5) * bump(side, y, 0, base + 0.5, 0.45, 0.4);
    if (dots > 0.5) tint([0.8, 0.74, 0.62], 0.25 * (1 - 0.5 * dark));
    // Lid margins carry lashes: dark on the upper lid, faint on the lower one.
    const e = alongFissure(p, side);
    const within = smoothstep(-0.06, 0.04, e) * smoothstep(1.1, 1.0, e);
    const lashes = within * (underLid ? 0.35 : 0.85) * Math.exp(-((y / 0.06) ** 2));
    tint([0.05, 0.03, 0.025], lashes);
    const shadow = 0.16 * bump(side, y, 1.95, 0.05, 1.05, 0.45);
    tint([0.33, 0.15, 0.14], shadow * (1 - 0.6 * dark));
    tint(subject.hair, browShare(shape, subject, x, y));
  }
  const cover = hairShare(shape, subject, x, y, z);
  const strand = 0.75 + 0.35 * noise(around * 5 + 3 * noise(around, y, seed + 9), y * 0.9, seed + 8);
  tint([subject.hair[0] * strand, subject.hair[1] * strand, subject.hair[2] * strand], cover);
  return { albedo: [r, g, b], flush: clamp(0.55 + 0.8 * blood, 0, 1) * (1 - cover) };
}

function lipShare(shape: HeadShape, side: number, y: number): number {
  const p = shape.proportions;
  const mouth = mouthLine(p);
  const m = clamp(side / (p.mouthHalfWidth * 1.02), 0, 1);
  const round = (1 - m * m) ** 0.75;
  const bow = 0.06 * bump(side, 0, 0.27, 0, 0.2, 1) - 0.05 * bump(side, 0, 0, 0, 0.13, 1);
  const top = mouth + p.upperLip * (0.06 + 0.94 * round) + bow;
  const bottom = mouth - p.lowerLip * (0.05 + 0.95 * round);
  return (
    smoothstep(top + 0.05, top - 0.05, y) *
    smoothstep(bottom - 0.06, bottom + 0.06, y) *
    smoothstep(1, 0.97, m)
  );
}

/** Height of the middle of the brow over the eye line, at a distance from the middle of the face. */
export function browLine(p: Proportions, side: number): number {
  const along = (side - 0.85) / (p.outerCanthus + 0.15 - 0.85);
  return p.brow + 0.26 * Math.sin(Math.PI * clamp(along * 0.8 + 0.1, 0, 1)) - 0.2;
}

function browShare(shape: HeadShape, subject: Subject, x: number, y: number): number {
  const p = shape.proportions;
  const side = Math.abs(x);
  const along = (side - 0.85) / (p.outerCanthus + 0.15 - 0.85);
  if (along < -0.1 || along > 1.1) return 0;
  const line = browLine(p, side);
  const thick = lerp(0.16, 0.08, clamp(along, 0, 1));
  const ends = smoothstep(-0.08, 0.12, along) * smoothstep(1.08, 0.7, along);
  const hairs = 0.75 + 0.5 * noise(x * 7, (y - side) * 7, subject.texture + 4);
  return clamp(0.62 * subject.browDensity * ends * hairs * Math.exp(-(((y - line) / thick) ** 2)), 0, 0.9);
}

function hairShare(shape: HeadShape, subject: Subject, x: number, y: number, z: number): number {
  const p = shape.proportions;
  const angle = Math.abs(Math.atan2(x, z));
  // The hairline: high over the brow, down the temples in front of the ears, low at the nape.
  const temple = smoothstep(0.75, 1.35, angle);
  const line = lerp(p.brow + subject.hairline, -0.2, temple) - 2.2 * smoothstep(1.8, 2.6, angle);
  const ragged =
    0.3 * noise(x * 2.1, z * 2.1, subject.texture + 6) + 0.22 * noise(x * 5, z * 5, subject.texture + 7);
  const cover = smoothstep(-0.25, 1.0, y - line + ragged);
  return 0.92 * subject.hairDensity * cover;
}
