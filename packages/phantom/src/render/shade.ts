import { clamp } from '../curves.ts';
import { boxBlur } from './filter.ts';
import type { Light } from './light.ts';
import type { Mesh } from './mesh.ts';
import type { Visibility } from './raster.ts';
import { scratch } from './scratch.ts';

const lightRoom = scratch((length) => new Float32Array(length));
const closeRoom = scratch((length) => new Float32Array(length));
const wideRoom = scratch((length) => new Float32Array(length));

/** Samples of a pixel across and down. */
export const SAMPLES = 2;

/** What a shader may colour a sample of living skin with, on top of its albedo. */
export interface Living {
  /** Reddening by mesh vertex weight, 0 none to 1. */
  readonly flush: number;
  /** Change of reflected light by the pulse, a channel: 0.01 is one per cent. */
  readonly pulse: readonly [number, number, number];
}

/**
 * Lights what is seen: Lambert with light that wraps round as it does in skin, highlights, dimmer where a place lies in a
 * hollow (from the depths around it), creases darker and redder. A pixel whose four samples see the same part is lit once, by the
 * mean of two samples on its diagonal; at the edge of a part each sample is lit for itself.
 *
 * @param seen 2 x 2 samples a pixel
 * @param occlusionRadius samples over which a hollow is judged, a small and a large one
 * @param flush weight of the flush by vertex, for the meshes of living skin
 * @returns linear light, three a pixel; what no surface covers of a pixel adds nothing (0). It holds until the next call
 */
export function shade(
  seen: Visibility,
  meshes: readonly Mesh[],
  light: Light,
  living: Living,
  flush: ReadonlyMap<Mesh, Float32Array>,
  occlusionRadius: readonly [number, number],
): Float32Array {
  const { width, triangle, depth, offsets } = seen;
  const w = width / SAMPLES;
  const h = seen.height / SAMPLES;
  const out = lightRoom(w * h * 3).fill(0);
  const { close, wide } = surroundings(depth, w, h, occlusionRadius);
  const lamp = lampOf(light);
  const surface = new Float64Array(SURFACE);
  let part = { mesh: meshes[0], weights: flush.get(meshes[0]), first: 0, last: offsets[1] };
  const partOf = (id: number): typeof part => {
    let m = 0;
    while (offsets[m + 1] <= id) m++;
    return { mesh: meshes[m], weights: flush.get(meshes[m]), first: offsets[m], last: offsets[m + 1] };
  };
  for (let y = 0, pixel = 0; y < h; y++) {
    for (let x = 0; x < w; x++, pixel++) {
      const i = SAMPLES * (y * width + x);
      const a = triangle[i];
      const b = triangle[i + 1];
      const c = triangle[i + width];
      const d = triangle[i + width + 1];
      if (a < 0 && b < 0 && c < 0 && d < 0) continue;
      const any = a >= 0 ? a : b >= 0 ? b : c >= 0 ? c : d;
      if (any < part.first || any >= part.last) part = partOf(any);
      const { first, last } = part;
      const whole =
        a >= first && a < last && b >= first && b < last && c >= first && c < last && d >= first && d < last;
      if (whole) {
        surface.fill(0);
        look(surface, seen, part.mesh, part.weights, first, i, 0.5);
        look(surface, seen, part.mesh, part.weights, first, i + width + 1, 0.5);
        reflect(surface, part.mesh, light, lamp, living, close[pixel], wide[pixel], out, 3 * pixel, 1);
        continue;
      }
      for (let k = 0; k < SAMPLES * SAMPLES; k++) {
        const j = i + (k & 1) + (k >> 1) * width;
        const id = triangle[j];
        if (id < 0) continue;
        if (id < part.first || id >= part.last) part = partOf(id);
        surface.fill(0);
        look(surface, seen, part.mesh, part.weights, part.first, j, 1);
        reflect(surface, part.mesh, light, lamp, living, close[pixel], wide[pixel], out, 3 * pixel, 0.25);
      }
    }
  }
  return out;
}

/** Numbers of a place on a surface: normal, albedo, crease, blood, depth. */
const SURFACE = 9;

/** Adds what a sample sees to the place on the surface that is to be lit. */
function look(
  surface: Float64Array,
  { triangle, second, third, depth }: Visibility,
  { normals, albedo, crease, triangles }: Mesh,
  weights: Float32Array | undefined,
  first: number,
  i: number,
  share: number,
): void {
  const t = 3 * (triangle[i] - first);
  const a = triangles[t];
  const b = triangles[t + 1];
  const c = triangles[t + 2];
  const w2 = share * second[i];
  const w3 = share * third[i];
  const w1 = share - w2 - w3;
  surface[0] += w1 * normals[3 * a] + w2 * normals[3 * b] + w3 * normals[3 * c];
  surface[1] += w1 * normals[3 * a + 1] + w2 * normals[3 * b + 1] + w3 * normals[3 * c + 1];
  surface[2] += w1 * normals[3 * a + 2] + w2 * normals[3 * b + 2] + w3 * normals[3 * c + 2];
  surface[3] += w1 * albedo[3 * a] + w2 * albedo[3 * b] + w3 * albedo[3 * c];
  surface[4] += w1 * albedo[3 * a + 1] + w2 * albedo[3 * b + 1] + w3 * albedo[3 * c + 1];
  surface[5] += w1 * albedo[3 * a + 2] + w2 * albedo[3 * b + 2] + w3 * albedo[3 * c + 2];
  if (crease.length > 0) surface[6] += w1 * crease[a] + w2 * crease[b] + w3 * crease[c];
  if (weights) surface[7] += w1 * weights[a] + w2 * weights[b] + w3 * weights[c];
  surface[8] += share * depth[i];
}

