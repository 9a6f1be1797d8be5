import type { Weights } from '../graph/graph.ts';
import { elements } from '../graph/shapes.ts';
import type { FilePlace } from '../network-error.ts';
import {
  caffeError,
  type Message,
  messages,
  numberIn,
  numbersIn,
  type RawNumbers,
  submessage,
  type Value,
} from './message.ts';

/** A tensor of the file, still in the file's bytes. */
export interface Blob {
  /** As `shape` states them, or the older four. */
  readonly dims: readonly number[];
  readonly isLegacy: boolean;
  readonly place: FilePlace;
  read(): Float32Array;
}

/** A blob whose bytes have been counted against its dimensions. @throws WinceError `bad-network-file` */
export function blobOf(message: Message, layer: string): Blob {
  const { place } = message;
  const isLegacy = messages(message, 'shape').length === 0;
  const legacy = ['num', 'channels', 'height', 'width'].map((field) => numberIn(message, field, 0));
  const dims = isLegacy ? legacy : [...numbersIn(submessage(message, 'shape'), 'dim')];
  const pieces = [...(message.fields.get('data') ?? []), ...(message.fields.get('double_data') ?? [])].filter(
    isRaw,
  );
  const count = pieces.reduce((sum, { bytes, width }) => sum + bytes.length / width, 0);
  if (dims.some((size) => !Number.isSafeInteger(size) || size < 0) || elements(dims) !== count) {
    throw caffeError(`a blob has the shape [${dims.join(', ')}], but it contains ${count} numbers.`, {
      ...place,
      layer,
    });
  }
  return { dims, isLegacy, place, read: () => joined(pieces, count) };
}

/** The dimensions of a blob as weights, dropping the older form's leading ones down to the given rank. */
export function weightsOf(blob: Blob, rank: number, layer: string): Weights {
  const extra = blob.dims.length - rank;
  if (extra < 0 || blob.dims.slice(0, extra).some((size) => size !== 1)) {
    throw caffeError(
      `the weights have the shape [${blob.dims.join(', ')}], but ${rank} dimensions are expected.`,
      {
        ...blob.place,
        layer,
      },
    );
  }
  return { dims: blob.dims.slice(extra), data: blob.read() };
}

function isRaw(value: Value): value is RawNumbers {
  return typeof value === 'object' && 'width' in value;
}

function joined(pieces: readonly RawNumbers[], count: number): Float32Array {
  const data = new Float32Array(count);
  let at = 0;
  for (const { width, bytes } of pieces) {
    const length = bytes.length / width;
    if (width === 4) {
      new Uint8Array(data.buffer, at * 4, bytes.length).set(bytes);
    } else {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let i = 0; i < length; i++) data[at + i] = view.getFloat64(i * 8, true);
    }
    at += length;
  }
  return data;
}
