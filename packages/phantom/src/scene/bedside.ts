import { randomFrom } from '@wince/core';
import { bump, lerp, noise, smoothstep } from '../curves.ts';
import type { PosedHead } from '../head/deformation.ts';
import { mouthLine } from '../head/grid.ts';
import type { HeadModel } from '../head/head-model.ts';
import { recall } from '../recall.ts';
import { computeNormals, copyOf, type Material, type Mesh } from '../render/mesh.ts';
import { ellipsoid, patch, tube } from '../render/primitives.ts';

/** What lies on or before the face. */
export interface Bedside {
  readonly cannula: boolean;
  readonly tape: boolean;
  /** A thin feeding tube from the nose or the mouth. */
  readonly feedingTube: 'none' | 'nasal' | 'oral';
  readonly cap: boolean;
  /** How far the blanket's edge comes up: 0 to the neck, 1 over the mouth. */
  readonly blanket: number;
  /** A soother in the mouth: shield, button and ring. */
  readonly soother: boolean;
  /** A mask over nose and mouth. */
  readonly mask: boolean;
  /** A strip of tape across the upper lip, as it holds a tube. */
  readonly lipTape: boolean;
  /** A hand before the face: where its palm is, in cm at term from the eye line, or none. */
  readonly hand: { readonly x: number; readonly y: number } | undefined;
}

/** A bedside with nothing on or near the face. */
export const NO_BEDSIDE: Bedside = Object.freeze({
  cannula: false,
  tape: false,
  feedingTube: 'none',
  cap: false,
  blanket: 0,
  soother: false,
  mask: false,
  lipTape: false,
  hand: undefined,
});

type Point = readonly [number, number, number];

const PLASTIC: Material = { gloss: 0.5, sharpness: 40, wrap: 0.4, living: 0 };
const CLOTH: Material = { gloss: 0.0, sharpness: 8, wrap: 0.35, living: 0 };
const HAND_SKIN: Material = { gloss: 0.08, sharpness: 14, wrap: 0.42, living: 1 };

const swaddleOf = recall<readonly Mesh[]>();
const capOf = recall<Cap>();

/** The meshes of the bedside: what moves with the face, and what lies on the bed. */
export function bedsideMeshes(
  model: HeadModel,
  head: PosedHead,
  skin: Mesh,
  bedside: Bedside,
  seed: number,
): { onFace: Mesh[]; onBed: Mesh[] } {
  const onFace: Mesh[] = [];
  const on = (x: number, y: number, off: number): Point => surface(model, head, skin.normals, x, y, off);
  if (bedside.cannula) onFace.push(...cannula(model, on));
  if (bedside.tape)
    onFace.push(tape(on, 2.45, -1.75, 1.5, 0.95, -0.15), tape(on, -2.45, -1.75, 1.5, 0.95, 0.15));
  if (bedside.feedingTube !== 'none') onFace.push(...feedingTube(model, on, bedside.feedingTube));
  if (bedside.lipTape) {
    const { noseBase, philtrum, mouthHalfWidth } = model.shape.proportions;
    onFace.push(tape(on, 0, -noseBase - philtrum, 2 * mouthHalfWidth + 1.6, 1, 0, 0.24));
  }
  if (bedside.soother) onFace.push(...soother(model, on, seed));
  if (bedside.mask) onFace.push(mask(model, on, seed));
  if (bedside.cap) onFace.push(cap(model, head, skin, seed));
  const { blanket } = bedside;
  const onBed = swaddleOf(model, `${blanket} ${seed}`, () => swaddle(model, blanket, seed)).map(copyOf);
  if (bedside.hand) onBed.push(...hand(model, bedside.hand));
  return { onFace, onBed };
}

/** The vertices near a place on the skin, and how much each counts; how far their mean lies from the place. */
interface Anchor {
  readonly vertices: readonly number[];
  readonly weights: readonly number[];
  readonly dx: number;
  readonly dy: number;
}

const anchorOf = recall<Anchor>();

/** Finds the vertices near a place that is named by the bare head. */
function makeAnchor(model: HeadModel, x: number, y: number): Anchor {
  const { base, count } = model.shape.grid;
  const vertices: number[] = [];
  const weights: number[] = [];
  let total = 0;
  let offX = 0;
  let offY = 0;
  for (let v = 0; v < count; v++) {
    if (base[3 * v + 2] < -1) continue;
    const dx = base[3 * v] - x;
    const dy = base[3 * v + 1] - y;
    const d = dx * dx + dy * dy;
    if (d > 0.3) continue;
    const w = Math.exp(-d / 0.02);
    vertices.push(v);
    weights.push(w);
    total += w;
    offX += w * dx;
    offY += w * dy;
  }
  if (total === 0) throw new Error(`no skin at ${x}, ${y}`);
  return { vertices, weights: weights.map((w) => w / total), dx: offX / total, dy: offY / total };
}

