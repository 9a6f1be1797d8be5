import { computeNormals, type Material, type Mesh } from './mesh.ts';

type Point = readonly [x: number, y: number, z: number];

/** A mesh over a grid of `across` by `down` cells; `surface` puts (u, v), each 0 to 1, in space. */
export function patch(
  name: string,
  material: Material,
  across: number,
  down: number,
  surface: (u: number, v: number) => Point,
  paint: (u: number, v: number, at: Point) => Point,
  shade: (u: number, v: number, at: Point) => number = () => 0,
  twoSided = true,
): Mesh {
  const count = (across + 1) * (down + 1);
  const positions = new Float32Array(3 * count);
  const albedo = new Float32Array(3 * count);
  const crease = new Float32Array(count);
  let k = 0;
  for (let j = 0; j <= down; j++) {
    for (let i = 0; i <= across; i++) {
      const u = i / across;
      const v = j / down;
      const at = surface(u, v);
      const colour = paint(u, v, at);
      for (let c = 0; c < 3; c++) {
        positions[3 * k + c] = at[c];
        albedo[3 * k + c] = colour[c];
      }
      crease[k] = shade(u, v, at);
      k++;
    }
  }
  const triangles = gridTriangles(across, down);
  const normals = new Float32Array(3 * count);
  computeNormals(positions, triangles, normals);
  closeSeam(positions, normals, across, down);
  return { name, material, positions, normals, albedo, crease, triangles, twoSided };
}

/** Where the first and the last column of a grid meet, they share their normals: no seam is seen. */
function closeSeam(positions: Float32Array, normals: Float32Array, across: number, down: number): void {
  for (let j = 0; j <= down; j++) {
    const a = 3 * j * (across + 1);
    const b = a + 3 * across;
    let apart = 0;
    for (let c = 0; c < 3; c++) apart += Math.abs(positions[a + c] - positions[b + c]);
    if (apart > 1e-4) return;
    for (let c = 0; c < 3; c++) {
      const mean = normals[a + c] + normals[b + c];
      normals[a + c] = mean;
      normals[b + c] = mean;
    }
  }
}

/** Triangles of a grid of `across` by `down` cells whose vertices stand row by row. */
export function gridTriangles(across: number, down: number): Uint32Array {
  const triangles = new Uint32Array(across * down * 6);
  let t = 0;
  for (let j = 0; j < down; j++) {
    for (let i = 0; i < across; i++) {
      const a = j * (across + 1) + i;
      const d = a + across + 1;
      triangles[t++] = a;
      triangles[t++] = d;
      triangles[t++] = a + 1;
      triangles[t++] = a + 1;
      triangles[t++] = d;
      triangles[t++] = d + 1;
    }
  }
  return triangles;
}

/** An ellipsoid; `warp` may bend it, `paint` colours it by the place on the unit sphere. */
export function ellipsoid(
  name: string,
  material: Material,
  centre: Point,
  radii: Point,
  detail: number,
  paint: (x: number, y: number, z: number) => Point,
  warp: (at: Point, unit: Point) => Point = (at) => at,
): Mesh {
  const unit = (u: number, v: number): Point => {
    const theta = Math.PI * v;
    const phi = 2 * Math.PI * u;
    return [-Math.sin(theta) * Math.cos(phi), Math.cos(theta), Math.sin(theta) * Math.sin(phi)];
  };
  return patch(
    name,
    material,
    2 * detail,
    detail,
    (u, v) => {
      const s = unit(u, v);
      return warp([centre[0] + radii[0] * s[0], centre[1] + radii[1] * s[1], centre[2] + radii[2] * s[2]], s);
    },
    (u, v) => paint(...unit(u, v)),
  );
}

/** A tube of a radius along a line of points, closed by its own narrowing at the ends. */
export function tube(
  name: string,
  material: Material,
  line: readonly Point[],
  radius: number,
  colour: Point,
  around = 10,
): Mesh {
  const last = line.length - 1;
  const frames = line.map((_, i) => {
    const a = line[Math.max(0, i - 1)];
    const b = line[Math.min(last, i + 1)];
    const t = normalise([b[0] - a[0], b[1] - a[1], b[2] - a[2]]);
    const side = normalise(cross(t, Math.abs(t[2]) < 0.9 ? [0, 0, 1] : [0, 1, 0]));
    return { side, up: cross(side, t) };
  });
  return patch(
    name,
    material,
    around,
    last,
    (u, v) => {
      const i = Math.round(v * last);
      const { side, up } = frames[i];
      const r = i === 0 || i === last ? radius * 0.3 : radius;
      const c = r * Math.cos(2 * Math.PI * u);
      const s = r * Math.sin(2 * Math.PI * u);
      const p = line[i];
      return [p[0] + c * side[0] + s * up[0], p[1] + c * side[1] + s * up[1], p[2] + c * side[2] + s * up[2]];
    },
    () => colour,
  );
}

export function cross(a: Point, b: Point): Point {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function normalise(a: Point): Point {
  const length = Math.hypot(a[0], a[1], a[2]) || 1;
  return [a[0] / length, a[1] / length, a[2] / length];
}
