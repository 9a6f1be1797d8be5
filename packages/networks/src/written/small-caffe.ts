import { encode, type Field } from './protocol-buffers.ts';

/** Caffe's three forms of layers: everything in one message, numbered types, types in words. */
export type Age = 0 | 1 | 2;

export interface SmallCaffe {
  /** What the blob of conv2 says of its shape. */
  readonly claimed?: readonly [number, number, number, number];
  /** The type of conv2. */
  readonly type?: string | number;
}

const FILTERS = { conv1: [1, 2, 3, 4], conv2: [5, 6, 7, 8, 9, 10] };
/** Numbers that stand nowhere else in the file. */
export const BIASES = { conv1: [101, 102], conv2: [201, 202, 203] };

/** The prototxt of these nets. */
export const SMALL = `input: "data" input_dim: 1 input_dim: 2 input_dim: 4 input_dim: 4
layer { name: "conv1" type: "Convolution" bottom: "data" top: "conv1" convolution_param { num_output: 2 kernel_size: 1 } }
layer { name: "conv2" type: "Convolution" bottom: "conv1" top: "conv2" convolution_param { num_output: 3 kernel_size: 1 } }
`;

/** Two convolutions of one pixel on a map of two channels, 4 x 4, in any age: `conv1`, then `conv2`. */
export function smallCaffe(age: Age, { claimed = [3, 2, 1, 1], type }: SmallCaffe = {}): Uint8Array {
  const input = [1, 2, 4, 4];
  const first = layer(age, 'conv1', 'data', [2, 2, 1, 1]);
  const second = layer(age, 'conv2', 'conv1', claimed, type);
  const head: readonly Field[] = [[1, 'small'], [3, 'data'], ...input.map((size): Field => [4, size])];
  return encode([...head, first, second]);
}

function layer(
  age: Age,
  name: 'conv1' | 'conv2',
  bottom: string,
  dims: readonly number[],
  type?: string | number,
): Field {
  const outputs = BIASES[name].length;
  const blobs = [
    blobOf(age, dims, FILTERS[name]),
    blobOf(age, age === 2 ? [outputs] : [1, 1, 1, outputs], BIASES[name]),
  ];
  const parameters: readonly Field[] = [
    [1, outputs],
    [4, 1],
  ];
  switch (age) {
    case 0: {
      const inner: readonly Field[] = [
        [1, name],
        [2, type ?? 'conv'],
        [3, outputs],
        [8, 1],
        ...blobs.map((blob): Field => [50, blob]),
      ];
      return [
        2,
        [
          [1, inner],
          [2, bottom],
          [3, name],
        ],
      ];
    }
    case 1:
      return [
        2,
        [
          [2, bottom],
          [3, name],
          [4, name],
          [5, type ?? 4],
          ...blobs.map((blob): Field => [6, blob]),
          [10, parameters],
        ],
      ];
    case 2:
      return [
        100,
        [
          [1, name],
          [2, type ?? 'Convolution'],
          [3, bottom],
          [4, name],
          ...blobs.map((blob): Field => [7, blob]),
          [106, parameters],
        ],
      ];
  }
}

function blobOf(age: Age, dims: readonly number[], data: readonly number[]): readonly Field[] {
  const shape: readonly Field[] =
    age === 2 ? [[7, dims.map((size): Field => [1, size])]] : dims.map((size, i): Field => [i + 1, size]);
  return [...shape, [5, Float32Array.from(data)]];
}