/** A place on the skin, named by the bare head, `off` cm above it. */
function surface(
  model: HeadModel,
  head: PosedHead,
  normals: Float32Array,
  x: number,
  y: number,
  off: number,
): Point {
  const p = head.positions;
  // The mean over the vertices near the place, moved from the middle of their places to the place itself.
  const { vertices, weights, dx, dy } = anchorOf(model, `${x} ${y}`, () => makeAnchor(model, x, y));
  let px = 0;
  let py = 0;
  let pz = 0;
  for (let k = 0; k < vertices.length; k++) {
    const v = 3 * vertices[k];
    px += weights[k] * (p[v] + off * normals[v]);
    py += weights[k] * (p[v + 1] + off * normals[v + 1]);
    pz += weights[k] * (p[v + 2] + off * normals[v + 2]);
  }
  return [px - dx, py - dy, pz];
}

type On = (x: number, y: number, off: number) => Point;

function cannula(model: HeadModel, on: On): Mesh[] {
  const p = model.shape.proportions;
  const clear: Point = [0.52, 0.66, 0.6];
  const line: Point[] = [];
  for (let i = -16; i <= 16; i++) {
    const x = (i / 16) * p.skullHalfWidth * 0.92;
    const side = Math.abs(x);
    const y = -p.noseBase - 0.14 - 0.25 * bump(side, 0, 1.7, 0, 0.8, 1) + 0.75 * smoothstep(1.8, 4.2, side);
    line.push(on(x, y, 0.14));
  }
  const prong = (side: number): Mesh =>
    tube(
      'cannula',
      PLASTIC,
      [
        on(side * 0.3, -p.noseBase - 0.14, 0.2),
        on(side * 0.3, -p.noseBase, 0.2),
        on(side * 0.3, -p.noseBase + 0.1, 0),
      ],
      0.11,
      clear,
    );
  return [
    tube('cannula', PLASTIC, smooth(line), 0.15, clear),
    prong(-1),
    prong(1),
    tape(on, 2.75, -1.5, 1.1, 0.8, 0.25),
    tape(on, -2.75, -1.5, 1.1, 0.8, -0.25),
  ];
}

/** @param off how far it stands off the skin, in cm */
function tape(on: On, cx: number, cy: number, w: number, h: number, angle: number, off = 0.06): Mesh {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  return patch(
    'tape',
    { gloss: 0.12, sharpness: 12, wrap: 0.4, living: 0 },
    12,
    8,
    (u, v) => {
      const a = (u - 0.5) * w;
      const b = (0.5 - v) * h;
      return on(cx + c * a - s * b, cy + s * a + c * b, off);
    },
    () => [0.72, 0.63, 0.5],
    (u, v) => 0.25 * (u < 0.04 || u > 0.96 || v < 0.05 || v > 0.95 ? 1 : 0),
  );
}

function feedingTube(model: HeadModel, on: On, way: 'nasal' | 'oral'): Mesh[] {
  const p = model.shape.proportions;
  const mouth = mouthLine(p);
  const start = way === 'nasal' ? -p.noseBase + 0.05 : mouth;
  const startX = way === 'nasal' ? 0.3 : 0.55;
  const line: Point[] = [];
  for (let i = 0; i <= 18; i++) {
    const t = i / 18;
    const x = lerp(startX, p.skullHalfWidth * 0.92, t);
    const y = lerp(start, way === 'nasal' ? -1.0 : -1.9, t) - 0.3 * Math.sin(Math.PI * t);
    line.push(on(x, y, i === 0 ? -0.05 : 0.1));
  }
  return [
    tube('feeding tube', PLASTIC, smooth(line), 0.1, [0.78, 0.74, 0.6]),
    tape(on, 2.3, lerp(start, -1.3, 0.5) - 0.25, 1.15, 0.85, 0.1),
  ];
}

const PLASTICS: readonly Point[] = [
  [0.86, 0.86, 0.84],
  [0.3, 0.55, 0.75],
  [0.85, 0.5, 0.6],
  [0.45, 0.7, 0.45],
  [0.9, 0.75, 0.3],
  [0.5, 0.4, 0.65],
];

