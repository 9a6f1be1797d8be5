import { clamp } from '../curves.ts';
import type { Light } from '../scene/light.ts';
import { boxBlur } from './filter.ts';
import type { Mesh } from './mesh.ts';
import type { Visibility } from './raster.ts';

/** What a shader may colour a sample of living skin with, on top of its albedo. */
export interface Living {
  /** Reddening by mesh vertex weight, 0 none to 1. */
  readonly flush: number;
  /** Change of reflected light by the pulse, a channel: 0.01 is one per cent. */
  readonly pulse: readonly [number, number, number];
}

/**
 * Lights what is seen: Lambert with light that wraps round as it does in skin, highlights, dimmer where a place lies in a
 * hollow (from the depths around it), creases darker and redder.
 *
 * @param occlusionRadius samples over which a hollow is judged, a small and a large one
 * @param flush weight of the flush by vertex, for the meshes of living skin
 * @returns linear light, three a sample; untouched (0) where nothing is seen
 */
export function shade(
  seen: Visibility,
  meshes: readonly Mesh[],
  light: Light,
  living: Living,
  flush: ReadonlyMap<Mesh, Float32Array>,
  occlusionRadius: readonly [number, number],
): Float32Array {
  const { width, height, triangle, second, third, depth, offsets } = seen;
  const out = new Float32Array(width * height * 3);
  const hollow = hollows(depth, width, height, occlusionRadius);
  const length = Math.hypot(...light.direction);
  const [lx, ly, lz] = light.direction.map((d) => d / length);
  // Half way between the lamp and the camera, which is far off along z.
  const halfLength = Math.hypot(lx, ly, lz + 1);
  const hx = lx / halfLength;
  const hy = ly / halfLength;
  const hz = (lz + 1) / halfLength;
  let mesh = meshes[0];
  let first = 0;
  let last = -1;
  let weights: Float32Array | undefined;
  for (let i = 0; i < triangle.length; i++) {
    const id = triangle[i];
    if (id < 0) continue;
    if (id < first || id >= last) {
      let m = 0;
      while (offsets[m + 1] <= id) m++;
      mesh = meshes[m];
      first = offsets[m];
      last = offsets[m + 1];
      weights = flush.get(mesh);
    }
    const { normals, albedo, crease, triangles, material } = mesh;
    const t = 3 * (id - first);
    const a = triangles[t];
    const b = triangles[t + 1];
    const c = triangles[t + 2];
    const w2 = second[i];
    const w3 = third[i];
    const w1 = 1 - w2 - w3;
    let nx = w1 * normals[3 * a] + w2 * normals[3 * b] + w3 * normals[3 * c];
    let ny = w1 * normals[3 * a + 1] + w2 * normals[3 * b + 1] + w3 * normals[3 * c + 1];
    let nz = w1 * normals[3 * a + 2] + w2 * normals[3 * b + 2] + w3 * normals[3 * c + 2];
    const inverse = (nz < 0 && mesh.twoSided ? -1 : 1) / Math.sqrt(nx * nx + ny * ny + nz * nz + 1e-12);
    nx *= inverse;
    ny *= inverse;
    nz *= inverse;
    let r = w1 * albedo[3 * a] + w2 * albedo[3 * b] + w3 * albedo[3 * c];
    let g = w1 * albedo[3 * a + 1] + w2 * albedo[3 * b + 1] + w3 * albedo[3 * c + 1];
    let bl = w1 * albedo[3 * a + 2] + w2 * albedo[3 * b + 2] + w3 * albedo[3 * c + 2];
    const fold = crease.length > 0 ? w1 * crease[a] + w2 * crease[b] + w3 * crease[c] : 0;
    const live = weights ? w1 * weights[a] + w2 * weights[b] + w3 * weights[c] : 0;
    const hot = living.flush * live;
    r *= 1 - 0.06 * hot;
    g *= 1 - 0.36 * hot;
    bl *= 1 - 0.33 * hot;
    if (light.infrared) {
      // Blood and pigment absorb little near infrared: skin of every tone turns pale and even.
      const own = (r + g + bl) / 3;
      r = material.living > 0 ? 0.42 + 0.35 * own : 0.06 + 0.75 * own;
      g = r;
      bl = r;
    }
    r *= 1 + living.pulse[0] * live;
    g *= 1 + living.pulse[1] * live;
    bl *= 1 + living.pulse[2] * live;
    const lambert = nx * lx + ny * ly + nz * lz;
    const wrap = material.wrap;
    const dr = clamp((lambert + wrap) / (1 + wrap), 0, 1);
    const dg = clamp((lambert + 0.6 * wrap) / (1 + 0.6 * wrap), 0, 1);
    const db = clamp((lambert + 0.5 * wrap) / (1 + 0.5 * wrap), 0, 1);
    const open = Math.exp(-hollow[i]);
    const sky = (0.66 + 0.34 * ny) * open;
    const direct = 0.35 + 0.65 * open;
    const half = nx * hx + ny * hy + nz * hz;
    // Below a half the power is nothing, and costs as much as all the rest.
    const shine = half > 0.5 ? material.gloss * half ** material.sharpness * open : 0;
    const foldRed = fold === 0 ? 1 : Math.exp(-0.75 * fold);
    const foldRest = fold === 0 ? 1 : Math.exp(-1.15 * fold);
    out[3 * i] = r * foldRed * (light.lamp[0] * dr * direct + light.ambient[0] * sky) + shine * light.lamp[0];
    out[3 * i + 1] =
      g * foldRest * (light.lamp[1] * dg * direct + light.ambient[1] * sky) + shine * light.lamp[1];
    out[3 * i + 2] =
      bl * foldRest * (light.lamp[2] * db * direct + light.ambient[2] * sky) + shine * light.lamp[2];
  }
  return out;
}

/**
 * How much nearer the surroundings are than each place, in cm over two radii: what keeps light out of hollows. The
 * surroundings are averaged on a grid of half the samples a side, which is fine enough for a mean.
 */
function hollows(
  depth: Float32Array,
  width: number,
  height: number,
  [small, large]: readonly [number, number],
): Float32Array {
  const w = width >> 1;
  const h = height >> 1;
  const close = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const i = 2 * y * width + 2 * x;
      close[y * w + x] =
        0.25 *
        (Math.max(depth[i], GROUND) +
          Math.max(depth[i + 1], GROUND) +
          Math.max(depth[i + width], GROUND) +
          Math.max(depth[i + width + 1], GROUND));
    }
  }
  const wide = Float32Array.from(close);
  boxBlur(close, w, h, Math.max(1, Math.round(small / 2)), 2);
  boxBlur(wide, w, h, Math.max(1, Math.round(large / 2)), 2);
  const out = new Float32Array(depth.length);
  for (let y = 0; y < height; y++) {
    const row = Math.min(y >> 1, h - 1) * w;
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (depth[i] < GROUND) continue;
      const j = row + Math.min(x >> 1, w - 1);
      const near = clamp(close[j] - depth[i], -0.1, 0.5);
      const far = clamp(wide[j] - depth[i], -0.3, 1.6);
      out[i] = Math.max(0, 2.0 * near + 0.55 * far + 0.02);
    }
  }
  return out;
}

/** The bed, in cm before the middle of the head: nothing behind it counts for hollows. */
const GROUND = -2.5;
