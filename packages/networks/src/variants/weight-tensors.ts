import type { OnnxModel, OnnxNode } from '../onnx/model.ts';
import { ELEMENT } from '../onnx/schema.ts';
import type { RawTensor } from '../onnx/tensor-values.ts';

/** The float32 values of a tensor whose bytes are at hand; nothing where it has another type. */
export function floatsOf({ dataType, rawData }: RawTensor): Float32Array | undefined {
  if (dataType !== ELEMENT.float32 || !rawData) return undefined;
  const { buffer, byteOffset, byteLength } = rawData;
  if (byteOffset % 4 === 0) return new Float32Array(buffer, byteOffset, byteLength / 4);
  // Not `slice`: of what Node reads it makes a view.
  return new Float32Array(new Uint8Array(rawData).buffer);
}

/** The same network with its weights all in one place: those of nodes `Constant` become weights like the others. */
export function withConstantsAsWeights(model: OnnxModel): OnnxModel {
  const { node, initializer } = model.graph;
  const constants = node.flatMap((each) => constantOf(each) ?? []);
  if (constants.length === 0) return model;
  const names = new Set(constants.map(({ name }) => name));
  return {
    ...model,
    graph: {
      ...model.graph,
      node: node.filter(({ opType, output }) => opType !== 'Constant' || !names.has(output[0])),
      initializer: [...initializer, ...constants],
    },
  };
}

function constantOf({ opType, output, attribute }: OnnxNode): RawTensor | undefined {
  if (opType !== 'Constant') return undefined;
  const tensor = attribute.find(({ name }) => name === 'value')?.t;
  return tensor && { ...tensor, name: output[0] };
}
