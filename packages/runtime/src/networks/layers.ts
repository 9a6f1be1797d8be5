import {
  cutBehind,
  type Graph,
  type NetworkCard,
  type OnnxFile,
  type Shape,
  TENSOR_INPUT,
  tapOnnx,
  withOwnWeights,
  writeOnnx,
} from '@wince/networks';
import type { TapValues } from '@wince/observation';
import { sourceGraph } from './converted-files.ts';
import { networkHome } from './home.ts';
import { isStored, readStored, withLayersIn } from './imported.ts';
import { openSession } from './session.ts';

/** A network all of whose layers can be read, behind its preprocessing: what is compared with other implementations. */
export interface Layers {
  /** [channels, height, width]. */
  readonly inputShape: Shape;
  readonly names: readonly string[];
  /**
   * Runs the network once on float32 [channels, height, width].
   *
   * @throws RangeError when the tensor has another length; WinceError `unknown-tap`
   */
  read(
    layers: readonly string[],
    input: Float32Array,
    threads?: number,
  ): Promise<ReadonlyMap<string, TapValues>>;
}

/** The layers of a network that was read into a graph. Reading some of them runs the part in front of them as ONNX. */
export function layersOfGraph(graph: Graph): Layers {
  const { inputShape } = graph;
  return {
    inputShape,
    names: graph.layers.map(({ name }) => name),
    read: (taps, input, threads) =>
      runOnce(
        writeOnnx({ graph: cutBehind(graph, taps), taps }),
        TENSOR_INPUT,
        inputShape,
        input,
        taps,
        threads,
      ),
  };
}

/** @param folder where the weights of a split file lie */
export function layersOfOnnx(file: OnnxFile, folder?: string): Layers {
  const { name, shape } = file.input;
  return {
    inputShape: shape,
    names: file.layers,
    read(taps, input, threads) {
      const run = (onnx: Uint8Array | string) => runOnce(onnx, name, shape, input, taps, threads);
      const onnx = tapOnnx(file, taps);
      return folder === undefined ? run(onnx) : withLayersIn(folder, onnx, run);
    },
  };
}

/** The layers of a network of the catalogue. @param home the folder of imported networks */
export async function layersOfNetwork(card: NetworkCard, home = networkHome()): Promise<Layers> {
  if (isStored(card)) {
    const { file, folder } = await readStored(home, card);
    return layersOfOnnx(file, folder);
  }
  return layersOfGraph(withOwnWeights(card, await sourceGraph(card)));
}

async function runOnce(
  onnx: Uint8Array | string,
  inputName: string,
  shape: Shape,
  input: Float32Array,
  taps: readonly string[],
  threads = 1,
): Promise<ReadonlyMap<string, TapValues>> {
  const length = shape.reduce((product, size) => product * size, 1);
  if (input.length !== length) {
    throw new RangeError(`the network takes [${shape.join(', ')}], not ${input.length} numbers`);
  }
  const session = await openSession(onnx, threads);
  try {
    const { Tensor } = await import('onnxruntime-node');
    const results = await session.run({ [inputName]: new Tensor('float32', input, [1, ...shape]) });
    const values = taps.map((tap): [string, TapValues][] => {
      const { data, dims } = results[tap];
      // Some nodes of foreign files compute shapes: whole numbers that are no activations.
      return data instanceof Float32Array ? [[tap, { data, dims }]] : [];
    });
    return new Map(values.flat());
  } finally {
    await session.release();
  }
}
