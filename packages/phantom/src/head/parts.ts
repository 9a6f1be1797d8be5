import { clamp, lerp, noise, smoothstep } from '../curves.ts';
import type { Material, Mesh } from '../render/mesh.ts';
import { ellipsoid, patch } from '../render/primitives.ts';
import type { Subject } from '../subject/subject.ts';
import type { LinearColour } from '../subject/tone.ts';
import type { Actions } from './actions.ts';
import type { PosedHead } from './deformation.ts';
import { mouthLine } from './grid.ts';
import type { Eyeball, HeadShape } from './shape.ts';

const WET: Material = { gloss: 0.55, sharpness: 70, wrap: 0.25, living: 0 };
const EYE: Material = { gloss: 0.9, sharpness: 160, wrap: 0.3, living: 0 };
const SKIN: Material = { gloss: 0.1, sharpness: 14, wrap: 0.4, living: 1 };

/** Where an eye looks: fractions of the visible ball, right and up. */
export interface Gaze {
  readonly x: number;
  readonly y: number;
}

/** An eyeball with its iris; what the lids leave free of it is seen. */
export function eyeMesh(ball: Eyeball, subject: Subject, gaze: Gaze): Mesh {
  const white: LinearColour = [0.62, 0.63, 0.66];
  const corner: LinearColour = [0.55, 0.3, 0.28];
  const cx = ball.x + gaze.x * 0.35;
  const cy = ball.y - 0.02 + gaze.y * 0.25;
  return patch(
    'eye',
    EYE,
    52,
    40,
    (u, v) => {
      const x = 1.96 * u - 0.98;
      const y = 0.98 - 1.96 * v;
      const square = x * x + y * y;
      const shrink = square > 0.96 ? Math.sqrt(0.96 / square) : 1;
      const sx = x * shrink;
      const sy = y * shrink;
      return [
        ball.x + ball.rx * sx,
        ball.y + ball.ry * sy,
        ball.z + ball.slope * ball.rx * sx + ball.rz * Math.sqrt(Math.max(0, 1 - sx * sx - sy * sy)),
      ];
    },
    (_u, _v, at) => {
      const r = Math.hypot(at[0] - cx, at[1] - cy);
      const edge = Math.abs(at[0] - ball.x) / ball.rx;
      const red = smoothstep(0.62, 0.95, edge);
      const sclera: LinearColour = [
        lerp(white[0], corner[0], red),
        lerp(white[1], corner[1], red),
        lerp(white[2], corner[2], red),
      ];
      if (r > 0.56) return sclera;
      const ring = 0.45 + 0.55 * smoothstep(0.52, 0.4, r);
      const pupil = smoothstep(0.17, 0.23, r);
      const rays = 0.85 + 0.25 * noise(6 * Math.atan2(at[1] - cy, at[0] - cx), r * 6, subject.texture);
      const iris = subject.iris.map((c) => lerp(0.008, c * ring * rays * 1.5, pupil));
      const t = smoothstep(0.5, 0.56, r);
      return [lerp(iris[0], sclera[0], t), lerp(iris[1], sclera[1], t), lerp(iris[2], sclera[2], t)];
    },
    // The lid throws its shadow on the ball.
    (_u, _v, at) => 0.5 * smoothstep(-0.1, 0.45, at[1] - ball.y),
  );
}

/** The inside of the lips and cheeks: a bag that begins at the slit of the lips and ends in the dark. */
export function mouthMesh(shape: HeadShape, head: PosedHead, subject: Subject): Mesh {
  const { grid } = shape;
  const corner = grid.mouthCornerColumn;
  const loop: number[] = [];
  for (let c = -corner; c <= corner; c++) loop.push(grid.vertex(grid.mouthRow, c));
  for (let c = corner - 1; c >= -corner; c--) loop.push(grid.lower(grid.mouthRow, c));
  const at = head.positions;
  let cx = 0;
  let cy = 0;
  let cz = 0;
  for (const v of loop) {
    cx += at[3 * v] / loop.length;
    cy += at[3 * v + 1] / loop.length;
    cz += at[3 * v + 2] / loop.length;
  }
  const rings = [
    { back: 0, grow: 1, shade: 0.1 },
    { back: 0.14, grow: 1, shade: 0.25 },
    { back: 0.3, grow: 1.02, shade: 0.75 },
    { back: 0.8, grow: 1.1, shade: 1.5 },
    { back: 1.6, grow: 0.9, shade: 2.4 },
    { back: 2.1, grow: 0.02, shade: 3 },
  ];
  const wet: LinearColour = [
    lerp(subject.lips[0], 0.45, 0.5),
    lerp(subject.lips[1], 0.1, 0.5),
    lerp(subject.lips[2], 0.1, 0.5),
  ];
  return patch(
    'mouth',
    { ...WET, gloss: 0.05 },
    loop.length - 1,
    rings.length - 1,
    (u, v) => {
      const i = 3 * loop[Math.round(u * (loop.length - 1))];
      const ring = rings[Math.round(v * (rings.length - 1))];
      const flatten = lerp(at[i + 2], cz - 0.3, smoothstep(0, 1, ring.back));
      return [cx + (at[i] - cx) * ring.grow, cy + (at[i + 1] - cy) * ring.grow, flatten - ring.back];
    },
    () => wet,
    (_u, v) => rings[Math.round(v * (rings.length - 1))].shade,
  );
}

