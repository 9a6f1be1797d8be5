import type { Graph, Layer, Shape } from '../graph/graph.ts';
import { networkError } from '../network-error.ts';
import { sizeOfPictures } from '../picture-size.ts';
import { constantOf, isFloat32, type TfliteConstant, typeName } from './constants.ts';
import { readTfliteModel, type TfliteModel } from './model.ts';
import { operators } from './operators.ts';
import { readingOf, shapeChannelsFirst } from './reading.ts';
import { FORMAT } from './table.ts';

/** A network of a TFLite file, and the layers that the file gives out. */
export interface TfliteNetwork {
  readonly graph: Graph;
  readonly outputs: readonly string[];
}

/**
 * Reads a TFLite file with weights of float32 or float16.
 *
 * Layers have the names of the file's tensors; one without a name, or with that of another, has its number. Maps are channels
 * first here where the file has them last; an operator that reshapes a map reads it channels last as in the file, so vectors
 * keep their order. An activation that is fused into an operator becomes a layer of its own: the tensor's name is what comes
 * out of the activation, and `NAME/pre-activation` what goes in. Three operators that MediaPipe added for its face mesh with
 * attention are known, too: `Landmarks2TransformMatrix`, `TransformLandmarks`, `TransformTensorBilinear`.
 *
 * @param size [height, width] of pictures, for a network that takes any size
 * @throws WinceError `bad-network-file`, `unsupported-layer` or `network-size`, naming the operator and its output
 */
export function readTflite(bytes: Uint8Array, size?: readonly [number, number]): TfliteNetwork {
  const model = readTfliteModel(bytes);
  const { tensors } = model;
  const input = inputOf(model, size);
  const shapes = new Map<string, Shape>([[input.name, input.shape]]);
  const layers: Layer[] = [];
  const computed = new Set([...model.inputs, ...model.operators.flatMap(({ outputs }) => outputs)]);
  const constants = new Map<number, TfliteConstant>();
  const constant = (i: number): TfliteConstant | undefined => {
    if (!constants.has(i) && !computed.has(i)) constants.set(i, constantOf(tensors[i]));
    return constants.get(i);
  };
  const keep = (i: number, value: TfliteConstant) => constants.set(i, value);
  for (const step of model.operators) {
    const { operator, place } = step;
    const read = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
    if (!read)
      throw networkError('unsupported-layer', FORMAT, `the operator ${operator} cannot be read.`, place);
    read(readingOf(step, { tensors, shapes, layers, constant, keep }));
  }
  const outputs = model.outputs.map((i) => tensors[i]?.name ?? '');
  const missing = outputs.find((name) => !layers.some((layer) => layer.name === name));
  if (missing !== undefined || outputs.length === 0) {
    const message = `the output "${missing ?? ''}" of the network is computed by no operator.`;
    throw networkError('bad-network-file', FORMAT, message);
  }
  return { graph: { input: input.name, inputShape: input.shape, layers }, outputs };
}

/** The name of the input, and [channels, height, width] of what the file gives as [batch, height, width, channels]. */
function inputOf(
  { inputs, tensors }: TfliteModel,
  size: readonly [number, number] | undefined,
): { readonly name: string; readonly shape: Shape } {
  const tensor = tensors[inputs[0]];
  if (!tensor) throw networkError('bad-network-file', FORMAT, 'the network has no input.');
  const place = { layer: tensor.name };
  if (inputs.length > 1)
    throw networkError('unsupported-layer', FORMAT, 'the network has more than 1 input.', place);
  const [, height, width, channels] = tensor.shape;
  if (tensor.shape.length !== 4 || !(channels > 0) || !isFloat32(tensor)) {
    const message = `the input has the type ${typeName(tensor.type)} and the shape [${tensor.shape.join(', ')}], but pictures [batch, height, width, channels] of the type FLOAT32 are needed.`;
    const hint = 'Only networks that look at pictures can be used, and none whose numbers are quantised.';
    throw networkError('unsupported-layer', FORMAT, message, { ...place, hint });
  }
  const [rows, columns] = sizeOfPictures(FORMAT, [height, width], size, place);
  return { name: tensor.name, shape: shapeChannelsFirst([rows, columns, channels]) };
}
