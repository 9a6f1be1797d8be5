/** Keeps a number within bounds. */
export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : Math.min(value, high);
}

/** Straight line from `a` (t = 0) to `b` (t = 1). */
export function lerp(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

/** 0 up to `from`, 1 beyond `to`, a cubic with level ends between; `from` may be the larger one. */
export function smoothstep(from: number, to: number, value: number): number {
  const t = clamp((value - from) / (to - from), 0, 1);
  return t * t * (3 - 2 * t);
}

/** A bump of height 1 at (cx, cy) with standard deviations `sx` and `sy`. */
export function bump(x: number, y: number, cx: number, cy: number, sx: number, sy: number): number {
  const u = (x - cx) / sx;
  const v = (y - cy) / sy;
  return Math.exp(-0.5 * (u * u + v * v));
}

/** The larger of two numbers with the corner between them rounded over a width of about `radius`. */
export function smoothMax(a: number, b: number, radius: number): number {
  const h = clamp(0.5 + (0.5 * (a - b)) / radius, 0, 1);
  return lerp(b, a, h) + radius * h * (1 - h);
}

/**
 * Distance from a point to a polyline, and how far along it (0 to 1) the nearest place lies.
 *
 * @param line x, y pairs
 */
export function nearestOnLine(
  x: number,
  y: number,
  line: readonly number[],
): { distance: number; along: number } {
  let best = Number.POSITIVE_INFINITY;
  let along = 0;
  const segments = line.length / 2 - 1;
  for (let i = 0; i < segments; i++) {
    const ax = line[2 * i];
    const ay = line[2 * i + 1];
    const dx = line[2 * i + 2] - ax;
    const dy = line[2 * i + 3] - ay;
    const t = clamp(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0, 1);
    const distance = Math.hypot(x - ax - t * dx, y - ay - t * dy);
    if (distance < best) {
      best = distance;
      along = (i + t) / segments;
    }
  }
  return { distance: best, along };
}

/** Smooth noise in [-1, 1] over the plane with features about one unit wide, fixed by `seed`. */
export function noise(x: number, y: number, seed: number): number {
  const i = Math.floor(x);
  const j = Math.floor(y);
  const u = x - i;
  const v = y - j;
  const a = u * u * (3 - 2 * u);
  const b = v * v * (3 - 2 * v);
  const low = lerp(lattice(i, j, seed), lattice(i + 1, j, seed), a);
  const high = lerp(lattice(i, j + 1, seed), lattice(i + 1, j + 1, seed), a);
  return lerp(low, high, b);
}

function lattice(i: number, j: number, seed: number): number {
  let h = Math.imul(i, 374761393) ^ Math.imul(j, 668265263) ^ Math.imul(seed, 2246822519);
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  h = Math.imul(h ^ (h >>> 16), 2654435761);
  return ((h ^ (h >>> 15)) >>> 0) / 2147483648 - 1;
}
