import { clamp } from '../curves.ts';
import type { Proportions } from '../subject/proportions.ts';

/** A slice through the head: at height `y` its half width, its front and its back, and how square it is. */
interface Slice {
  readonly y: number;
  readonly halfWidth: number;
  readonly front: number;
  readonly back: number;
  /** 2 is an ellipse, more is flatter in front. */
  readonly squareness: number;
  /** Rows of vertices from here to the next slice. */
  readonly rows: number;
}

/**
 * The skin as a grid of rows (top to bottom) and columns (round the head) with three slits: the two lids and the lips.
 * The row of a slit is there twice between its corners: once for its upper side, once for its lower side.
 */
export interface HeadGrid {
  readonly rows: number;
  readonly columns: number;
  readonly count: number;
  /** Bare head before any feature: x, y, z of each vertex. */
  readonly base: Float32Array;
  /** Three vertices a triangle, counter-clockwise seen from outside. */
  readonly triangles: Uint32Array;
  readonly eyeRow: number;
  readonly mouthRow: number;
  /** Columns from the middle of the face: the middle itself, then positive to the right of the picture. */
  readonly innerCanthusColumn: number;
  readonly outerCanthusColumn: number;
  readonly mouthCornerColumn: number;
  /** 1 for vertices that hang under a slit of the lids or lie below the eye row; 0 otherwise. */
  readonly belowEyes: Uint8Array;
  /** 1 for vertices under the slit of the mouth or below its row. */
  readonly belowMouth: Uint8Array;
  /** Vertex of a row and a signed column (0 is the middle), and its lower twin where the row is slit there. */
  vertex(row: number, column: number): number;
  lower(row: number, column: number): number;
}

/** Height of the line between the lips under the eye line. */
export function mouthLine(p: Proportions): number {
  return -(p.noseBase + p.philtrum + p.upperLip);
}

function slices(p: Proportions): readonly Slice[] {
  const w = p.skullHalfWidth / 4.7;
  const mouth = mouthLine(p);
  const slice = (
    y: number,
    halfWidth: number,
    front: number,
    back: number,
    squareness: number,
    rows: number,
  ): Slice => ({ y, halfWidth: halfWidth * w, front, back, squareness, rows });
  return [
    slice(p.crown, 0.02, 0.02, 0.02, 2, 4),
    slice(p.crown - 0.22, 1.6, 1.9, 2.2, 2, 5),
    slice(p.crown - 0.9, 3.05, 3.6, 4.2, 2, 6),
    slice(p.crown - 1.9, 4.05, 4.75, 5.4, 2, 8),
    slice(p.crown - 2.9, 4.5, 5.28, 5.9, 2, 12),
    slice(p.brow + 0.75, 4.6, 5.45, 6, 2.05, 11),
    slice(p.brow, 4.5, 5.38, 5.9, 2.1, 19),
    slice(0, 4.36, 5.05, 5.6, 2.2, 17),
    slice(-p.noseBase + 0.55, 4.34, 4.98, 5.2, 2.2, 8),
    slice(-p.noseBase, 4.28, 4.92, 4.8, 2.2, 18),
    slice(mouth, 3.98, 4.74, 4.2, 2.15, 13),
    slice(mouth - 0.75, 3.5, 4.42, 3.7, 2.05, 9),
    slice(-p.chin + 0.42, 2.85, 4.12, 3.3, 2, 8),
    slice(-p.chin, 2.2, 3.5, 3.1, 2, 6),
    slice(-p.chin - 0.35, 1.8, 2.4, 3, 2, 6),
    slice(-p.chin - 0.95, 1.65, 1.6, 2.9, 2, 5),
    slice(-p.chin - 2.6, 2.2, 2, 3.2, 2, 0),
  ];
}

const TO_INNER = 13;
const TO_MOUTH = 5;
const TO_OUTER = 22;
const TO_SIDE = 17;
const TO_BACK = 11;
const HALF = TO_INNER + TO_MOUTH + TO_OUTER + TO_SIDE + TO_BACK;

