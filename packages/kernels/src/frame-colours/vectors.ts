import { frameColours } from '../compiled/frame-colours.ts';
import { bytesOfBase64 } from '../webassembly/base64.ts';
import { type Instance, instantiate } from '../webassembly/instance.ts';
import type { ColourShares, FrameColours, ResizedPlane, SideTaps, StoredPlane } from './frame-colours.ts';

/** Pixels of the new frame that are made at once, so that what is on its way stays in a cache of the processor. */
const AT_ONCE = 2 ** 14;
/** Bytes behind what is read or written, up to which a vector may reach. */
const BEHIND = 64;

/** Colours of frames in WebAssembly, or undefined where there is none or a page's policy forbids it. */
export function vectorFrameColours(): FrameColours | undefined {
  const instance = instantiate(bytesOfBase64(frameColours));
  if (!instance) return undefined;
  const convert = instance.exported('convert');
  const place = openPlaces(instance);
  const resizeRows = instance.exported('resizeRows');
  const rowsOfBytes = { halves: instance.exported('halveRows'), same: instance.exported('floatRows') };
  const resize = (part: Part, width: number, rows: number): number => {
    const out = place.room(4 * width * rows);
    const { across } = part;
    const { step, bytes, stride } = part.plane;
    resizeRows(
      ...[place.bytes(part.data), stride, bytes, step, part.values],
      ...[place.numbers(part.downFirst), place.numbers(part.downWeights), part.downCount],
      ...(across ? [place.numbers(across.first), place.numbers(across.weights), across.count] : [0, 0, 0]),
      ...[width, rows, place.zeros(4 * part.line), out],
    );
    return out;
  };
  return ({ planes, width, height, shares }) => {
    const rgb = new Uint8Array(3 * width * height);
    const band = Math.min(height, Math.max(1, Math.floor(AT_ONCE / width)));
    const ways = planes.map(wayOfBytes);
    for (let y = 0; y < height; y += band) {
      const rows = Math.min(band, height - y);
      const parts = planes.map((plane, c) => {
        const way = ways[c];
        return way ? { way, data: bytesOf(plane.plane, way, y, rows) } : partOf(plane, y, rows);
      });
      const needed = parts.reduce(
        (sum, part) => sum + ('way' in part ? part.data.length + BEHIND : part.bytes),
        0,
      );
      place.need(needed + 3 * width * rows * 5 + 4 * BEHIND);
      const outs = parts.map((part, c) => {
        if (!('way' in part)) return resize(part, width, rows);
        const out = place.room(4 * width * rows);
        rowsOfBytes[part.way](place.bytes(part.data), planes[c].plane.stride, width, rows, out);
        return out;
      });
      const out = place.room(3 * width * rows);
      convert(...outs, width * rows, ...numbersOf(shares), out);
      place.read(out, rgb.subarray(3 * width * y, 3 * width * (y + rows)));
    }
    return rgb;
  };
}

/** What is done to a channel of bytes side by side that needs no weights: nothing, or means of 2 x 2. */
type WayOfBytes = 'same' | 'halves';

function wayOfBytes({ plane, across, down }: ResizedPlane): WayOfBytes | null {
  if (plane.bytes !== 1 || plane.step !== 1) return null;
  if (!across && !down) return 'same';
  return across && down && areHalves(across, plane.width) && areHalves(down, plane.height) ? 'halves' : null;
}

/** Taps that were looked through: the frames of a video have the same ones. */
const LOOKED_THROUGH = new WeakMap<SideTaps, boolean>();

/** Whether taps make each new position the mean of the two that it covers. */
function areHalves(taps: SideTaps, length: number): boolean {
  const { first, count, weights } = taps;
  if (count < 2 || 2 * first.length > length) return false;
  let are = LOOKED_THROUGH.get(taps);
  if (are === undefined) {
    are =
      first.every((from, i) => from === 2 * i) &&
      weights.every((weight, i) => weight === (i % count < 2 ? 0.5 : 0));
    LOOKED_THROUGH.set(taps, are);
  }
  return are;
}

