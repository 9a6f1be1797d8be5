import { type AttributeProto, doubles, integers, type NodeProto, type TensorProto } from '../onnx/schema.ts';

/** Operators for tables and trees. */
export const ML_DOMAIN = 'ai.onnx.ml';

/** A graph that grows: each call adds a piece and gives the name of what comes out of it. */
export interface GraphParts {
  readonly nodes: readonly NodeProto[];
  readonly tensors: readonly TensorProto[];
  op(type: string, input: readonly string[], attributes?: readonly AttributeProto[], domain?: string): string;
  /** An operator with several outputs. */
  ops(
    type: string,
    input: readonly string[],
    outputs: number,
    attributes?: readonly AttributeProto[],
  ): readonly string[];
  /** float64 of a shape; a single number where no shape is given. */
  numbers(values: readonly number[], dims?: readonly number[]): string;
  /** int64 in a row. */
  wholes(values: readonly number[]): string;
  /** Gives something the name of an output. */
  name(value: string, output: string): void;
}

/** An empty graph. */
export function openGraph(): GraphParts {
  const nodes: NodeProto[] = [];
  const tensors: TensorProto[] = [];
  const add = (
    opType: string,
    input: readonly string[],
    output: readonly string[],
    attribute: readonly AttributeProto[],
    domain: string,
  ) => {
    nodes.push({ name: `n${nodes.length}`, opType, input, output, attribute, domain });
  };
  const keep = (tensor: TensorProto) => {
    tensors.push(tensor);
    return tensor.name;
  };
  return {
    nodes,
    tensors,
    op(type, input, attributes = [], domain = '') {
      const output = `v${nodes.length}`;
      add(type, input, [output], attributes, domain);
      return output;
    },
    ops(type, input, outputs, attributes = []) {
      const names = Array.from({ length: outputs }, (_, i) => `v${nodes.length}_${i}`);
      add(type, input, names, attributes, '');
      return names;
    },
    numbers: (values, dims = values.length === 1 ? [] : [values.length]) =>
      keep(doubles(`w${tensors.length}`, dims, values)),
    wholes: (values) => keep(integers(`w${tensors.length}`, values)),
    name: (value, output) => add('Identity', [value], [output], [], ''),
  };
}