/** Lays the grid over a bare head of the given proportions. */
export function headGrid(p: Proportions): HeadGrid {
  const cut = slices(p);
  const levels = interpolateSlices(cut);
  const rows = levels.length;
  const columns = 2 * HALF;
  const rowOf = (slice: number): number => cut.slice(0, slice).reduce((sum, s) => sum + s.rows, 0);
  const eyeRow = rowOf(7);
  const mouthRow = rowOf(10);
  const angles = columnAngles(p, levels[eyeRow], levels[mouthRow]);

  const inner = TO_INNER;
  const corner = TO_INNER + TO_MOUTH;
  const outer = TO_INNER + TO_MOUTH + TO_OUTER;
  const twins = new Map<number, number>();
  let count = rows * columns;
  const vertex = (row: number, column: number): number => row * columns + ((column + columns) % columns);
  const slit = (row: number, from: number, to: number): void => {
    for (let c = from + 1; c < to; c++) twins.set(vertex(row, c), count++);
  };
  slit(eyeRow, inner, outer);
  slit(eyeRow, -outer, -inner);
  slit(mouthRow, -corner, corner);

  const base = new Float32Array(3 * count);
  const belowEyes = new Uint8Array(count);
  const belowMouth = new Uint8Array(count);
  for (let r = 0; r < rows; r++) {
    for (let c = -HALF; c < HALF; c++) {
      const v = vertex(r, c);
      place(base, v, levels[r], angles[Math.abs(c)], c < 0 ? -1 : 1);
      belowEyes[v] = r > eyeRow ? 1 : 0;
      belowMouth[v] = r > mouthRow ? 1 : 0;
    }
  }
  for (const [upper, lower] of twins) {
    base.copyWithin(3 * lower, 3 * upper, 3 * upper + 3);
    belowEyes[lower] = 1;
    belowMouth[lower] = Math.floor(upper / columns) === mouthRow ? 1 : 0;
  }
  const lower = (row: number, column: number): number => {
    const v = vertex(row, column);
    return twins.get(v) ?? v;
  };
  const triangles = new Uint32Array((rows - 1) * columns * 6);
  let t = 0;
  for (let r = 0; r < rows - 1; r++) {
    for (let c = -HALF; c < HALF; c++) {
      const a = lower(r, c);
      const b = lower(r, c + 1);
      const d = vertex(r + 1, c);
      const e = vertex(r + 1, c + 1);
      triangles.set([a, d, b, b, d, e], t);
      t += 6;
    }
  }
  return {
    rows,
    columns,
    count,
    base,
    triangles,
    eyeRow,
    mouthRow,
    innerCanthusColumn: inner,
    outerCanthusColumn: outer,
    mouthCornerColumn: corner,
    belowEyes,
    belowMouth,
    vertex,
    lower,
  };
}

/** Cubic Hermite curves through the slices, by their distance along the profile. */
function interpolateSlices(cut: readonly Slice[]): Slice[] {
  const at = [0];
  for (let i = 1; i < cut.length; i++) {
    const a = cut[i - 1];
    const b = cut[i];
    at.push(at[i - 1] + Math.hypot(b.y - a.y, b.halfWidth - a.halfWidth, b.front - a.front));
  }
  const slope = (i: number, of: (s: Slice) => number): number => {
    const low = Math.max(0, i - 1);
    const high = Math.min(cut.length - 1, i + 1);
    return (of(cut[high]) - of(cut[low])) / (at[high] - at[low]);
  };
  const levels: Slice[] = [];
  for (let i = 0; i + 1 < cut.length; i++) {
    const length = at[i + 1] - at[i];
    for (let k = 0; k < cut[i].rows; k++) {
      const t = k / cut[i].rows;
      const curve = (of: (s: Slice) => number, flatStart = false): number => {
        const m0 = flatStart && i === 0 ? 0 : slope(i, of) * length;
        const m1 = slope(i + 1, of) * length;
        const t2 = t * t;
        const t3 = t2 * t;
        return (
          (2 * t3 - 3 * t2 + 1) * of(cut[i]) +
          (t3 - 2 * t2 + t) * m0 +
          (3 * t2 - 2 * t3) * of(cut[i + 1]) +
          (t3 - t2) * m1
        );
      };
      levels.push({
        y: curve((s) => s.y, true),
        halfWidth: curve((s) => s.halfWidth),
        front: curve((s) => s.front),
        back: curve((s) => s.back),
        squareness: curve((s) => s.squareness),
        rows: 0,
      });
    }
  }
  levels.push(cut[cut.length - 1]);
  return levels;
}

/** Angle round the head of each column of one half: corners of eyes and mouth fall on columns of their own. */
function columnAngles(p: Proportions, eye: Slice, mouth: Slice): Float64Array {
  const angleAt = (x: number, slice: Slice): number =>
    Math.asin(clamp(x / slice.halfWidth, 0, 1) ** (slice.squareness / 2));
  const stops = [
    { angle: 0, steps: TO_INNER },
    { angle: angleAt(p.innerCanthus, eye), steps: TO_MOUTH },
    { angle: angleAt(p.mouthHalfWidth, mouth), steps: TO_OUTER },
    { angle: angleAt(p.outerCanthus, eye), steps: TO_SIDE },
    { angle: Math.PI / 2, steps: TO_BACK },
    { angle: Math.PI, steps: 0 },
  ];
  const angles = new Float64Array(HALF + 1);
  let k = 0;
  for (let i = 0; i + 1 < stops.length; i++) {
    for (let s = 0; s < stops[i].steps; s++) {
      angles[k++] = stops[i].angle + ((stops[i + 1].angle - stops[i].angle) * s) / stops[i].steps;
    }
  }
  angles[HALF] = Math.PI;
  return angles;
}

function place(out: Float32Array, vertex: number, slice: Slice, angle: number, side: number): void {
  const power = 2 / slice.squareness;
  const cosine = Math.cos(angle);
  const depth = Math.abs(cosine) ** (cosine > 0 ? power : 1);
  out[3 * vertex] = side * slice.halfWidth * Math.sin(angle) ** power;
  out[3 * vertex + 1] = slice.y;
  out[3 * vertex + 2] = cosine > 0 ? slice.front * depth : -slice.back * depth;
}
