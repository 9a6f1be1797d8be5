import { File, type Group, ready } from 'h5wasm';
import type { Graph, Layer } from '../graph/graph.ts';
import { matlabFilters } from './matlab-filters.ts';

/** A chain as MatConvNet's simplenn in a MAT file of version 7.3 (HDF5), inside a variable `net`. */
export async function writeSimplennMat73(graph: Graph, mean: readonly number[]): Promise<Uint8Array> {
  const { FS } = await ready;
  const name = `/written-${crypto.randomUUID()}.mat`;
  const file = new File(name, 'w');
  const refs = file.create_group('#refs#');
  const net = group(file, 'net', 'struct');
  const layers = graph.layers.map((layer, i) => writeLayer(refs, `layer${i}`, layer, graph));
  net.create_dataset({
    name: 'layers',
    data: layers.map((layer) => layer.create_reference()),
    shape: [layers.length, 1],
  });
  mark(net, 'layers', 'cell');
  const normalization = group(group(net, 'meta', 'struct'), 'normalization', 'struct');
  const [channels, height, width] = graph.inputShape;
  numbers(normalization, 'imageSize', Float64Array.of(height, width, channels), [3, 1]);
  numbers(normalization, 'averageImage', Float32Array.from(mean), [3, 1, 1]);
  file.close();
  const bytes = FS.readFile(name);
  FS.unlink(name);
  return bytes;
}

function writeLayer(refs: Group, name: string, { name: own, operation }: Layer, graph: Graph): Group {
  const layer = group(refs, name, 'struct');
  letters(layer, 'name', own);
  switch (operation.kind) {
    case 'convolution':
    case 'fully-connected': {
      letters(layer, 'type', 'conv');
      const { filters, dims, bias } = matlabFilters(operation, own, graph);
      numbers(refs, `${name}f`, filters, dims.toReversed());
      numbers(refs, `${name}b`, bias, [bias.length, 1]);
      const both = [`${name}f`, `${name}b`].map((key) => {
        const found = refs.get(key);
        if (found === null || !('create_reference' in found)) throw new Error(`${key} was not written`);
        return found.create_reference();
      });
      layer.create_dataset({ name: 'weights', data: both, shape: [2, 1] });
      mark(layer, 'weights', 'cell');
      if (operation.kind === 'convolution') {
        const { padding, strides } = operation;
        numbers(
          layer,
          'pad',
          Float64Array.of(padding.top, padding.bottom, padding.left, padding.right),
          [4, 1],
        );
        numbers(layer, 'stride', Float64Array.from(strides), [2, 1]);
      }
      break;
    }
    case 'pooling': {
      const { padding, strides, window } = operation;
      letters(layer, 'type', 'pool');
      letters(layer, 'method', 'max');
      numbers(layer, 'pool', Float64Array.from(window), [2, 1]);
      numbers(layer, 'stride', Float64Array.from(strides), [2, 1]);
      numbers(
        layer,
        'pad',
        Float64Array.of(padding.top, padding.bottom, padding.left, padding.right),
        [4, 1],
      );
      break;
    }
    case 'local-response-normalisation': {
      const { size, kappa, alpha, beta } = operation;
      letters(layer, 'type', 'lrn');
      numbers(layer, 'param', Float64Array.of(size, kappa, alpha, beta), [4, 1]);
      break;
    }
    default:
      letters(layer, 'type', operation.kind === 'identity' ? 'dropout' : operation.kind);
  }
  return layer;
}

function group(parent: Group, name: string, kind: string): Group {
  const made = parent.create_group(name);
  made.create_attribute('MATLAB_class', kind);
  return made;
}

function letters(parent: Group, name: string, value: string): void {
  const codes = Uint16Array.from(value, (letter) => letter.charCodeAt(0));
  parent.create_dataset({ name, data: codes, shape: [codes.length, 1] });
  mark(parent, name, 'char');
}

function numbers(parent: Group, name: string, data: Float32Array | Float64Array, shape: number[]): void {
  parent.create_dataset({ name, data, shape });
  mark(parent, name, data instanceof Float32Array ? 'single' : 'double');
}

function mark(parent: Group, name: string, kind: string): void {
  const dataset = parent.get(name);
  if (dataset === null || !('create_attribute' in dataset)) throw new Error(`${name} was not written`);
  dataset.create_attribute('MATLAB_class', kind);
}
