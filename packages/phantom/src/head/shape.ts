import { bump, clamp, lerp, nearestOnLine, smoothstep } from '../curves.ts';
import type { Proportions } from '../subject/proportions.ts';
import { type HeadGrid, headGrid, mouthLine } from './grid.ts';

/** A head at rest: eyes shut, lips together. */
export interface HeadShape {
  readonly grid: HeadGrid;
  readonly proportions: Proportions;
  /** x, y, z of each vertex, in cm of a head at term. */
  readonly rest: Float32Array;
  /** Shade of creases at rest, 0 none to 1. */
  readonly crease: Float32Array;
  /** The eyeballs' places: left of the picture, right of the picture. */
  readonly eyes: readonly [Eyeball, Eyeball];
}

/** An eyeball, as far as it can be seen: an ellipsoid. */
export interface Eyeball {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly rx: number;
  readonly ry: number;
  readonly rz: number;
  /** The face falls back towards the temple, and the ball's front with it: cm of z a cm of x. */
  readonly slope: number;
}

/** Where along the fissure a place lies: 0 at the inner corner, 1 at the outer one. */
export function alongFissure(p: Proportions, x: number): number {
  return (Math.abs(x) - p.innerCanthus) / (p.outerCanthus - p.innerCanthus);
}

/** Height of the line of the shut lids over the eye line. */
export function lidLine(p: Proportions, x: number): number {
  const along = clamp(alongFissure(p, x), 0, 1);
  return p.eyeTilt * (along - 0.5) - 0.17 * Math.sin(Math.PI * along);
}

/** The furrow from the wing of the nose past the corner of the mouth, on the right of the picture. */
export function nasolabialLine(p: Proportions): readonly number[] {
  const mouth = mouthLine(p);
  const x = p.noseHalfWidth;
  return [
    x * 0.98,
    -p.noseBase + 0.5,
    x * 1.16,
    -p.noseBase + 0.12,
    lerp(x, p.mouthHalfWidth, 0.75) + 0.2,
    lerp(-p.noseBase, mouth, 0.5),
    p.mouthHalfWidth + 0.34,
    mouth - 0.02,
    p.mouthHalfWidth + 0.36,
    mouth - 0.42,
  ];
}

/** Builds the head of the given proportions. */
export function headShape(p: Proportions): HeadShape {
  const grid = headGrid(p);
  const rest = new Float32Array(grid.base);
  const crease = new Float32Array(grid.count);
  const furrow = nasolabialLine(p);
  for (let v = 0; v < grid.count; v++) {
    const x = grid.base[3 * v];
    const y = grid.base[3 * v + 1];
    if (grid.base[3 * v + 2] < 0) continue;
    const front = relief(p, furrow, Math.abs(x), y);
    const sideways = x / p.skullHalfWidth;
    rest[3 * v] = x + 0.45 * sideways * front.out;
    rest[3 * v + 2] += front.out * (1 - 0.35 * sideways * sideways);
    rest[3 * v + 1] = y + front.up;
    crease[v] = front.crease;
  }
  bendLids(grid, p, rest);
  const ball = eyeball(grid, rest);
  return { grid, proportions: p, rest, crease, eyes: [{ ...ball, x: -ball.x, slope: -ball.slope }, ball] };
}

