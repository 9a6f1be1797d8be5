import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type RgbImage, randomFrom } from '@wince/core';
import {
  intsAttribute,
  type Node,
  onnxFile,
  type Tensor,
} from '../../../networks/src/fixtures/onnx-file.fixture.ts';
import { importNetwork } from '../networks/import-network.ts';
import type { FacesFrom } from './variant-faces.ts';

/** Pixels a side of the pictures of the small network. */
const SIDE = 16;

/** A tensor of drawn numbers of a deviation. */
export function drawnTensor(name: string, dims: readonly number[], deviation: number): Tensor {
  const random = randomFrom('variant network', name);
  const length = dims.reduce((product, side) => product * side, 1);
  const values = Float32Array.from({ length }, () => deviation * random.normal());
  return { name, type: 1, dims, values: { field: 9, raw: new Uint8Array(values.buffer) } };
}

/** Two convolutions with their ReLU, the mean of the map, and a matrix: `conv1`, `relu1`, `conv2`, `relu2`, `mean`, `flat`, `fc`. */
export function smallNetwork(change: (tensor: Tensor) => Tensor = (tensor) => tensor): Uint8Array {
  const node = (type: string, inputs: string, output: string, attributes?: Node['attributes']): Node => ({
    ...{ type, inputs: inputs.split(' '), outputs: [output] },
    ...(attributes && { attributes }),
  });
  return onnxFile({
    input: [1, 3, SIDE, SIDE],
    nodes: [
      node('Conv', 'x w1 b1', 'conv1', [intsAttribute('pads', [1, 1, 1, 1])]),
      node('Relu', 'conv1', 'relu1'),
      node('Conv', 'relu1 w2 b2', 'conv2', [intsAttribute('strides', [2, 2])]),
      node('Relu', 'conv2', 'relu2'),
      node('GlobalAveragePool', 'relu2', 'mean'),
      node('Flatten', 'mean', 'flat'),
      node('Gemm', 'flat w3 b3', 'fc'),
    ],
    tensors: [
      drawnTensor('w1', [48, 3, 3, 3], 0.2),
      drawnTensor('b1', [48], 0.1),
      drawnTensor('w2', [32, 48, 3, 3], 0.05),
      drawnTensor('b2', [32], 0.1),
      drawnTensor('w3', [32, 12], 0.2),
      drawnTensor('b3', [12], 0.1),
    ].map(change),
    outputs: ['fc'],
  });
}

/** Imports the small network as `small`. */
export async function importSmall(home: string, change?: (tensor: Tensor) => Tensor): Promise<void> {
  const file = path.join(home, 'small.onnx');
  await writeFile(file, smallNetwork(change));
  await importNetwork({ file, home, name: 'small', mean: '127.5,127.5,127.5', scale: 1 / 64, colour: 'rgb' });
}

/** Coloured patches with noise, one after the other from a number on. */
export function patches(from: number, count: number): FacesFrom {
  const faces = Array.from({ length: count }, (_, i) => ({ colour: patch(from + i) }));
  return { faces, from: 'patches' };
}

function patch(number: number): RgbImage {
  const random = randomFrom('patch', number);
  const corners = Array.from({ length: 4 * 3 }, () => random.below(256));
  const data = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
    const [c, x, y] = [i % 3, Math.floor(i / 3) % SIDE, Math.floor(i / 3 / SIDE)];
    const corner = corners[3 * (2 * Math.floor((2 * y) / SIDE) + Math.floor((2 * x) / SIDE)) + c];
    return Math.max(0, Math.min(255, corner + 8 * random.normal()));
  });
  return { width: SIDE, height: SIDE, data };
}