/** Toothless ridges behind the lips. */
export function gumMeshes(shape: HeadShape, jawFall: number): Mesh[] {
  const p = shape.proportions;
  const mouth = mouthLine(p);
  const z = 4.35;
  const pink = (): LinearColour => [0.5, 0.2, 0.19];
  const arc = (side: 1 | -1, y: number, z: number): Mesh =>
    ellipsoid('gum', WET, [0, y, z], [1.05, 0.22, 0.45], 14, pink, ([x, h, d]) => [
      x,
      h + side * 0.08 * (x / 1.05) ** 2,
      d - 0.55 * (x / 1.05) ** 2,
    ]);
  return [arc(1, mouth + 0.28, z), arc(-1, mouth - 0.22 - jawFall, z - 0.38 * jawFall)];
}

/** The tongue: flat at rest, cupped and drawn up at its edges when taut, over the lip when put out. */
export function tongueMesh(shape: HeadShape, actions: Actions, jawFall: number): Mesh {
  const mouth = mouthLine(shape.proportions);
  const { tautTongue: taut, tongueProtrusion: out } = actions;
  const y = mouth - 0.12 - 0.72 * jawFall + 0.3 * taut * jawFall;
  const z = 3.55 - 0.2 * jawFall + 0.2 * taut + 1.1 * out;
  return ellipsoid(
    'tongue',
    { ...WET, gloss: 0.3, sharpness: 30 },
    [0, y - 0.08 * out, z],
    [lerp(0.8, 0.78, taut) * (1 - 0.15 * out), lerp(0.24, 0.34, taut), 1.15],
    18,
    (x, _y, d) => {
      const groove = 1 - 0.35 * Math.exp(-((x / 0.14) ** 2)) * smoothstep(-0.2, 0.6, d);
      return [0.56 * groove, 0.19 * groove, 0.19 * groove];
    },
    ([px, py, pz], [sx, sy, sz]) => [
      px,
      py +
        taut * (0.34 * sx * sx + 0.16 * clamp(sz, 0, 1)) * (0.8 + 0.2 * sy) -
        0.2 * out * clamp(sz, 0, 1) ** 2,
      pz,
    ],
  );
}

/** An outer ear: a shell with a rim, a hollow and a lobe. */
export function earMesh(shape: HeadShape, subject: Subject, side: 1 | -1): Mesh {
  const p = shape.proportions;
  const root = [side * (p.skullHalfWidth * 0.915), -0.55, -0.35] as const;
  const across = [side * 0.55, 0.06, -0.83] as const;
  const facing = [side * 0.8, 0, 0.6] as const;
  return patch(
    'ear',
    SKIN,
    28,
    14,
    (u, v) => {
      const angle = 2 * Math.PI * u;
      const r = v;
      const lobe = Math.sin(angle) < 0 ? 1 + 0.25 * Math.sin(angle) : 1;
      const b = 0.5 + r * 0.72 * Math.cos(angle) * lobe;
      const a = r * 1.45 * Math.sin(angle) + 0.1 * b;
      const rim = 0.2 * Math.exp(-(((r - 0.82) / 0.1) ** 2));
      const hollow = -0.18 * Math.exp(-(((r - 0.35) / 0.25) ** 2));
      const h = (rim + hollow) * smoothstep(1, 0.9, r) + 0.1 - 0.15 * smoothstep(0.9, 1, r);
      return [
        root[0] + across[0] * b + facing[0] * h,
        root[1] + a + across[1] * b,
        root[2] + across[2] * b + facing[2] * h,
      ];
    },
    () => [subject.skin[0] * 0.98, subject.skin[1] * 0.88, subject.skin[2] * 0.86],
    (_u, v) => 0.7 * Math.exp(-(((v - 0.38) / 0.2) ** 2)) + 0.35 * Math.exp(-(((v - 0.68) / 0.07) ** 2)),
  );
}
