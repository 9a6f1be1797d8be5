import type { Mesh } from '../render/mesh.ts';
import { magnify, project, rasterise } from '../render/raster.ts';
import type { DrawnFrame } from '../scene/drawn-frame.ts';

/** How each pixel of a picture moves: to the right and down, in pixels; NaN where no part of the phantom is seen. */
export interface Displacement {
  readonly width: number;
  readonly height: number;
  readonly dx: Float32Array;
  readonly dy: Float32Array;
  /** Strain of the surface as the picture shows it: du/dx, dv/dy, (du/dy + dv/dx) / 2 of each pixel's own triangle. */
  readonly exx: Float32Array;
  readonly eyy: Float32Array;
  readonly exy: Float32Array;
  /** 1 where skin is seen, 0 elsewhere. */
  readonly skin: Uint8Array;
}

/**
 * The true displacement from one frame of a subject to another: where the point of the surface that a pixel's centre sees
 * stands in the other frame. Both frames must show the same parts (the same bedside).
 *
 * The strain is exact: over a triangle the displacement is an affine function of the place in the picture.
 *
 * @throws RangeError when the frames do not show the same parts
 */
export function displacementBetween(from: DrawnFrame, to: DrawnFrame): Displacement {
  checkParts(from.meshes, to.meshes);
  const { width, height } = from.camera;
  const seen = rasterise(from.camera, from.meshes);
  const screens = from.meshes.map((mesh) => screenOf(mesh, from));
  const later = to.meshes.map((mesh) => screenOf(mesh, to));
  const nothing = (): Float32Array => new Float32Array(width * height).fill(Number.NaN);
  const field: Displacement = {
    width,
    height,
    dx: nothing(),
    dy: nothing(),
    exx: nothing(),
    eyy: nothing(),
    exy: nothing(),
    skin: new Uint8Array(width * height),
  };
  for (let i = 0; i < width * height; i++) {
    const id = seen.triangle[i];
    if (id < 0) continue;
    let m = 0;
    while (seen.offsets[m + 1] <= id) m++;
    const t = 3 * (id - seen.offsets[m]);
    const { triangles } = from.meshes[m];
    const corners = [triangles[t], triangles[t + 1], triangles[t + 2]] as const;
    fill(field, i, corners, screens[m], later[m], seen.second[i], seen.third[i]);
    field.skin[i] = from.meshes[m].name === 'skin' ? 1 : 0;
  }
  return field;
}

/** The way of single points of skin, in pixels. */
export interface SparseDisplacement {
  /** Pixels of the first frame. */
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly dx: Float32Array;
  readonly dy: Float32Array;
}

/**
 * The same as `displacementBetween` for the pixels of a grid that show skin, at a fraction of the cost: those whose x and y are
 * `spacing / 2` and every `spacing` pixels from there.
 *
 * @param spacing pixels, an even number
 * @throws RangeError when the frames do not show the same parts
 */
export function displacementOnGrid(from: DrawnFrame, to: DrawnFrame, spacing: number): SparseDisplacement {
  checkParts(from.meshes, to.meshes);
  const { camera, meshes } = from;
  // A camera whose pixels have their centres where those of the grid's have theirs.
  const coarse = {
    ...magnify(camera, 1 / spacing),
    width: pointsWithin(camera.width, spacing),
    height: pointsWithin(camera.height, spacing),
    centreX: (camera.centreX - 0.5) / spacing,
    centreY: (camera.centreY - 0.5) / spacing,
  };
  const { width, triangle, second, third, offsets } = rasterise(coarse, meshes);
  const skin = meshes.findIndex(({ name }) => name === 'skin');
  const { triangles } = meshes[skin];
  const now = screenOf(meshes[skin], from);
  const later = screenOf(to.meshes[skin], to);
  const seen = Array.from(triangle.keys()).filter(
    (i) => triangle[i] >= offsets[skin] && triangle[i] < offsets[skin + 1],
  );
  const shift = (i: number, axis: 0 | 1): number => {
    const t = 3 * (triangle[i] - offsets[skin]);
    const of = (corner: number): number => {
      const v = 2 * triangles[t + corner] + axis;
      return later[v] - now[v];
    };
    return (1 - second[i] - third[i]) * of(0) + second[i] * of(1) + third[i] * of(2);
  };
  return {
    x: Int32Array.from(seen, (i) => spacing / 2 + spacing * (i % width)),
    y: Int32Array.from(seen, (i) => spacing / 2 + spacing * Math.floor(i / width)),
    dx: Float32Array.from(seen, (i) => shift(i, 0)),
    dy: Float32Array.from(seen, (i) => shift(i, 1)),
  };
}

function pointsWithin(pixels: number, spacing: number): number {
  return Math.max(0, Math.ceil((pixels - spacing / 2) / spacing));
}

function screenOf(mesh: Mesh, frame: DrawnFrame): Float32Array {
  const screen = new Float32Array((mesh.positions.length / 3) * 2);
  project(frame.camera, mesh.positions, screen);
  return screen;
}

function fill(
  field: Displacement,
  pixel: number,
  [a, b, c]: readonly [number, number, number],
  now: Float32Array,
  later: Float32Array,
  second: number,
  third: number,
): void {
  const first = 1 - second - third;
  const shift = (axis: 0 | 1, vertex: number): number => later[2 * vertex + axis] - now[2 * vertex + axis];
  const [ua, ub, uc] = [shift(0, a), shift(0, b), shift(0, c)];
  const [va, vb, vc] = [shift(1, a), shift(1, b), shift(1, c)];
  field.dx[pixel] = first * ua + second * ub + third * uc;
  field.dy[pixel] = first * va + second * vb + third * vc;
  const x1 = now[2 * b] - now[2 * a];
  const y1 = now[2 * b + 1] - now[2 * a + 1];
  const x2 = now[2 * c] - now[2 * a];
  const y2 = now[2 * c + 1] - now[2 * a + 1];
  const area = x1 * y2 - x2 * y1;
  if (area === 0) return;
  const ux = ((ub - ua) * y2 - (uc - ua) * y1) / area;
  const uy = ((uc - ua) * x1 - (ub - ua) * x2) / area;
  const vx = ((vb - va) * y2 - (vc - va) * y1) / area;
  const vy = ((vc - va) * x1 - (vb - va) * x2) / area;
  field.exx[pixel] = ux;
  field.eyy[pixel] = vy;
  field.exy[pixel] = (uy + vx) / 2;
}

function checkParts(a: readonly Mesh[], b: readonly Mesh[]): void {
  const same =
    a.length === b.length &&
    a.every((mesh, i) => mesh.name === b[i].name && mesh.positions.length === b[i].positions.length);
  if (!same) throw new RangeError('the two frames do not show the same parts');
}
