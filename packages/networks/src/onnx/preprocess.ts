import type { Preprocessing } from '../preprocessing.ts';
import { attribute, ELEMENT, floats, integers, type NodeProto, type TensorProto } from './schema.ts';

/** Luma of ITU-R BT.601, not rounded. */
const LUMA = Float32Array.of(0.299, 0.587, 0.114);

/** What turns bytes [N, height, width, 3] in RGB into the network's own tensor [N, channels, height, width]. */
export function preprocessingNodes(
  { colour, mean, scale, width, height }: Preprocessing,
  channels: number,
  input: string,
  output: string,
): { nodes: NodeProto[]; tensors: TensorProto[] } {
  if (channels !== (colour === 'grey' ? 1 : 3)) {
    throw new RangeError(`a network with ${channels} channels cannot read ${colour} pictures`);
  }
  const nodes: NodeProto[] = [];
  const tensors: TensorProto[] = [];
  let last = input;
  const step = (
    opType: string,
    more: readonly TensorProto[] = [],
    attributes: NodeProto['attribute'] = [],
  ) => {
    const name = `preprocessing#${nodes.length}`;
    tensors.push(...more);
    nodes.push({
      name,
      opType,
      input: [last, ...more.map((tensor) => tensor.name)],
      output: [name],
      attribute: attributes,
    });
    last = name;
  };
  step('Cast', [], [attribute.int('to', ELEMENT.float32)]);
  step('Transpose', [], [attribute.ints('perm', [0, 3, 1, 2])]);
  if (colour === 'bgr') {
    step('Gather', [integers('preprocessing#order', [2, 1, 0])], [attribute.int('axis', 1)]);
  } else if (colour === 'grey') {
    step('Conv', [floats('preprocessing#luma', [1, 3, 1, 1], LUMA)]);
  }
  if (mean !== null) {
    const values = Float32Array.from(mean);
    const isImage = values.length === channels * height * width && values.length !== channels;
    if (!isImage && values.length !== channels) {
      throw new RangeError(
        `the mean has ${values.length} numbers, which does not fit ${channels} x ${height} x ${width}`,
      );
    }
    step('Sub', [
      floats('preprocessing#mean', isImage ? [channels, height, width] : [channels, 1, 1], values),
    ]);
  }
  if (scale !== 1) step('Mul', [floats('preprocessing#scale', [], Float32Array.of(scale))]);
  nodes.push({ name: 'preprocessing', opType: 'Identity', input: [last], output: [output], attribute: [] });
  return { nodes, tensors };
}
