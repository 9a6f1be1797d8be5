import { clamp } from '../curves.ts';
import { mouthLine } from '../head/grid.ts';
import type { HeadShape } from '../head/shape.ts';
import { browLine } from '../head/skin.ts';
import type { Proportions } from '../subject/proportions.ts';

/** A landmark of the phantom: a vertex of its own mesh that stands for something that anyone would point to. */
export interface LandmarkDefinition {
  readonly name: string;
  readonly group: 'brow' | 'lids' | 'nose' | 'mouth' | 'chin';
  /** Its vertex. */
  readonly vertex: number;
  /** The points of the 468-point face mesh whose mean should lie there. "Left" and "right" are those of the picture. */
  readonly mesh: readonly number[];
}

/** The vertex of the front of the head whose place on the bare head is nearest to (x, y). */
export function nearestVertex(shape: HeadShape, x: number, y: number): number {
  const { base, count, rows, columns } = shape.grid;
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  // Twins of the slits come after rows x columns: a place on the grid is meant, not one of two sides.
  for (let v = 0; v < Math.min(count, rows * columns); v++) {
    if (base[3 * v + 2] < 0) continue;
    const d = (base[3 * v] - x) ** 2 + (base[3 * v + 1] - y) ** 2;
    if (d < least) {
      least = d;
      best = v;
    }
  }
  return best;
}

/** The landmarks of a head. */
export function landmarkDefinitions(shape: HeadShape): LandmarkDefinition[] {
  const { grid, proportions: p } = shape;
  const middle = Math.round((grid.innerCanthusColumn + grid.outerCanthusColumn) / 2);
  const at = (x: number, y: number): number => nearestVertex(shape, x, y);
  const browAt = (share: number): [number, number] => {
    const x = 0.85 + share * (p.outerCanthus + 0.15 - 0.85);
    return [x, browLine(p, x)];
  };
  const mouth = mouthLine(p);
  const pairs: LandmarkDefinition[] = [-1, 1].flatMap((side) => {
    const name = side < 0 ? 'left' : 'right';
    const pick = (left: readonly number[], right: readonly number[]): readonly number[] =>
      side < 0 ? left : right;
    const brow = (share: number): number => {
      const [x, y] = browAt(share);
      return at(side * x, y);
    };
    return [
      {
        name: `${name} outer eye corner`,
        group: 'lids',
        vertex: grid.vertex(grid.eyeRow, side * grid.outerCanthusColumn),
        mesh: pick([33], [263]),
      },
      {
        name: `${name} inner eye corner`,
        group: 'lids',
        vertex: grid.vertex(grid.eyeRow, side * grid.innerCanthusColumn),
        mesh: pick([133], [362]),
      },
      {
        name: `${name} upper lid`,
        group: 'lids',
        vertex: grid.vertex(grid.eyeRow, side * middle),
        mesh: pick([159], [386]),
      },
      {
        name: `${name} lower lid`,
        group: 'lids',
        vertex: grid.lower(grid.eyeRow, side * middle),
        mesh: pick([145], [374]),
      },
      { name: `${name} inner brow`, group: 'brow', vertex: brow(0.06), mesh: pick([107, 55], [336, 285]) },
      { name: `${name} middle brow`, group: 'brow', vertex: brow(0.5), mesh: pick([105, 52], [334, 282]) },
      { name: `${name} outer brow`, group: 'brow', vertex: brow(0.92), mesh: pick([70, 46], [300, 276]) },
      {
        name: `${name} wing of the nose`,
        group: 'nose',
        vertex: at(side * p.noseHalfWidth, -p.noseBase + 0.28),
        mesh: pick([129], [358]),
      },
      {
        name: `${name} corner of the mouth`,
        group: 'mouth',
        vertex: grid.vertex(grid.mouthRow, side * grid.mouthCornerColumn),
        mesh: pick([61], [291]),
      },
    ];
  });
  return [
    ...pairs,
    { name: 'tip of the nose', group: 'nose', vertex: at(0, -p.noseBase + 0.42), mesh: [1] },
    { name: 'base of the nose', group: 'nose', vertex: at(0, -p.noseBase), mesh: [2] },
    { name: 'top of the upper lip', group: 'mouth', vertex: at(0, mouth + p.upperLip - 0.05), mesh: [0] },
    { name: 'edge of the upper lip', group: 'mouth', vertex: grid.vertex(grid.mouthRow, 0), mesh: [13] },
    { name: 'edge of the lower lip', group: 'mouth', vertex: grid.lower(grid.mouthRow, 0), mesh: [14] },
    { name: 'bottom of the lower lip', group: 'mouth', vertex: at(0, mouth - p.lowerLip), mesh: [17] },
    { name: 'chin', group: 'chin', vertex: at(0, -p.chin), mesh: [152] },
  ];
}