/** A soother: a curved shield before the lips, a button on it and a ring that hangs from the button. */
function soother(model: HeadModel, on: On, seed: number): Mesh[] {
  const random = randomFrom('phantom-soother', seed);
  const [shade, ring] = [0, 1].map(() => PLASTICS[random.below(PLASTICS.length)]);
  const p = model.shape.proportions;
  const [, y, z] = on(0, mouthLine(p), 0);
  const half = p.mouthHalfWidth;
  const shield = ellipsoid(
    'soother',
    PLASTIC,
    [0, y, z + 0.35],
    [half + 0.45, 0.95, 0.22],
    20,
    () => shade,
    // The shield bends round the face.
    ([x, up, out]) => [x, up, out - 0.16 * x * x],
  );
  const button = ellipsoid('soother', PLASTIC, [0, y, z + 0.7], [0.5, 0.5, 0.35], 14, () => ring);
  const hanging: Point[] = Array.from({ length: 25 }, (_, i) => {
    const turn = (2 * Math.PI * i) / 24;
    return [0.62 * Math.sin(turn), y - 0.62 + 0.62 * Math.cos(turn), z + 1.05 - 0.12 * Math.cos(turn)];
  });
  return [shield, button, tube('soother', PLASTIC, hanging, 0.11, ring, 8)];
}

/** A mask over nose and mouth: a shell with a soft edge that rests on the face. */
function mask(model: HeadModel, on: On, seed: number): Mesh {
  const colour = randomFrom('phantom-mask', seed).below(2) === 0 ? [0.62, 0.74, 0.72] : [0.78, 0.8, 0.8];
  const [red, green, blue] = colour;
  const p = model.shape.proportions;
  const mouth = mouthLine(p);
  const top = -0.5 * p.noseBase;
  const bottom = mouth - 1.1;
  const middle = (top + bottom) / 2;
  return patch(
    'mask',
    CLOTH,
    24,
    18,
    (u, v) => {
      const [a, b] = [2 * u - 1, 1 - 2 * v];
      // A disc from a square, so that the corners are round.
      const x = 1.9 * a * Math.sqrt(1 - 0.5 * b * b);
      const y = middle + ((top - bottom) / 2) * 1.15 * b * Math.sqrt(1 - 0.5 * a * a);
      const dome = Math.max(0, 1 - a * a) * Math.max(0, 1 - b * b);
      const [px, py, pz] = on(x, y, 0.15);
      return [px, py, pz + 0.75 * Math.sqrt(dome)];
    },
    () => [red, green, blue],
  );
}

/** Takes the corners out of a line that follows the vertices of the skin. */
function smooth(line: readonly Point[]): Point[] {
  return line.map((p, i) => {
    const a = line[Math.max(0, i - 1)];
    const b = line[Math.min(line.length - 1, i + 1)];
    return [(a[0] + 2 * p[0] + b[0]) / 4, (a[1] + 2 * p[1] + b[1]) / 4, (a[2] + 2 * p[2] + b[2]) / 4];
  });
}

const CLOTHS: readonly (readonly [Point, Point])[] = [
  [
    [0.72, 0.74, 0.76],
    [0.3, 0.46, 0.66],
  ],
  [
    [0.76, 0.73, 0.68],
    [0.66, 0.36, 0.4],
  ],
  [
    [0.7, 0.74, 0.66],
    [0.36, 0.56, 0.44],
  ],
  [
    [0.74, 0.7, 0.5],
    [0.58, 0.5, 0.3],
  ],
];

function clothOf(seed: number, what: string): readonly [Point, Point] {
  return CLOTHS[randomFrom('phantom-cloth', seed, what).below(CLOTHS.length)];
}

/** What of a cap does not move: how far it stands off each vertex of the skull, its colours and its knit. */
interface Cap {
  readonly lift: Float32Array;
  readonly albedo: Float32Array;
  readonly crease: Float32Array;
  readonly triangles: Uint32Array;
}

function makeCap(model: HeadModel, seed: number): Cap {
  const { grid, proportions: p } = model.shape;
  const [light, dark] = clothOf(seed, 'cap');
  const lift = new Float32Array(grid.count);
  const albedo = new Float32Array(3 * grid.count);
  const crease = new Float32Array(grid.count);
  const height = new Float32Array(grid.count);
  for (let v = 0; v < grid.count; v++) {
    const x = grid.base[3 * v];
    const y = grid.base[3 * v + 1];
    const angle = Math.abs(Math.atan2(x, grid.base[3 * v + 2]));
    height[v] = y - lerp(p.brow + 0.95, -0.1, smoothstep(0.7, 1.5, angle));
    if (height[v] <= 0) continue;
    lift[v] = 0.06 + 0.22 * smoothstep(0, 0.15, height[v]) - 0.1 * smoothstep(0.75, 0.95, height[v]);
    albedo.set(height[v] > 0.85 && Math.sin(height[v] * 7) > 0.2 ? dark : light, 3 * v);
    crease[v] = 0.3 * (0.5 + 0.5 * Math.cos(angle * 60)) ** 2;
  }
  const kept: number[] = [];
  for (let t = 0; t < grid.triangles.length; t += 3) {
    const [a, b, c] = [grid.triangles[t], grid.triangles[t + 1], grid.triangles[t + 2]];
    if (height[a] > 0 && height[b] > 0 && height[c] > 0) kept.push(a, b, c);
  }
  return { lift, albedo, crease, triangles: Uint32Array.from(kept) };
}

