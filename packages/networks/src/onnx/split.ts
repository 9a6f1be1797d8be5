import { encodeOnnx } from './model.ts';

/** The file of weights that a split ONNX file names; it must lie beside it. */
export const WEIGHTS_FILE = 'weights.bin';

/** Weights below this stay in the ONNX file: shapes and the like are looked at before others are loaded. */
const LEAST = 4096;
/** Where weights begin in their file, in bytes. */
const ALIGNMENT = 64;
/** Where ONNX says that a tensor's numbers lie elsewhere. */
const EXTERNAL = 1;

/** A network in two files: its layers, and its weights, which the runtime maps instead of copying. */
export interface SplitOnnx {
  readonly onnx: Uint8Array;
  /** The content of `WEIGHTS_FILE`, in pieces that are views of the weights as they are. */
  readonly weights: readonly Uint8Array[];
}

interface WholeModel {
  readonly graph: { readonly initializer: readonly { readonly rawData?: Uint8Array }[] };
}

/** Takes the large weights of a model out into a file of their own. */
export function splitOnnx({ graph, ...rest }: WholeModel): SplitOnnx {
  const weights: Uint8Array[] = [];
  let offset = 0;
  const initializer = graph.initializer.map((tensor) => {
    const { rawData, ...described } = tensor;
    if (!rawData || rawData.length < LEAST) return tensor;
    const place = { location: WEIGHTS_FILE, offset, length: rawData.length };
    const padding = (ALIGNMENT - (rawData.length % ALIGNMENT)) % ALIGNMENT;
    weights.push(rawData, new Uint8Array(padding));
    offset += rawData.length + padding;
    const externalData = Object.entries(place).map(([key, value]) => ({ key, value: String(value) }));
    return { ...described, dataLocation: EXTERNAL, externalData };
  });
  return { onnx: encodeOnnx({ ...rest, graph: { ...graph, initializer } }), weights };
}
