import {
  cutBehind,
  type Graph,
  type NetworkCard,
  type OnnxFile,
  readOnnx,
  type Shape,
  TENSOR_INPUT,
  tapOnnx,
  withOwnWeights,
  writeOnnx,
} from '@wince/networks';
import * as ort from 'onnxruntime-node';
import { sourceGraph } from './converted-files.ts';
import { networkHome } from './home.ts';
import type { TapValues } from './session.ts';
import { readStored } from './store.ts';

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

export function layersOfOnnx(file: OnnxFile): Layers {
  const { name, shape } = file.input;
  return {
    inputShape: shape,
    names: file.layers,
    read: (taps, input, threads) => runOnce(tapOnnx(file, taps), name, shape, input, taps, threads),
  };
}

/** The layers of a network of the catalogue. @param home the folder of imported networks */
export async function layersOfNetwork(card: NetworkCard, home = networkHome()): Promise<Layers> {
  if (card.source.kind === 'file') return layersOfOnnx(readOnnx(await readStored(home, card)));
  return layersOfGraph(withOwnWeights(card, await sourceGraph(card)));
}

async function runOnce(
  onnx: Uint8Array,
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
  const session = await ort.InferenceSession.create(onnx, {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    logSeverityLevel: 3,
  });
  try {
    const results = await session.run({ [inputName]: new ort.Tensor('float32', input, [1, ...shape]) });
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
