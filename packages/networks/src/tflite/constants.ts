import { networkError } from '../network-error.ts';
import { halfToNumber } from '../tfjs/weights.ts';
import type { TfliteTensor } from './model.ts';
import { FORMAT } from './table.ts';

/** A constant of the file, in numbers that JavaScript computes with. */
export interface TfliteConstant {
  readonly dims: readonly number[];
  readonly data: Float32Array | Int32Array;
}

interface ElementType {
  readonly name: string;
  readonly bytes: number;
  readonly read?: (view: DataView, offset: number) => number;
}

/**
 * Types of elements in the order of their numbers. Those without a way to read them are named in an error.
 *
 * @source `TensorType` of the TensorFlow Lite schema, version 3
 */
const TYPES: readonly ElementType[] = [
  { name: 'FLOAT32', bytes: 4, read: (view, offset) => view.getFloat32(offset, true) },
  { name: 'FLOAT16', bytes: 2, read: (view, offset) => halfToNumber(view.getUint16(offset, true)) },
  { name: 'INT32', bytes: 4, read: (view, offset) => view.getInt32(offset, true) },
  { name: 'UINT8', bytes: 1 },
  { name: 'INT64', bytes: 8 },
  { name: 'STRING', bytes: 1 },
  { name: 'BOOL', bytes: 1 },
  { name: 'INT16', bytes: 2 },
  { name: 'COMPLEX64', bytes: 8 },
  { name: 'INT8', bytes: 1 },
];

const FLOAT32 = 0;
const INT32 = 2;

/** What a tensor's elements are called. */
export function typeName(type: number): string {
  return TYPES[type]?.name ?? `type ${type}`;
}

/** Whether a tensor holds numbers of 32 bits, as all that this reader computes with. */
export function isFloat32({ type, isQuantised }: TfliteTensor): boolean {
  return type === FLOAT32 && !isQuantised;
}

/**
 * The values of a constant: float32 and int32 as they are, float16 widened exactly.
 *
 * @throws WinceError `unsupported-layer` for other types, `bad-network-file` for another number of bytes
 */
export function constantOf({
  name,
  shape,
  type,
  bytes,
  isQuantised,
  isSparse,
}: TfliteTensor): TfliteConstant {
  const element = TYPES[type];
  const place = { layer: name };
  if (!element?.read || isQuantised || isSparse) {
    const kind = isSparse ? 'sparse ' : isQuantised ? 'quantised ' : '';
    const message = `a constant has ${kind}numbers of the type ${typeName(type)}, which cannot be read.`;
    throw networkError('unsupported-layer', FORMAT, message, {
      ...place,
      hint: 'Convert the network again with weights of the type float32 or float16.',
    });
  }
  const count = shape.reduce((product, side) => product * side, 1);
  if (shape.some((side) => side < 0) || count * element.bytes !== bytes.length) {
    const message = `a constant has the shape [${shape.join(', ')}] and the type ${element.name}, but ${bytes.length} bytes.`;
    throw networkError('bad-network-file', FORMAT, message, place);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const data = type === INT32 ? new Int32Array(count) : new Float32Array(count);
  for (let i = 0; i < count; i++) data[i] = element.read(view, i * element.bytes);
  return { dims: shape, data };
}
