import { bump, clamp, lerp, nearestOnLine, noise, smoothMax, smoothstep } from '../curves.ts';
import { ACTIONS, type Action, type Actions } from './actions.ts';
import { mouthLine } from './grid.ts';
import { alongFissure, type HeadShape, nasolabialLine } from './shape.ts';

/** How each action moves every vertex at full intensity, and the creases it makes. */
export interface ActionBasis {
  /** dx, dy, dz of each vertex, by action. */
  readonly shift: { readonly [A in Action]: Float32Array };
  /** Shade of the creases of each vertex, by action. */
  readonly crease: { readonly [A in Action]: Float32Array };
  /** The vertices that it changes at all, by action. */
  readonly moved: { readonly [A in Action]: Uint32Array };
}

/** What moves one vertex; filled for each action in turn. */
interface Move {
  x: number;
  y: number;
  z: number;
  crease: number;
}

/** A vertex at rest, as the actions see it: the right half of the face stands for both. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly underMouth: boolean;
  readonly underEyes: boolean;
  readonly shape: HeadShape;
}

/** How far the jaw falls at full intensity, in cm of a head at term. */
export const JAW_FALL = 1.6;
const LIPS_PART = 0.3;
const UPPER_LID_RISE = 0.66;
const LOWER_LID_FALL = 0.24;

type Mover = (at: Place, move: Move) => void;