type Corner = readonly [x: number, y: number];

/** Regions of the face as outlines on the bare head, for the half on the right of the picture and for the middle. */
function outlines(p: Proportions): { sides: Record<string, Corner[]>; middle: Record<string, Corner[]> } {
  const mouth = mouthLine(p);
  const base = -p.noseBase;
  const out = p.outerCanthus;
  const wide = p.mouthHalfWidth;
  return {
    sides: {
      eye: [
        [p.innerCanthus - 0.2, 0],
        [p.innerCanthus + 0.3, 0.55],
        [out - 0.4, 0.55],
        [out + 0.25, 0],
        [out - 0.4, -0.55],
        [p.innerCanthus + 0.3, -0.55],
      ],
      cheek: [
        [1.5, -0.8],
        [3.3, -0.8],
        [3.4, base - 0.2],
        [2.9, mouth],
        [wide + 0.7, mouth],
        [1.5, base],
      ],
      nasolabial: [
        [p.noseHalfWidth, base + 0.5],
        [p.noseHalfWidth + 0.5, base + 0.4],
        [wide + 0.75, mouth],
        [wide + 0.7, mouth - 0.5],
        [wide + 0.12, mouth - 0.4],
        [wide + 0.05, mouth + 0.15],
      ],
    },
    middle: {
      forehead: [
        [-2.6, p.brow + 0.6],
        [2.6, p.brow + 0.6],
        [2.3, p.brow + 2],
        [-2.3, p.brow + 2],
      ],
      brow: [
        [-out, p.brow - 0.2],
        [0, p.brow - 0.45],
        [out, p.brow - 0.2],
        [out - 0.3, p.brow + 0.4],
        [0, p.brow + 0.5],
        [-out + 0.3, p.brow + 0.4],
      ],
      chin: [
        [-0.9, mouth - p.lowerLip - 0.15],
        [0.9, mouth - p.lowerLip - 0.15],
        [0.8, -p.chin + 0.1],
        [-0.8, -p.chin + 0.1],
      ],
    },
  };
}

/** A region of the face: the vertices of its outline, in order. */
export interface RegionDefinition {
  readonly name: string;
  readonly vertices: readonly number[];
}

/** The regions of a head. The mouth's outline runs along the reds of the lips and opens with it. */
export function regionDefinitions(shape: HeadShape): RegionDefinition[] {
  const { sides, middle } = outlines(shape.proportions);
  const outline = (corners: readonly Corner[], side: number): number[] =>
    corners.map(([x, y]) => nearestVertex(shape, side * x, y));
  const paired = Object.entries(sides).flatMap(([name, corners]) => [
    { name: `left ${name}`, vertices: outline(corners, -1) },
    { name: `right ${name}`, vertices: outline(corners, 1) },
  ]);
  const single = Object.entries(middle).map(([name, corners]) => ({ name, vertices: outline(corners, 1) }));
  return [...paired, ...single, { name: 'mouth', vertices: mouthOutline(shape) }];
}

function mouthOutline(shape: HeadShape): number[] {
  const { grid, proportions: p } = shape;
  const mouth = mouthLine(p);
  const vertices: number[] = [];
  const steps = 6;
  for (let k = -steps; k <= steps; k++) {
    const x = (k / steps) * p.mouthHalfWidth;
    const round = 1 - clamp(Math.abs(k) / steps, 0, 1) ** 2;
    vertices.push(
      Math.abs(k) === steps
        ? grid.vertex(grid.mouthRow, Math.sign(k) * grid.mouthCornerColumn)
        : nearestVertex(shape, x, mouth + Math.max(0.08, p.upperLip * round)),
    );
  }
  for (let k = steps - 1; k > -steps; k--) {
    const round = 1 - (Math.abs(k) / steps) ** 2;
    vertices.push(
      nearestVertex(shape, (k / steps) * p.mouthHalfWidth, mouth - Math.max(0.08, p.lowerLip * round)),
    );
  }
  return vertices;
}
