import { zlibSync } from 'fflate';
import type { Graph, Layer, Operation } from '../graph/graph.ts';
import { matlabFilters } from './matlab-filters.ts';

/*
 * Writes networks in the formats that are read, so that tests have files as large and of as many kinds as they like.
 * Files are lists of pieces: nothing of half a gigabyte is joined in memory.
 */

export type Pieces = readonly Uint8Array[];

const TYPE = {
  int8: 1,
  int32: 5,
  uint16: 4,
  uint32: 6,
  single: 7,
  double: 9,
  matrix: 14,
  compressed: 15,
} as const;
const CLASS = { cell: 1, struct: 2, char: 4, double: 6, single: 7 } as const;

/** A chain as MatConvNet's simplenn, in a MAT file of version 5 without compression, inside a variable `net`. */
export function writeSimplennMat5(graph: Graph, mean: readonly number[]): Pieces {
  const [channels, height, width] = graph.inputShape;
  const normalization = struct({
    imageSize: doubles([1, 3], [height, width, channels]),
    averageImage: singles([1, 1, 3], Float32Array.from(mean)),
  });
  const net = struct({
    layers: cell(graph.layers.map((layer) => simplennLayer(layer, graph))),
    meta: struct({ normalization }),
  });
  const header = new Uint8Array(128).fill(32);
  header.set(new TextEncoder().encode('MATLAB 5.0 MAT-file'));
  header.set([0, 1, 73, 77], 124);
  return [header, ...net('net')];
}

/** The same file compressed, as MATLAB's `-v7` has it: its one variable deflated. */
export function compressedMat5(pieces: Pieces): Uint8Array {
  const [header, ...variable] = pieces;
  const deflated = zlibSync(joined(variable));
  return joined([header, bytesOf(Uint32Array.of(TYPE.compressed, deflated.length)), deflated]);
}

/** Pieces as one file. */
export function joined(pieces: Pieces): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

type Matrix = (name: string) => Pieces;

function simplennLayer({ name, operation }: Layer, graph: Graph): Matrix {
  const options = optionsOf(operation);
  const named = { name: text(name), ...options };
  if (operation.kind !== 'convolution' && operation.kind !== 'fully-connected') return struct(named);
  const { filters, dims, bias } = matlabFilters(operation, name, graph);
  return struct({ ...named, weights: cell([singles(dims, filters), singles([1, bias.length], bias)]) });
}

function optionsOf(operation: Operation): Record<string, Matrix> {
  switch (operation.kind) {
    case 'convolution': {
      const { padding, strides } = operation;
      const sides = [padding.top, padding.bottom, padding.left, padding.right];
      return { type: text('conv'), pad: doubles([1, 4], sides), stride: doubles([1, 2], strides) };
    }
    case 'fully-connected':
      return { type: text('conv'), pad: doubles([1, 1], [0]), stride: doubles([1, 1], [1]) };
    case 'pooling': {
      const { padding, strides, window } = operation;
      const sides = [padding.top, padding.bottom, padding.left, padding.right];
      return {
        type: text('pool'),
        method: text('max'),
        pool: doubles([1, 2], window),
        stride: doubles([1, 2], strides),
        pad: doubles([1, 4], sides),
      };
    }
    case 'local-response-normalisation': {
      const { size, kappa, alpha, beta } = operation;
      return { type: text('lrn'), param: doubles([1, 4], [size, kappa, alpha, beta]) };
    }
    case 'relu':
    case 'softmax':
      return { type: text(operation.kind) };
    case 'identity':
      return { type: text('dropout') };
    default:
      throw new Error(`simplenn has no ${operation.kind}`);
  }
}

function struct(fields: Readonly<Record<string, Matrix>>): Matrix {
  const names = Object.keys(fields);
  const length = 32;
  const joined = new Uint8Array(length * names.length);
  for (const [i, name] of names.entries()) joined.set(new TextEncoder().encode(name), i * length);
  const values = Object.values(fields).flatMap((value) => value(''));
  return matrix(
    CLASS.struct,
    [1, 1],
    [element(TYPE.int32, bytesOf(Int32Array.of(length))), element(TYPE.int8, joined), values],
  );
}

function cell(values: readonly Matrix[]): Matrix {
  return matrix(
    CLASS.cell,
    [1, values.length],
    values.map((value) => value('')),
  );
}

function text(value: string): Matrix {
  const codes = Uint16Array.from(value, (letter) => letter.charCodeAt(0));
  return matrix(CLASS.char, [1, value.length], [element(TYPE.uint16, bytesOf(codes))]);
}

function doubles(dims: readonly number[], values: readonly number[]): Matrix {
  return matrix(CLASS.double, dims, [element(TYPE.double, bytesOf(Float64Array.from(values)))]);
}

function singles(dims: readonly number[], values: Float32Array): Matrix {
  return matrix(CLASS.single, dims, [element(TYPE.single, bytesOf(values))]);
}

function matrix(kind: number, dims: readonly number[], parts: readonly Pieces[]): Matrix {
  return (name) => {
    const body = [
      ...element(TYPE.uint32, bytesOf(Uint32Array.of(kind, 0))),
      ...element(TYPE.int32, bytesOf(Int32Array.from(dims))),
      ...element(TYPE.int8, new TextEncoder().encode(name)),
      ...parts.flat(),
    ];
    const length = body.reduce((sum, piece) => sum + piece.length, 0);
    return [bytesOf(Uint32Array.of(TYPE.matrix, length)), ...body];
  };
}

function element(type: number, data: Uint8Array): Pieces {
  return [bytesOf(Uint32Array.of(type, data.length)), data, new Uint8Array((8 - (data.length % 8)) % 8)];
}

function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
