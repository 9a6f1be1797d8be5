import {
  cells,
  field,
  type MatNumbers,
  type MatValue,
  matError,
  nameless,
  numbersOf,
  text,
  unknownToMat,
} from './mat-value.ts';
import type { MatLayer } from './operations.ts';

/** A layer of a directed graph: what it reads and writes has names of its own. */
export interface DagLayer extends MatLayer {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Types of blocks, and what the same layer is called in a chain. */
const TYPES: Readonly<Record<string, string>> = {
  'dagnn.Conv': 'conv',
  'dagnn.Pooling': 'pool',
  'dagnn.ReLU': 'relu',
  'dagnn.Sigmoid': 'sigmoid',
  'dagnn.LRN': 'lrn',
  'dagnn.SoftMax': 'softmax',
  'dagnn.DropOut': 'dropout',
  'dagnn.BatchNorm': 'bnorm',
  'dagnn.Sum': 'sum',
  'dagnn.Concat': 'concat',
};

const ASIDE = /loss|error/i;

export function isDagnn(net: MatValue): boolean {
  return field(net, 'layers')?.kind === 'struct' && field(net, 'params') !== undefined;
}

/** The layers of a saved DagNN network, as they are stored. */
export function dagnnLayers(net: MatValue): readonly DagLayer[] {
  const parameters = parametersOf(field(net, 'params'));
  const layers = field(net, 'layers');
  if (layers?.kind !== 'struct') throw matError('the network has no layers.', net.place);
  const found: DagLayer[] = [];
  for (let i = 0; i < layers.count; i++) {
    const name = text(field(layers, 'name', i)) || nameless(i);
    const kind = field(layers, 'type', i);
    const block = text(kind) ?? '';
    const place = { ...kind?.place, layer: name };
    if (ASIDE.test(block)) continue;
    const type = TYPES[block];
    if (type === undefined) throw unknownToMat(`the layer type "${block}" cannot be read.`, place);
    const weights = namesIn(layers, 'params', i).map((parameter) => {
      const value = parameters.get(parameter);
      if (!value) throw matError(`the layer has no parameter "${parameter}".`, place);
      return value;
    });
    const options = field(layers, 'block', i) ?? layers;
    found.push({
      name,
      type,
      options,
      weights,
      place,
      inputs: namesIn(layers, 'inputs', i),
      outputs: namesIn(layers, 'outputs', i),
    });
  }
  return found;
}

function parametersOf(params: MatValue | undefined): ReadonlyMap<string, MatNumbers> {
  const found = new Map<string, MatNumbers>();
  if (params?.kind !== 'struct') return found;
  for (let i = 0; i < params.count; i++) {
    const name = text(field(params, 'name', i));
    const value = numbersOf(field(params, 'value', i));
    if (name !== undefined && value) found.set(name, value);
  }
  return found;
}

function namesIn(layers: MatValue, name: string, index: number): readonly string[] {
  return cells(field(layers, name, index)).map((value) => text(value) ?? '');
}
