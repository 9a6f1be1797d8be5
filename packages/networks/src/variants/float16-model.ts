import { WinceError } from '@wince/core';
import type { OnnxModel, OnnxNode } from '../onnx/model.ts';
import { attribute, ELEMENT } from '../onnx/schema.ts';
import type { RawTensor } from '../onnx/tensor-values.ts';
import { LARGEST_FLOAT16, toFloat16 } from './float16.ts';
import { floatsOf, withConstantsAsWeights } from './weight-tensors.ts';

/** Weights of fewer bytes stay float32: biases and scales are a few thousandths of a file, and sums rest on them. */
const LEAST_BYTES = 4096;

/**
 * The same network with its weights as float16, which its first steps turn into float32 again: half the file, the same
 * layers by the same names. What is computed is float32, so that on a processor it takes as long as before.
 *
 * @param model with all weights at hand
 * @throws WinceError `variant-refused` that names the weights of which one is beyond 65,504 or not finite, or where the network has no weights of
 *   float32 that are large enough to gain anything
 */
export function float16Model(model: OnnxModel): OnnxModel {
  const { graph, ...rest } = withConstantsAsWeights(model);
  const casts: OnnxNode[] = [];
  const initializer = graph.initializer.map((tensor) => {
    const values = floatsOf(tensor);
    if (!values || values.byteLength < LEAST_BYTES) return tensor;
    const half = halved(tensor, values);
    casts.push(castToFloat32(half.name, tensor.name));
    return half;
  });
  if (casts.length === 0)
    throw new WinceError(
      'variant-refused',
      'The network has no weights of float32 with 1,024 values or more.',
      {
        hint: 'A variant of it would not be smaller. Use the network as it is.',
      },
    );
  return { ...rest, graph: { ...graph, node: [...casts, ...graph.node], initializer } };
}

function halved({ name, dims }: RawTensor, values: Float32Array): RawTensor {
  const bits = roundedOf(name, values);
  const rawData = new Uint8Array(bits.buffer, bits.byteOffset, bits.byteLength);
  return { name: `${name}#float16`, dims, dataType: ELEMENT.float16, rawData };
}

function roundedOf(name: string, values: Float32Array): Uint16Array {
  try {
    return toFloat16(values);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new WinceError(
      'variant-refused',
      `The weights "${name}" have a value beyond ${LARGEST_FLOAT16} (${cause.message}).`,
      { hint: 'Use the network as it is: float16 does not reach as far as its weights.', cause },
    );
  }
}

function castToFloat32(from: string, to: string): OnnxNode {
  const target = {
    ...attribute.int('to', ELEMENT.float32),
    i: ELEMENT.float32,
    ints: [],
    tensors: [],
    graphs: [],
  };
  return { name: to, opType: 'Cast', input: [from], output: [to], attribute: [target] };
}
