import { warp as compiled } from '../compiled/warp.ts';
import { bytesOfBase64 } from '../webassembly/base64.ts';
import { type Instance, instantiate } from '../webassembly/instance.ts';
import type { Warp, WarpMap } from './warp.ts';

/** Bytes behind what is read or written, up to which a vector may reach. */
const BEHIND = 16;
/** Bytes of a picture's part above which it is not copied: memory that has grown is never given back. */
const MOST_BYTES = 2 ** 25;
/** Pixels along a side above which places do not fit the kernel's numbers. */
const LONGEST = 2 ** 19;
/** The same for places in whole numbers, and samples of a new pixel that lie further from its first one, in pixels. */
const LONGEST_WHOLE = 2000;
const FURTHEST_WHOLE = 8;
/** Samples along a side of a new pixel above which the kernel tells nothing. */
const MOST_FINE = 4;
/** New pixels that are told at once. */
const AT_ONCE = 2 ** 16;

/**
 * Writes the pixels of a colour picture under a map to `out`, but for those where the border between two levels is too near for less than
 * double precision: `onUntold` is told of each of these, and where it goes in `out`.
 *
 * @returns whether it did so: not where the picture is grey, or too large, or the map is none for the kernel
 */
export type TellPixels = (
  warp: Warp,
  out: Uint8Array,
  onUntold: (x: number, y: number, at: number) => void,
) => boolean;

/** Pixels under a map in WebAssembly, or undefined where there is none or a page's policy forbids it. */
export function vectorPixels(): TellPixels | undefined {
  const instance = instantiate(bytesOfBase64(compiled));
  if (!instance) return undefined;
  const fillRows = instance.exported('fillRows');
  const copy = openCopies(instance);
  return (warp, out, onUntold) => {
    const { source, map, border, width, height, fine } = warp;
    if (source.channels !== 3 || fine > MOST_FINE || source.width >= LONGEST || source.height >= LONGEST)
      return false;
    if (border !== 'replicate' && !(Number.isInteger(border) && border >= 0 && border <= 255)) return false;
    const part = partRead(warp);
    const rows = Math.min(height, Math.max(1, Math.floor(AT_ONCE / width)));
    const results = 3 * (part.width + 2) * (part.height + 3) + BEHIND;
    const untold = (results + 3 * width * rows + BEHIND + 3) & ~3;
    if (results > MOST_BYTES || 3 * width * rows > MOST_BYTES) return false;
    const memory = copy(warp, part, untold + 4 * (1 + width * rows));
    const places = new Int32Array(memory.buffer, untold, 1 + width * rows);
    const inWhole = isForWhole(map, part);
    const { a, b, c, d, e, f } = map;
    for (let y = 0; y < height; y += rows) {
      const count = Math.min(rows, height - y);
      fillRows(
        ...[3 * (part.width + 2), part.width + 1, part.height + 1],
        ...[a, b, c - part.left + 1, d, e, f - part.top + 1],
        ...[y, width, count, fine, inWhole ? 1 : 0, results, untold],
      );
      out.set(memory.subarray(results, results + 3 * width * count), 3 * width * y);
      for (const place of places.subarray(1, 1 + places[0]))
        onUntold(place % width, y + Math.floor(place / width), 3 * (width * y + place));
    }
    return true;
  };
}

/** Pixels of a picture, at least one. */
interface Part {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The pixels that may be read, with one more at each side where the picture has it. */
function partRead({ source, map: { a, b, c, d, e, f }, width, height }: Warp): Part {
  const corners = [-1, width].flatMap((x) => [-1, height].map((y) => [x, y] as const));
  const span = (of: (x: number, y: number) => number, length: number): readonly [number, number] => {
    const places = corners.map(([x, y]) => of(x, y));
    const first = Math.min(Math.max(Math.floor(Math.min(...places)) - 1, 0), length - 1);
    const last = Math.min(Math.max(Math.ceil(Math.max(...places)) + 1, first), length - 1);
    return [first, last - first + 1];
  };
  const [left, columns] = span((x, y) => a * x + b * y + c, source.width);
  const [top, rows] = span((x, y) => d * x + e * y + f, source.height);
  return { left, top, width: columns, height: rows };
}

/** Whether places fit whole numbers of 32 bits. */
function isForWhole({ a, b, d, e }: WarpMap, { width, height }: Part): boolean {
  const furthest = Math.max(Math.abs(a) + Math.abs(b), Math.abs(d) + Math.abs(e));
  return furthest <= FURTHEST_WHOLE && Math.max(width, height) <= LONGEST_WHOLE;
}

/** Copies the part of a picture that is read to address 0, with a frame of one pixel: what stands outside the picture. */
function openCopies(instance: Instance): (warp: Warp, part: Part, needed: number) => Uint8Array<ArrayBuffer> {
  let memory = new Uint8Array(0);
  return ({ source: { data, width }, border }, part, needed) => {
    if (memory.length < needed) {
      instance.grow(needed);
      memory = new Uint8Array(instance.buffer());
    }
    const length = 3 * part.width;
    const line = length + 6;
    for (let row = 0; row < part.height; row++) {
      const from = 3 * (width * (part.top + row) + part.left);
      const at = line * (row + 1);
      memory.set(data.subarray(from, from + length), at + 3);
      if (border === 'replicate') {
        memory.copyWithin(at, at + 3, at + 6);
        memory.copyWithin(at + 3 + length, at + length, at + 3 + length);
      } else {
        memory.fill(border, at, at + 3);
        memory.fill(border, at + 3 + length, at + line);
      }
    }
    const below = line * (part.height + 1);
    if (border === 'replicate') {
      memory.copyWithin(0, line, 2 * line);
      memory.copyWithin(below, below - line, below);
    } else {
      memory.fill(border, 0, line);
      memory.fill(border, below, below + line);
    }
    return memory;
  };
}
