/** What a surface is made of: how light plays on it. */
export interface Material {
  /** Strength and sharpness of its highlights. */
  readonly gloss: number;
  readonly sharpness: number;
  /** How far light wraps round its edge, as through skin, 0 to 1. */
  readonly wrap: number;
  /** 1 where it is living skin that flushes and pulses, 0 elsewhere. */
  readonly living: number;
}

/** A surface of triangles. Arrays may be reused from frame to frame. */
export interface Mesh {
  readonly name: string;
  readonly material: Material;
  /** x, y, z of each vertex. */
  readonly positions: Float32Array;
  readonly normals: Float32Array;
  /** Albedo in linear light, three a vertex. */
  readonly albedo: Float32Array;
  /** Shade of creases, 0 to 1 and over, one a vertex; empty for none. */
  readonly crease: Float32Array;
  readonly triangles: Uint32Array;
  /** Draw both sides. */
  readonly twoSided: boolean;
}

/** A mesh that may be turned while the one that it was made from stays as it is. */
export function copyOf(mesh: Mesh): Mesh {
  return {
    ...mesh,
    positions: mesh.positions.slice(),
    normals: mesh.normals.slice(),
  };
}

/** Normals of vertices: the mean of those of the triangles at it, weighted by area. */
export function computeNormals(positions: Float32Array, triangles: Uint32Array, normals: Float32Array): void {
  normals.fill(0);
  for (let t = 0; t < triangles.length; t += 3) {
    const a = 3 * triangles[t];
    const b = 3 * triangles[t + 1];
    const c = 3 * triangles[t + 2];
    const ux = positions[b] - positions[a];
    const uy = positions[b + 1] - positions[a + 1];
    const uz = positions[b + 2] - positions[a + 2];
    const vx = positions[c] - positions[a];
    const vy = positions[c + 1] - positions[a + 1];
    const vz = positions[c + 2] - positions[a + 2];
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    normals[a] += nx;
    normals[a + 1] += ny;
    normals[a + 2] += nz;
    normals[b] += nx;
    normals[b + 1] += ny;
    normals[b + 2] += nz;
    normals[c] += nx;
    normals[c + 1] += ny;
    normals[c + 2] += nz;
  }
  for (let i = 0; i < normals.length; i += 3) {
    const length = Math.sqrt(normals[i] ** 2 + normals[i + 1] ** 2 + normals[i + 2] ** 2) || 1;
    normals[i] /= length;
    normals[i + 1] /= length;
    normals[i + 2] /= length;
  }
}