const MOVERS: { readonly [A in Action]: Mover } = {
  browBulge(at, move) {
    const p = at.shape.proportions;
    const { x, y } = at;
    const brow = bump(x, y, 1.0, p.brow, 0.85, 0.55);
    move.y -= 0.42 * brow + 0.12 * bump(x, y, 2.2, p.brow, 0.8, 0.4);
    move.x -= 0.2 * bump(x, y, 0.9, p.brow - 0.05, 0.55, 0.5);
    move.z += 0.3 * bump(x, y, 0, p.brow - 0.1, 0.5, 0.42);
    move.z += 0.24 * bump(x, y, 1.05, p.brow - 0.1, 0.6, 0.26);
    const between = Math.exp(-(((x - 0.4) / 0.1) ** 2)) * bump(0, y, 0, p.brow - 0.05, 1, 0.4);
    const root = Math.exp(-(((y - 0.42) / 0.09) ** 2)) * smoothstep(0.65, 0.2, x);
    const front = bump(x, 0, 0, 0, 1.4, 1) * Math.exp(-(((y - p.brow - 0.75) / 0.1) ** 2));
    const front2 = bump(x, 0, 0, 0, 1.2, 1) * Math.exp(-(((y - p.brow - 1.2) / 0.11) ** 2));
    move.z -= 0.13 * between + 0.1 * root + 0.05 * front + 0.03 * front2;
    move.crease += 0.65 * between + 0.55 * root + 0.3 * front + 0.18 * front2;
  },
  eyeSqueeze(at, move) {
    const p = at.shape.proportions;
    const { x, y } = at;
    const eyeX = (p.innerCanthus + p.outerCanthus) / 2;
    // Both lids are drawn together and their middle a little up; the soft parts round them bulge.
    move.y -= 0.24 * bump(x, y, eyeX, 0.75, 1.0, 0.32);
    move.y += 0.26 * bump(x, y, eyeX, -0.62, 1.1, 0.36);
    move.y += 0.12 * lidWeight(at);
    move.x -= 0.08 * bump(x, y, p.outerCanthus, 0, 0.5, 0.5);
    move.z += 0.2 * bump(x, y, eyeX, 0.52, 0.85, 0.2) + 0.22 * bump(x, y, eyeX, -0.52, 0.9, 0.22);
    const e = alongFissure(p, x);
    const span = smoothstep(-0.25, 0.1, e) * smoothstep(1.35, 1, e);
    const over = Math.exp(-(((y - 0.3) / 0.07) ** 2)) * span;
    const under = Math.exp(-(((y + 0.36 + 0.1 * Math.sin(Math.PI * clamp(e, 0, 1))) / 0.07) ** 2)) * span;
    const under2 = Math.exp(-(((y + 0.66) / 0.08) ** 2)) * span;
    const lid = Math.exp(-(((y - at.shape.proportions.eyeTilt * (e - 0.5) + 0.06) / 0.1) ** 2)) * span;
    move.z -= 0.07 * over + 0.08 * under + 0.05 * under2 + 0.1 * lid;
    move.crease += 0.5 * over + 0.55 * under + 0.3 * under2 + 0.5 * lid;
    // Rays from the outer corner.
    const dx = x - p.outerCanthus;
    const dy = y - 0.5 * p.eyeTilt;
    const away = Math.hypot(dx, dy);
    if (dx > 0) {
      const ray = 0.5 + 0.5 * Math.cos(9 * Math.atan2(dy, dx));
      move.crease += 0.4 * ray ** 4 * smoothstep(0.95, 0.3, away) * smoothstep(0.05, 0.2, away);
    }
    // Nose root wrinkles with it.
    move.crease += 0.2 * bump(x, y, 0.55, 0.25, 0.16, 0.3);
  },
  nasolabialFurrow(at, move) {
    const p = at.shape.proportions;
    const { x, y } = at;
    const base = -p.noseBase;
    const mouth = mouthLine(p);
    // The cheek rises and swells up to the line and falls off behind it.
    const cheek = bump(x, y, 2.05, base + 0.1, 0.85, 0.75);
    move.y += 0.3 * cheek;
    move.x += 0.08 * cheek;
    move.z += 0.24 * cheek;
    const { distance, along } = nearestOnLine(x, y, nasolabialLine(p));
    const depth = Math.sin(Math.PI * clamp(along * 0.8 + 0.2, 0, 1)) ** 0.7;
    const line = depth * Math.exp(-((distance / 0.11) ** 2));
    move.z -= 0.2 * line;
    move.crease += 0.85 * line;
    // Wings of the nose and the upper lip go up.
    move.y += 0.14 * bump(x, y, p.noseHalfWidth - 0.2, base + 0.3, 0.3, 0.35);
    move.x += 0.1 * bump(x, y, p.noseHalfWidth - 0.2, base + 0.25, 0.25, 0.3);
    if (!at.underMouth) move.y += 0.14 * bump(x, y, 0.7, mouth + 0.3, 0.5, 0.4);
  },
  openLips(at, move) {
    const opening = openMouth(at, 2.4);
    move.y += LIPS_PART * opening * (at.underMouth ? -0.75 : 0.25);
  },
  verticalStretch(at, move) {
    jaw(at, move, 2.7);
  },
  horizontalStretch(at, move) {
    const p = at.shape.proportions;
    const mouth = mouthLine(p);
    const corner = bump(at.x, at.y, p.mouthHalfWidth, mouth, 0.75, 0.8);
    move.x += 0.42 * corner * smoothstep(0, 0.9, at.x);
    move.z -= 0.2 * corner;
    // The lower lip is drawn out to a corner: the open mouth becomes angular.
    const opening = openMouth(at, 7) - openMouth(at, 2.7);
    if (at.underMouth) move.y -= 0.65 * opening;
    else move.y += 0.2 * opening;
    const pouch = bump(at.x, at.y, p.mouthHalfWidth + 0.6, mouth - 0.2, 0.24, 0.5);
    move.crease += 0.35 * pouch;
    move.z -= 0.05 * pouch;
  },
  lipPurse(at, move) {
    const p = at.shape.proportions;
    const mouth = mouthLine(p);
    const near = bump(at.x, at.y, 0, mouth, 1.15, 0.62);
    move.x -= 0.42 * at.x * near;
    move.z += 0.36 * bump(at.x, at.y, 0, mouth, 0.75, 0.5);
    const radial = 0.5 + 0.5 * Math.cos(at.x * 22);
    const ring = smoothstep(0.16, 0.3, Math.abs(at.y - mouth)) * bump(at.x, at.y, 0, mouth, 0.7, 0.45);
    move.crease += 0.3 * radial ** 2 * ring;
  },
  tautTongue() {
    // The tongue is a part of its own; the skin does not move.
  },
  chinQuiver(at, move) {
    const p = at.shape.proportions;
    const chin = bump(at.x, at.y, 0, -p.chin + 0.6, 0.75, 0.45);
    const dimple = noise(at.x * 5.5 + 31, at.y * 5.5, 77);
    move.y += 0.12 * chin;
    move.z += chin * (0.1 + 0.05 * dimple);
    move.crease += chin * 0.5 * clamp(-dimple, 0, 1);
  },
  tongueProtrusion(at, move) {
    move.y += openMouth(at, 2) * (at.underMouth ? -0.3 : 0.08);
  },
  lidsOpen(at, move) {
    const p = at.shape.proportions;
    const rise = at.underEyes ? -LOWER_LID_FALL : UPPER_LID_RISE;
    move.y += rise * lidWeight(at);
    const e = alongFissure(p, at.x);
    const span = smoothstep(-0.1, 0.15, e) * smoothstep(1.2, 0.95, e);
    const fold = at.y - 0.45 - 0.1 * Math.sin(Math.PI * clamp(e, 0, 1));
    if (!at.underEyes) move.crease += 0.35 * span * Math.exp(-((fold / 0.06) ** 2));
  },
  browRaise(at, move) {
    const p = at.shape.proportions;
    move.y += 0.3 * bump(at.x, at.y, 1.7, p.brow, 1.3, 0.5);
    const line = Math.exp(-(((at.y - p.brow - 0.9) / 0.11) ** 2)) * bump(at.x, 0, 0, 0, 1.7, 1);
    move.crease += 0.25 * line;
    move.z -= 0.03 * line;
  },
  roundMouth(at, move) {
    const p = at.shape.proportions;
    const near = bump(at.x, at.y, p.mouthHalfWidth, mouthLine(p), 0.6, 0.8);
    move.x -= 0.34 * near * smoothstep(0, 0.9, at.x);
    move.z += 0.12 * near;
  },
};