/** A lamp far off, and the direction half way between it and the camera, which is far off along z. */
interface Lamp {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly halfX: number;
  readonly halfY: number;
  readonly halfZ: number;
}

function lampOf({ direction }: Light): Lamp {
  const length = Math.hypot(...direction);
  const [x, y, z] = direction.map((d) => d / length);
  const half = Math.hypot(x, y, z + 1);
  return { x, y, z, halfX: x / half, halfY: y / half, halfZ: (z + 1) / half };
}

/** Adds the light that a place reflects, times `share`, to three values of `out`. */
function reflect(
  surface: Float64Array,
  { material, twoSided }: Mesh,
  light: Light,
  lamp: Lamp,
  living: Living,
  close: number,
  wide: number,
  out: Float32Array,
  at: number,
  share: number,
): void {
  const sx = surface[0];
  const sy = surface[1];
  const sz = surface[2];
  const inverse = (sz < 0 && twoSided ? -1 : 1) / Math.sqrt(sx * sx + sy * sy + sz * sz + 1e-12);
  const nx = sx * inverse;
  const ny = sy * inverse;
  const nz = sz * inverse;
  const fold = surface[6];
  const live = surface[7];
  const hot = living.flush * live;
  let r = surface[3] * (1 - 0.06 * hot);
  let g = surface[4] * (1 - 0.36 * hot);
  let b = surface[5] * (1 - 0.33 * hot);
  if (light.infrared) {
    // Blood and pigment absorb little near infrared: skin of every tone turns pale and even.
    const own = (r + g + b) / 3;
    r = material.living > 0 ? 0.42 + 0.35 * own : 0.06 + 0.75 * own;
    g = r;
    b = r;
  }
  r *= 1 + living.pulse[0] * live;
  g *= 1 + living.pulse[1] * live;
  b *= 1 + living.pulse[2] * live;
  const lambert = nx * lamp.x + ny * lamp.y + nz * lamp.z;
  const wrap = material.wrap;
  const dr = clamp((lambert + wrap) / (1 + wrap), 0, 1);
  const dg = clamp((lambert + 0.6 * wrap) / (1 + 0.6 * wrap), 0, 1);
  const db = clamp((lambert + 0.5 * wrap) / (1 + 0.5 * wrap), 0, 1);
  const hollow = hollowAt(surface[8], close, wide);
  const open = hollow > 0 ? Math.exp(-hollow) : 1;
  const sky = (0.66 + 0.34 * ny) * open;
  const direct = 0.35 + 0.65 * open;
  const half = nx * lamp.halfX + ny * lamp.halfY + nz * lamp.halfZ;
  // Below a half the power is nothing, and costs as much as all the rest.
  const shine = half > 0.5 ? material.gloss * half ** material.sharpness * open : 0;
  const foldRed = fold === 0 ? 1 : Math.exp(-0.75 * fold);
  const foldRest = fold === 0 ? 1 : Math.exp(-1.15 * fold);
  const { lamp: colour, ambient } = light;
  out[at] += share * (r * foldRed * (colour[0] * dr * direct + ambient[0] * sky) + shine * colour[0]);
  out[at + 1] += share * (g * foldRest * (colour[1] * dg * direct + ambient[1] * sky) + shine * colour[1]);
  out[at + 2] += share * (b * foldRest * (colour[2] * db * direct + ambient[2] * sky) + shine * colour[2]);
}

/** The mean depth around each pixel, over a small and a large radius: what keeps light out of hollows. */
function surroundings(
  depth: Float32Array,
  w: number,
  h: number,
  [small, large]: readonly [number, number],
): { close: Float32Array; wide: Float32Array } {
  const width = SAMPLES * w;
  const close = closeRoom(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const i = SAMPLES * (y * width + x);
      const a = depth[i];
      const b = depth[i + 1];
      const c = depth[i + width];
      const d = depth[i + width + 1];
      close[y * w + x] =
        0.25 * (Math.max(a, GROUND) + Math.max(b, GROUND) + Math.max(c, GROUND) + Math.max(d, GROUND));
    }
  }
  const wide = wideRoom(w * h);
  wide.set(close);
  boxBlur(close, w, h, Math.max(1, Math.round(small / SAMPLES)), 2);
  boxBlur(wide, w, h, Math.max(1, Math.round(large / SAMPLES)), 2);
  return { close, wide };
}

/** How much nearer than a place its surroundings are, in cm, weighted. */
function hollowAt(depth: number, close: number, wide: number): number {
  if (depth < GROUND) return 0;
  return Math.max(0, 2.0 * clamp(close - depth, -0.1, 0.5) + 0.55 * clamp(wide - depth, -0.3, 1.6) + 0.02);
}

/** The bed, in cm before the middle of the head: nothing behind it counts for hollows. */
const GROUND = -2.5;
