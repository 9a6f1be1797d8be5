import type { Graph, Layer, Operation, Shape } from '../graph/graph.ts';
import { ShapeError, shapeOf } from '../graph/shapes.ts';
import { networkError } from '../network-error.ts';
import type { Preprocessing } from '../preprocessing.ts';
import { type DagLayer, dagnnLayers, isDagnn } from './dagnn.ts';
import { FORMAT, field, type MatValue, matError, numbersOf, unknownToMat } from './mat-value.ts';
import { normalisationOf } from './normalisation.ts';
import { operationOf } from './operations.ts';
import { simplennLayers } from './simplenn.ts';
import { readMatVariables } from './variables.ts';

/** A network of MatConvNet, with what its file says of pictures and classes. */
export interface MatConvNet {
  readonly kind: 'simplenn' | 'dagnn';
  readonly graph: Graph;
  /** What its file says, for the size that its file says; nothing where it does not say what is subtracted. */
  readonly preprocessing?: Preprocessing;
  readonly classes: readonly string[];
}

/** A MatConvNet file, and what it does not say of itself. */
export interface MatConvNetRequest {
  readonly bytes: Uint8Array;
  /** [height, width] of pictures, in place of the size that its file states. Default: the size that the file states. */
  readonly size?: readonly [number, number];
}

/**
 * Reads a simplenn or DagNN network from a MAT file of version 5, 7 or 7.3, wrapped in a variable `net` or not.
 *
 * Layers of the graph have the names of the file's layers.
 *
 * @throws WinceError `bad-network-file`, `unsupported-layer`, `network-size`, naming the layer or the byte
 */
export async function readMatConvNet({ bytes, size }: MatConvNetRequest): Promise<MatConvNet> {
  const net = netOf(await readMatVariables(bytes));
  const { preprocessing, size: stated, classes } = normalisationOf(net);
  const isDag = isDagnn(net);
  const layers = isDag ? dagnnLayers(net) : chained(net);
  const first = layers[0];
  if (!first) throw matError('the file contains no layers, so it is not a MatConvNet network.', net.place);
  const input = isDag ? inputOf(layers) : first.inputs[0];
  const sides = size ?? stated;
  if (!sides) {
    const message = 'the file does not give the size of its pictures.';
    throw networkError('network-size', FORMAT, message, net.place);
  }
  const depth = channelsOf(layers, input) ?? (preprocessing?.colour === 'grey' ? 1 : 3);
  const graph = assembled(layers, input, [depth, ...sides]);
  return { kind: isDag ? 'dagnn' : 'simplenn', graph, preprocessing, classes };
}

function netOf(variables: ReadonlyMap<string, MatValue>): MatValue {
  const net = variables.get('net');
  if (net) return net;
  if (!variables.has('layers')) {
    const names = [...variables.keys()].slice(0, 8).join(', ');
    const [first] = variables.values();
    throw matError(
      `the file has no variable "net" and no variable "layers". It has these: ${names || '(none)'}.`,
      {
        offset: 0,
        ...first?.place,
      },
    );
  }
  return {
    kind: 'struct',
    count: 1,
    fields: new Map([...variables].map(([name, value]) => [name, [value]])),
  };
}

function chained(net: MatValue): readonly DagLayer[] {
  let before = 'input';
  return simplennLayers(net).map((layer) => {
    const linked = { ...layer, inputs: [before], outputs: [layer.name] };
    before = layer.name;
    return linked;
  });
}

/** What is read and never written: the picture. */
function inputOf(layers: readonly DagLayer[]): string {
  const written = new Set(layers.flatMap(({ outputs }) => outputs));
  const open = [...new Set(layers.flatMap(({ inputs }) => inputs))].filter((name) => !written.has(name));
  if (open.length === 1) return open[0];
  throw unknownToMat(
    `the network has ${open.length} inputs (${open.slice(0, 8).join(', ')}), but exactly 1 is needed.`,
    layers[0].place,
  );
}

/** The depth of the filters that look at the picture. */
function channelsOf(layers: readonly DagLayer[], input: string): number | undefined {
  const first = layers.find(({ type, inputs }) => type === 'conv' && inputs.includes(input));
  return first?.weights[0] && (first.weights[0].dims[2] ?? 1);
}

function assembled(described: readonly DagLayer[], input: string, inputShape: Shape): Graph {
  const shapes = new Map<string, Shape>([[input, inputShape]]);
  const writers = new Map([[input, input]]);
  const layers: Layer[] = [];
  for (const layer of inOrder(described, input)) {
    const { place } = layer;
    const inputs = layer.inputs.map((name) => {
      const writer = writers.get(name);
      if (writer === undefined)
        throw matError(`the layer reads "${name}", but no layer before it writes that.`, place);
      return writer;
    });
    const shape = shapes.get(inputs[0]);
    if (!shape) throw matError('the layer has no input.', place);
    if (shapes.has(layer.name)) throw matError('two layers have this name.', place);
    const added: Layer = {
      name: layer.name,
      inputs,
      operation: joining(layer) ?? operationOf(layer, shape[0]),
    };
    try {
      shapes.set(added.name, shapeOf(added, shapes));
    } catch (error) {
      if (error instanceof ShapeError) throw matError(`${error.reason}.`, place);
      throw error;
    }
    layers.push(added);
    for (const output of layer.outputs) writers.set(output, layer.name);
  }
  return { input, inputShape, layers };
}

/** Layers that only a directed graph has: they read several others. */
function joining({ type, options, place }: DagLayer): Operation | undefined {
  if (type === 'sum') return { kind: 'add' };
  if (type !== 'concat') return undefined;
  const dimension = numbersOf(field(options, 'dim'))?.data[0] ?? 3;
  // MATLAB counts rows, columns, channels from 1.
  const axis = [1, 2, 0][dimension - 1];
  if (axis === undefined)
    throw unknownToMat(`a layer that joins along dimension ${dimension} cannot be read.`, place);
  return { kind: 'concatenate', axis };
}

/** Layers behind those whose outputs they read. */
function inOrder(layers: readonly DagLayer[], input: string): readonly DagLayer[] {
  const ready = new Set([input]);
  const ordered: DagLayer[] = [];
  let waiting = [...layers];
  while (waiting.length > 0) {
    const next = waiting.filter(({ inputs }) => inputs.every((name) => ready.has(name)));
    if (next.length === 0) throw matError('the layers read each other in a circle.', waiting[0].place);
    for (const layer of next) {
      ordered.push(layer);
      for (const output of layer.outputs) ready.add(output);
    }
    waiting = waiting.filter((layer) => !next.includes(layer));
  }
  return ordered;
}