/** How much of the lids' opening a vertex takes part in. */
function lidWeight(at: Place): number {
  const p = at.shape.proportions;
  const e = alongFissure(p, at.x);
  if (e <= 0 || e >= 1) return 0;
  const shape = Math.sin(Math.PI * e ** 0.85) ** 0.75;
  const s = clamp(Math.abs(at.y) / (at.underEyes ? 0.75 : 0.95), 0, 1);
  return shape * (1 - s) ** 2 * (1 + 2 * s);
}

/** How far a lip goes along when the mouth opens: 1 in the middle of the lip, 0 at the corner and away from it. */
function openMouth(at: Place, squareness: number): number {
  const p = at.shape.proportions;
  const away = Math.abs(at.y - mouthLine(p));
  const m = at.x / (p.mouthHalfWidth + 0.35 * away);
  if (m >= 1) return 0;
  const s = clamp(away / (at.underMouth ? 1.6 : 0.8), 0, 1);
  return (1 - m ** squareness) ** (1 / squareness) * (1 - s) ** 2 * (1 + 2 * s);
}

/** The jaw falls: all under the lips goes with it, the cheeks are drawn out. */
function jaw(at: Place, move: Move, squareness: number): void {
  const p = at.shape.proportions;
  const mouth = mouthLine(p);
  const away = Math.abs(at.y - mouth);
  const behind = smoothstep(-1.2, 2.2, at.z);
  const side = smoothstep(p.skullHalfWidth * 0.98, p.skullHalfWidth * 0.5, at.x);
  const cheek = smoothstep(mouth + 1.6, mouth - 1.6, at.y) * lerp(0.25, 1, side) * behind;
  const neck = smoothstep(-p.chin - 1.6, -p.chin - 0.2, at.y);
  const m = at.x / (p.mouthHalfWidth * (1 + 0.45 * smoothstep(0, 1.2, away)));
  const lip = m < 1 ? (1 - m ** squareness) ** (1 / squareness) : 0;
  // Away from the lips the edge of what falls is soft.
  const middle = lerp(lip, smoothstep(1.7, 0.2, m), smoothstep(0.05, 0.7, away));
  let weight: number;
  if (at.underMouth) weight = lerp(cheek, 1, middle * behind) * neck;
  else weight = cheek * (1 - middle * Math.exp(-((away / 0.7) ** 2)));
  move.y -= JAW_FALL * weight;
  move.z -= 0.3 * JAW_FALL * weight * weight;
  // Drawn-out cheeks get thinner.
  move.x -= 0.16 * bump(at.x, at.y, 2.6, mouth, 1, 0.9);
}