/** The rows of a channel that some rows of a new frame come from. */
function bytesOf(
  { data, first, stride, width }: StoredPlane,
  way: WayOfBytes,
  y: number,
  rows: number,
): Uint8Array {
  const of = way === 'halves' ? 2 : 1;
  return data.subarray(first + of * y * stride, first + (of * (y + rows) - 1) * stride + width);
}

function numbersOf({ light, toRed, greenOfRed, greenOfBlue, toBlue, base }: ColourShares): readonly number[] {
  return [light, toRed, greenOfRed, greenOfBlue, toBlue, ...base];
}

/** What some rows of a new frame need of one channel. */
interface Part {
  readonly plane: StoredPlane;
  /** How a row is resized; null where its values are those of the channel. */
  readonly across: SideTaps | null;
  /** The rows of the channel that they come from. */
  readonly data: Uint8Array;
  readonly downFirst: Int32Array;
  readonly downWeights: Float32Array;
  readonly downCount: number;
  /** Values of a row, from the first to the last. */
  readonly values: number;
  /** Values of a row that must be finite: behind its own, what a vector or a tap of weight 0 reaches. */
  readonly line: number;
  /** Bytes that all of it takes in the memory. */
  readonly bytes: number;
}

function partOf({ plane, across: asked, down }: ResizedPlane, y: number, rows: number): Part {
  const across = asked ?? (plane.step > 1 ? asItIs(plane.width) : null);
  const values = (plane.width - 1) * plane.step + 1;
  const { first, count, weights } = down ? tapsOf(down, y, rows) : asItIs(rows);
  const begin = down ? first[0] : y;
  const last = Math.min(plane.height, begin + first[rows - 1] - first[0] + count) - 1;
  const from = plane.first + begin * plane.stride;
  const data = plane.data.subarray(from, plane.first + last * plane.stride + values * plane.bytes);
  const downFirst = first.map((row) => row - first[0]);
  const taps = 4 * rows * (1 + count) + (across ? 4 * across.first.length * (1 + across.count) : 0);
  const line = values + 8 + (across ? across.count * plane.step : 0);
  const bytes = data.length + taps + 4 * line + 8 * BEHIND;
  return { plane, across, data, downFirst, downWeights: weights, downCount: count, values, line, bytes };
}

function tapsOf({ first, count, weights }: SideTaps, from: number, length: number): SideTaps {
  const end = from + length;
  return { first: first.subarray(from, end), count, weights: weights.subarray(from * count, end * count) };
}

function asItIs(length: number): SideTaps {
  return {
    first: Int32Array.from({ length }, (_, i) => i),
    count: 1,
    weights: new Float32Array(length).fill(1),
  };
}

/** Rooms in the memory of an instance, one behind the other. */
function openPlaces(instance: Instance) {
  let memory = new Uint8Array();
  let next = 0;
  const room = (bytes: number): number => {
    const at = next;
    next = (at + bytes + BEHIND + 15) & ~15;
    return at;
  };
  const bytes = (data: Uint8Array): number => {
    const at = room(data.length);
    memory.set(data, at);
    return at;
  };
  return {
    room,
    bytes,
    /** Begins anew, with so many bytes at least. */
    need(count: number): void {
      next = 0;
      if (memory.length >= count) return;
      instance.grow(count);
      memory = new Uint8Array(instance.buffer());
    },
    numbers: ({ buffer, byteOffset, byteLength }: Int32Array | Float32Array): number =>
      bytes(new Uint8Array(buffer, byteOffset, byteLength)),
    zeros(count: number): number {
      const at = room(count);
      memory.fill(0, at, at + count);
      return at;
    },
    read(at: number, out: Uint8Array): void {
      out.set(memory.subarray(at, at + out.length));
    },
  };
}
