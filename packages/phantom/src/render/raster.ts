import type { Mesh } from './mesh.ts';

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

/** Finds the nearest triangle at the centre of every pixel. Triangles of one-sided meshes that look away are left out. */
export function rasterise(camera: Camera, meshes: readonly Mesh[]): Visibility {
  const { width, height } = camera;
  const triangle = new Int32Array(width * height).fill(-1);
  const second = new Float32Array(width * height);
  const third = new Float32Array(width * height);
  const depth = new Float32Array(width * height).fill(Number.NEGATIVE_INFINITY);
  const offsets: number[] = [];
  let offset = 0;
  for (const mesh of meshes) {
    offsets.push(offset);
    drawMesh(camera, mesh, offset, { width, height, triangle, second, third, depth, offsets });
    offset += mesh.triangles.length / 3;
  }
  offsets.push(offset);
  return { width, height, triangle, second, third, depth, offsets };
}

function drawMesh(camera: Camera, mesh: Mesh, offset: number, out: Visibility): void {
  const { width, height, triangle, second, third, depth } = out;
  const { positions, triangles, twoSided } = mesh;
  const screen = new Float32Array((positions.length / 3) * 2);
  project(camera, positions, screen);
  for (let t = 0; t < triangles.length; t += 3) {
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
    const minX = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.5));
    const maxX = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx) - 0.5));
    const minY = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5));
    const maxY = Math.min(height - 1, Math.floor(Math.max(ay, by, cy) - 0.5));
    if (minX > maxX || minY > maxY) continue;
    const inverse = 1 / area;
    const az = positions[3 * a + 2];
    const bz = positions[3 * b + 2];
    const cz = positions[3 * c + 2];
    const id = offset + t / 3;
    for (let y = minY; y <= maxY; y++) {
      const py = y + 0.5;
      for (let x = minX; x <= maxX; x++) {
        const px = x + 0.5;
        const w2 = ((cx - px) * (ay - py) - (cy - py) * (ax - px)) * inverse;
        const w3 = ((ax - px) * (by - py) - (ay - py) * (bx - px)) * inverse;
        const w1 = 1 - w2 - w3;
        if (w1 < -1e-5 || w2 < -1e-5 || w3 < -1e-5) continue;
        const z = w1 * az + w2 * bz + w3 * cz;
        const i = y * width + x;
        if (z <= depth[i]) continue;
        depth[i] = z;
        triangle[i] = id;
        second[i] = w2;
        third[i] = w3;
      }
    }
  }
}