/** How far the features push a place of the right half out and up, and how deep a crease it lies in. */
function relief(
  p: Proportions,
  furrow: readonly number[],
  x: number,
  y: number,
): { out: number; up: number; crease: number } {
  const mouth = mouthLine(p);
  const base = -p.noseBase;
  const eyeX = (p.innerCanthus + p.outerCanthus) / 2;
  let out = 0;
  let crease = 0;

  out += p.forehead * bump(x, y, 0, p.brow + 1.9, 2.6, 1.5);
  out -= 0.42 * bump(x, y, eyeX, 0.06, 0.98, 0.62);
  out -= 0.16 * bump(x, y, p.innerCanthus - 0.12, 0.08, 0.3, 0.4);
  out += 0.1 * bump(x, y, eyeX - 0.1, p.brow - 0.05, 1.1, 0.3);

  // Nose: a low bridge, a round tip that looks up, wings.
  const tipY = base + 0.42;
  const under = y < tipY ? 0.28 : 0.42;
  out += 0.2 * bump(x, y, 0, 0.25, 0.42, 0.6);
  out += 0.3 * p.noseHeight * bump(x, y, 0, base + 0.95, 0.38, 0.45);
  out += 0.92 * p.noseHeight * bump(x, y, 0, tipY, 0.46, under);
  const wing = p.noseHalfWidth - 0.34;
  out += 0.5 * p.noseHeight * bump(x, y, wing, base + 0.3, 0.27, y < base + 0.3 ? 0.2 : 0.28);
  const groove = Math.abs(Math.hypot((x - wing) / 0.4, (y - base - 0.28) / 0.42) - 1);
  const beside = smoothstep(0.3, 0.75, x) * smoothstep(base - 0.25, base, y);
  out -= 0.09 * Math.exp(-((groove / 0.25) ** 2)) * beside;
  crease += 0.4 * Math.exp(-((groove / 0.22) ** 2)) * beside * smoothstep(base + 0.8, base + 0.45, y);
  const nostril = bump(x, y, 0.3, base + 0.1, 0.17, 0.1);
  out -= 0.26 * nostril;
  crease += 1.25 * bump(x, y, 0.31, base + 0.08, 0.135, 0.075);

  // Philtrum, lips, the hollow under them, chin.
  const upperTop = mouth + p.upperLip;
  const between = smoothstep(upperTop - 0.1, upperTop + 0.1, y) * smoothstep(base + 0.1, base - 0.1, y);
  out -= 0.07 * bump(x, 0, 0, 0, 0.13, 1) * between;
  out += 0.05 * bump(x, 0, 0.26, 0, 0.1, 1) * between;
  out += 0.26 * bump(x, y, 0, mouth, 1.5, 0.85);
  const m = clamp(x / p.mouthHalfWidth, 0, 1);
  const lipShape = (1 - m * m) ** 0.85;
  out += 0.3 * lipShape * bump(0, y, 0, mouth + 0.5 * p.upperLip, 1, 0.45 * p.upperLip);
  out += 0.33 * lipShape * bump(0, y, 0, mouth - 0.5 * p.lowerLip, 1, 0.5 * p.lowerLip);
  out -= 0.17 * lipShape * bump(0, y, 0, mouth, 1, 0.09);
  out -= 0.1 * bump(x, y, p.mouthHalfWidth + 0.1, mouth, 0.22, 0.2);
  crease += 0.45 * bump(x, y, p.mouthHalfWidth, mouth, 0.16, 0.1);
  out -= 0.17 * bump(x, y, 0, mouth - p.lowerLip - 0.24, 0.85, 0.16);
  out += p.chinHeight * bump(x, y, 0, -p.chin + 0.55, 0.7, 0.42);

  // Cheeks, and the furrow that they end at.
  const full = lerp(0.1, 0.62, p.cheeks);
  out += full * bump(x, y, 2.35, base - 0.05, 1.05, 0.95);
  out += 0.55 * full * bump(x, y, 2.6, mouth - 0.2, 0.85, 0.75);
  const { distance, along } = nearestOnLine(x, y, furrow);
  const soft = Math.sin(Math.PI * clamp(along * 0.9 + 0.1, 0, 1));
  out -= 0.06 * soft * Math.exp(-((distance / 0.16) ** 2));
  crease += 0.1 * soft * Math.exp(-((distance / 0.14) ** 2));

  // The upper lid's fold, and the one under the lower lid.
  const e = alongFissure(p, x);
  const overLid = smoothstep(-0.1, 0.2, e) * smoothstep(1.2, 0.85, e);
  const fold = y - 0.42 - 0.1 * Math.sin(Math.PI * clamp(e, 0, 1));
  crease += 0.3 * overLid * Math.exp(-((fold / 0.07) ** 2));
  out -= 0.05 * overLid * Math.exp(-((fold / 0.1) ** 2));
  crease += 0.14 * overLid * Math.exp(-(((y + 0.55) / 0.1) ** 2));

  // A Cupid's bow: the middle of the upper lip's red dips.
  const bow = bump(x, 0, 0.28, 0, 0.2, 1) - 0.7 * bump(x, 0, 0, 0, 0.14, 1);
  const up = 0.05 * bow * bump(0, y, 0, upperTop, 1, 0.18);
  return { out, up, crease };
}

/** Brings the slit of the lids from its straight row onto the curved line of shut lids, and the skin around with it. */
function bendLids(grid: HeadGrid, p: Proportions, rest: Float32Array): void {
  for (let v = 0; v < grid.count; v++) {
    if (grid.base[3 * v + 2] < 0) continue;
    const x = grid.base[3 * v];
    const y = grid.base[3 * v + 1];
    const e = alongFissure(p, x);
    const beyond = e < 0 ? smoothstep(-0.5, 0, e) : smoothstep(1.6, 1, e);
    const s = clamp(Math.abs(y) / 0.85, 0, 1);
    const weight = beyond * (1 - s) ** 2 * (1 + 2 * s);
    rest[3 * v + 1] += weight * lidLine(p, x);
  }
}

function eyeball(grid: HeadGrid, rest: Float32Array): Eyeball {
  const inner = grid.vertex(grid.eyeRow, grid.innerCanthusColumn);
  const outer = grid.vertex(grid.eyeRow, grid.outerCanthusColumn);
  const half = (rest[3 * outer] - rest[3 * inner]) / 2;
  const rz = 0.62;
  return {
    x: (rest[3 * inner] + rest[3 * outer]) / 2,
    y: (rest[3 * inner + 1] + rest[3 * outer + 1]) / 2,
    z: (rest[3 * inner + 2] + rest[3 * outer + 2]) / 2 + 0.34 - rz,
    rx: half * 1.06,
    ry: 0.86,
    rz,
    slope: (0.9 * (rest[3 * outer + 2] - rest[3 * inner + 2])) / (rest[3 * outer] - rest[3 * inner]),
  };
}
