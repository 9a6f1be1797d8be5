import type { Mesh } from './mesh.ts';
import { scratch } from './scratch.ts';

/** A camera that looks down the z axis at the head: perspective, square pixels. */
export interface Camera {
  /** Pixels of the picture. */
  readonly width: number;
  readonly height: number;
  /** Where the axis meets the picture, in pixels from its top left corner. */
  readonly centreX: number;
  readonly centreY: number;
  /** From the origin of the head to the camera, in cm. */
  readonly distance: number;
  /** Pixels that one centimetre spans at the origin of the head. */
  readonly pixelsPerCm: number;
}

/** What each sample of the picture sees. */
export interface Visibility {
  readonly width: number;
  readonly height: number;
  /** Mesh and triangle of each sample as `meshOffset[mesh] + triangle`, or -1 for nothing. */
  readonly triangle: Int32Array;
  /** Weights of the triangle's second and third vertex. */
  readonly second: Float32Array;
  readonly third: Float32Array;
  /** Nearness in cm: z in the space of the camera, larger is nearer; -Infinity where there is nothing. */
  readonly depth: Float32Array;
  /** First triangle of each mesh in the common count, and the total at the end. */
  readonly offsets: readonly number[];
}

/** Projects points of the space before the camera into pixels: x, y pairs, y down. */
export function project(camera: Camera, positions: Float32Array, out: Float32Array): void {
  const focal = camera.pixelsPerCm * camera.distance;
  for (let i = 0, j = 0; i < positions.length; i += 3, j += 2) {
    const scale = focal / (camera.distance - positions[i + 2]);
    out[j] = camera.centreX + positions[i] * scale;
    out[j + 1] = camera.centreY - positions[i + 1] * scale;
  }
}

/** The same camera with `factor` times as many pixels a side. */
export function magnify(camera: Camera, factor: number): Camera {
  return {
    width: camera.width * factor,
    height: camera.height * factor,
    centreX: camera.centreX * factor,
    centreY: camera.centreY * factor,
    distance: camera.distance,
    pixelsPerCm: camera.pixelsPerCm * factor,
  };
}

/** Room for what so many samples see: it may be given to `rasterise` again and again. */
export function makeVisibility(width: number, height: number): Visibility {
  const count = width * height;
  return {
    width,
    height,
    triangle: new Int32Array(count),
    second: new Float32Array(count),
    third: new Float32Array(count),
    depth: new Float32Array(count),
    offsets: [],
  };
}

/**
 * Finds the nearest triangle at the centre of every pixel. Triangles of one-sided meshes that look away are left out.
 *
 * @param room of the camera's size; what it held is lost
 */
export function rasterise(
  camera: Camera,
  meshes: readonly Mesh[],
  room: Visibility = makeVisibility(camera.width, camera.height),
): Visibility {
  const { width, height } = camera;
  if (room.width !== width || room.height !== height)
    throw new RangeError(
      `the spare frame has ${room.width} x ${room.height} samples, but ${width} x ${height} are needed`,
    );
  room.triangle.fill(-1);
  room.depth.fill(Number.NEGATIVE_INFINITY);
  const offsets: number[] = [];
  let offset = 0;
  for (const mesh of meshes) {
    offsets.push(offset);
    drawMesh(camera, mesh, offset, room);
    offset += mesh.triangles.length / 3;
  }
  offsets.push(offset);
  return { ...room, offsets };
}

/** How far outside a triangle a sample may lie, as a weight: no gap is left along a common edge. */
const SLACK = 1e-5;

const screenRoom = scratch((length) => new Float32Array(length));

function drawMesh(camera: Camera, mesh: Mesh, offset: number, out: Visibility): void {
  const { width, height, triangle, second, third, depth } = out;
  const { positions, triangles, twoSided } = mesh;
  const screen = screenRoom((positions.length / 3) * 2);
  project(camera, positions, screen);
  for (let t = 0, id = offset; t < triangles.length; t += 3, id++) {
    const a = triangles[t];
    const b = triangles[t + 1];
    const c = triangles[t + 2];
    const ax = screen[2 * a];
    const ay = screen[2 * a + 1];
    const bx = screen[2 * b];
    const by = screen[2 * b + 1];
    const cx = screen[2 * c];
    const cy = screen[2 * c + 1];
    // y points down, so a triangle that faces the camera has a negative area here.
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    if (area === 0 || (area > 0 && !twoSided)) continue;
    const left = Math.min(ax, bx, cx);
    const right = Math.max(ax, bx, cx);
    const top = Math.min(ay, by, cy);
    const bottom = Math.max(ay, by, cy);
    const minX = left <= 0.5 ? 0 : Math.ceil(left - 0.5);
    const maxX = right >= width - 0.5 ? width - 1 : Math.floor(right - 0.5);
    if (minX > maxX) continue;
    const minY = top <= 0.5 ? 0 : Math.ceil(top - 0.5);
    const maxY = bottom >= height - 0.5 ? height - 1 : Math.floor(bottom - 0.5);
    if (minY > maxY) continue;
    const inverse = 1 / area;
    const az = positions[3 * a + 2];
    const bz = positions[3 * b + 2] - az;
    const cz = positions[3 * c + 2] - az;
    // Weights are affine in the place: a step to the right, and to the next row.
    const right2 = (cy - ay) * inverse;
    const right3 = (ay - by) * inverse;
    const px = minX + 0.5;
    for (let y = minY; y <= maxY; y++) {
      const py = y + 0.5;
      let w2 = ((cx - px) * (ay - py) - (cy - py) * (ax - px)) * inverse;
      let w3 = ((ax - px) * (by - py) - (ay - py) * (bx - px)) * inverse;
      for (let i = y * width + minX, end = y * width + maxX; i <= end; i++, w2 += right2, w3 += right3) {
        if (w2 < -SLACK || w3 < -SLACK || w2 + w3 > 1 + SLACK) continue;
        const z = az + w2 * bz + w3 * cz;
        if (z <= depth[i]) continue;
        depth[i] = z;
        triangle[i] = id;
        second[i] = w2;
        third[i] = w3;
      }
    }
  }
}
