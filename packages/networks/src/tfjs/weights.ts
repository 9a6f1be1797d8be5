import { networkError } from '../network-error.ts';
import type { WeightEntry } from './model.ts';

const FORMAT = 'TensorFlow.js weights';

/** A tensor as the model file declares it, in numbers that JavaScript computes with. */
export interface Constant {
  readonly dims: readonly number[];
  readonly data: Float32Array | Int32Array;
}

const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  float16: 2,
  uint8: 1,
  uint16: 2,
  bool: 1,
};

/**
 * Cuts the joined shards into tensors, and widens quantised ones: float16 exactly, integers as `value * scale + min`
 * with one rounding to float32, as TensorFlow.js does.
 *
 * @throws WinceError `bad-network-file` that names the tensor and the byte where it should stand
 */
export function readWeights(
  entries: readonly WeightEntry[],
  bytes: Uint8Array,
): ReadonlyMap<string, Constant> {
  const constants = new Map<string, Constant>();
  let offset = 0;
  for (const entry of entries) {
    const { name, shape, dtype, quantization } = entry;
    const place = { layer: name, offset };
    const stored = quantization?.dtype ?? dtype;
    const width = BYTES[stored];
    if (width === undefined || !(dtype === 'float32' || dtype === 'int32' || dtype === 'bool')) {
      throw networkError(
        'unsupported-layer',
        FORMAT,
        `numbers of the type ${dtype}, stored as ${stored}, cannot be read.`,
        place,
      );
    }
    const count = shape.reduce((product, size) => product * size, 1);
    if (!(offset + count * width <= bytes.length)) {
      const left = bytes.length - offset;
      throw networkError(
        'bad-network-file',
        FORMAT,
        `the weights need ${count * width} bytes, but only ${left} are left.`,
        place,
      );
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset + offset, count * width);
    constants.set(name, { dims: shape, data: numbers(entry, stored, view, count) });
    offset += count * width;
  }
  if (offset !== bytes.length) {
    throw networkError(
      'bad-network-file',
      FORMAT,
      `${bytes.length - offset} bytes are left after the last weights.`,
      {
        offset,
      },
    );
  }
  return constants;
}

function numbers(
  { dtype, quantization }: WeightEntry,
  stored: string,
  view: DataView,
  count: number,
): Float32Array | Int32Array {
  const read = {
    float32: (i: number) => view.getFloat32(i * 4, true),
    int32: (i: number) => view.getInt32(i * 4, true),
    float16: (i: number) => halfToNumber(view.getUint16(i * 2, true)),
    uint16: (i: number) => view.getUint16(i * 2, true),
    uint8: (i: number) => view.getUint8(i),
    bool: (i: number) => view.getUint8(i),
  }[stored];
  if (!read) throw new Error(`${stored} passed the check of its width`);
  if (dtype !== 'float32') {
    const { scale = 1, min = 0 } = quantization ?? {};
    return Int32Array.from({ length: count }, (_, i) => Math.round(read(i) * scale + min));
  }
  const data = new Float32Array(count);
  const isScaled = stored === 'uint8' || stored === 'uint16';
  const { scale = 1, min = 0 } = quantization ?? {};
  for (let i = 0; i < count; i++) data[i] = isScaled ? read(i) * scale + min : read(i);
  return data;
}

/** The number that 16 bits of IEEE 754 half precision stand for. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