/** Works out the basis of a head: it depends on the shape alone, so once for each subject. */
export function actionBasis(shape: HeadShape): ActionBasis {
  const { grid, rest } = shape;
  const shift: Partial<Record<Action, Float32Array>> = {};
  const crease: Partial<Record<Action, Float32Array>> = {};
  const moved: Partial<Record<Action, Uint32Array>> = {};
  for (const action of ACTIONS) {
    const moves = new Float32Array(3 * grid.count);
    const shades = new Float32Array(grid.count);
    const changed: number[] = [];
    const mover = MOVERS[action];
    for (let v = 0; v < grid.count; v++) {
      const z = rest[3 * v + 2];
      if (z < -1.5) continue;
      // Places are named by the bare head, where the slits are straight rows.
      const x = grid.base[3 * v];
      const move: Move = { x: 0, y: 0, z: 0, crease: 0 };
      mover(
        {
          x: Math.abs(x),
          y: grid.base[3 * v + 1],
          z,
          underMouth: grid.belowMouth[v] === 1,
          underEyes: grid.belowEyes[v] === 1,
          shape,
        },
        move,
      );
      moves[3 * v] = x < 0 ? -move.x : move.x;
      moves[3 * v + 1] = move.y;
      moves[3 * v + 2] = move.z;
      shades[v] = move.crease;
      if (move.x !== 0 || move.y !== 0 || move.z !== 0 || move.crease !== 0) changed.push(v);
    }
    shift[action] = moves;
    crease[action] = shades;
    moved[action] = Uint32Array.from(changed);
  }
  return { shift: complete(shift), crease: complete(crease), moved: complete(moved) };
}

function complete<Part>(parts: Partial<Record<Action, Part>>): { [A in Action]: Part } {
  const entries = ACTIONS.map((action): [Action, Part] => {
    const part = parts[action];
    if (!part) throw new Error(`no basis for ${action}`);
    return [action, part];
  });
  return Object.fromEntries(entries) as { [A in Action]: Part };
}

/** A head in a given moment. */
export interface PosedHead {
  readonly positions: Float32Array;
  readonly crease: Float32Array;
}

/**
 * Deforms a head: rest plus the sum of intensities times basis, then the lids laid upon the eyeballs.
 *
 * @param asymmetry the right half of the picture moves (1 + asymmetry) times as far, the left (1 - asymmetry)
 */
export function poseHead(
  shape: HeadShape,
  basis: ActionBasis,
  actions: Actions,
  asymmetry: number,
  out: PosedHead,
): void {
  const { grid, rest } = shape;
  const { positions, crease } = out;
  positions.set(rest);
  crease.set(shape.crease);
  for (const action of ACTIONS) {
    const intensity = actions[action];
    if (intensity === 0) continue;
    const shift = basis.shift[action];
    const shade = basis.crease[action];
    const moved = basis.moved[action];
    for (let k = 0; k < moved.length; k++) {
      const v = moved[k];
      const middle = clamp(grid.base[3 * v] / 0.8, -1, 1);
      const amount = intensity * (1 + asymmetry * middle);
      positions[3 * v] += amount * shift[3 * v];
      positions[3 * v + 1] += amount * shift[3 * v + 1];
      positions[3 * v + 2] += amount * shift[3 * v + 2];
      crease[v] += amount * shade[v];
    }
  }
  layLids(shape, positions);
}

/** Skin before an eyeball lies upon it. */
function layLids(shape: HeadShape, positions: Float32Array): void {
  const { grid, eyes } = shape;
  for (let v = 0; v < grid.count; v++) {
    if (grid.base[3 * v + 2] < 1) continue;
    const eye = positions[3 * v] < 0 ? eyes[0] : eyes[1];
    const u = (positions[3 * v] - eye.x) / eye.rx;
    const w = (positions[3 * v + 1] - eye.y) / eye.ry;
    const inside = 1 - u * u - w * w;
    if (inside <= 0) continue;
    const surface = eye.z + eye.slope * u * eye.rx + eye.rz * Math.sqrt(inside) + 0.05;
    positions[3 * v + 2] = smoothMax(positions[3 * v + 2], surface, 0.08);
  }
}