/** A knitted cap: the skull's own skin, lifted. */
function cap(model: HeadModel, head: PosedHead, skin: Mesh, seed: number): Mesh {
  const { lift, albedo, crease, triangles } = capOf(model, String(seed), () => makeCap(model, seed));
  const positions = head.positions.slice();
  for (let v = 0; v < lift.length; v++) {
    if (lift[v] === 0) continue;
    for (let c = 3 * v; c < 3 * v + 3; c++) positions[c] += lift[v] * skin.normals[c];
  }
  const normals = new Float32Array(positions.length);
  computeNormals(positions, triangles, normals);
  return { name: 'cap', material: CLOTH, positions, normals, albedo, crease, triangles, twoSided: false };
}

/** The blanket round the body; its edge may come up over the chin. */
function swaddle(model: HeadModel, up: number, seed: number): Mesh[] {
  const p = model.shape.proportions;
  const [light, dark] = clothOf(seed, 'blanket');
  const fold = randomFrom('phantom-fold', seed).below(2 ** 20);
  const top = -p.chin - 0.55;
  const body = ellipsoid(
    'blanket',
    CLOTH,
    [0, top - 3.3, -0.7],
    [6.2, 3.6, 3.5],
    36,
    (x, y) => (Math.sin(26 * x + 5 * y) > 0.75 ? dark : light),
    ([x, y, z]) => {
      const push = 0.22 * noise(x * 0.7, y * 0.9 + z * 0.3, fold);
      return [x, y + push, z + push];
    },
  );
  const rise = lerp(0, 2.35, up);
  const collar: Point[] = [];
  for (let i = 0; i <= 40; i++) {
    const a = lerp(-0.8, 0.8, i / 40) * Math.PI;
    const front = Math.cos(a);
    const y =
      top + rise * smoothstep(-0.2, 1, front) + 0.12 * noise(i * 0.35, 0, fold + 1) - 0.25 * (1 - front);
    collar.push([
      (2.6 + 1.1 * up) * Math.sin(a),
      y - 0.75 * (1 - up),
      lerp(-0.4, lerp(2.05, 5.5, smoothstep(0, 0.4, up)), smoothstep(-0.7, 1, front)),
    ]);
  }
  if (up < 0.05) return [body];
  const edge = tube('blanket', CLOTH, collar, lerp(0.42, 0.6, up), dark, 14);
  const cover = patch(
    'blanket cover',
    CLOTH,
    40,
    10,
    (u, v) => {
      const [x, y, z] = collar[Math.round(u * 40)];
      const drop = v * (y - top + 2.2);
      return [x * (1 + 0.25 * v), y - drop, z + 0.35 * Math.sin(v * 2) + 0.1 * noise(u * 9, v * 4, fold)];
    },
    (u) => (Math.sin(u * 70) > 0.75 ? dark : light),
  );
  return [body, edge, cover];
}

/** A small hand before the face: palm, four fingers, thumb. */
function hand(model: HeadModel, at: { readonly x: number; readonly y: number }): Mesh[] {
  const tone = model.subject.skin;
  const paint = (): Point => [tone[0] * 0.97, tone[1] * 0.86, tone[2] * 0.84];
  const z = 6.6;
  const side = at.x < 0 ? -1 : 1;
  const palm = ellipsoid('hand', HAND_SKIN, [at.x, at.y - 0.9, z], [1.1, 1.0, 0.6], 18, paint);
  const fingers = [-0.78, -0.27, 0.24, 0.72].map((dx, i) => {
    const length = [0.95, 1.15, 1.1, 0.85][i];
    const line: Point[] = [];
    for (let k = 0; k <= 8; k++) {
      const t = k / 8;
      line.push([at.x + dx * (1 + 0.2 * t), at.y - 0.4 + 1.6 * length * t, z + 0.15 - 0.9 * t * t]);
    }
    return tube('hand', HAND_SKIN, line, 0.3, paint(), 12);
  });
  const thumb: Point[] = [];
  for (let k = 0; k <= 6; k++) thumb.push([at.x - side * (0.8 + 0.16 * k), at.y - 1.1 + 0.14 * k, z + 0.1]);
  const arm = ellipsoid('hand', CLOTH, [at.x + side * 0.4, at.y - 3.4, z - 0.6], [1.2, 2.2, 1.1], 16, () => [
    0.7, 0.7, 0.72,
  ]);
  return [palm, ...fingers, tube('hand', HAND_SKIN, thumb, 0.28, paint(), 12), arm];
}
