import * as tf from '@tensorflow/tfjs';
import {
  type LayerNumbers,
  layerNumbersOf,
  type NetworkCard,
  networks,
  nodeOf,
  type Preprocessing,
} from '@wince/networks';
import { readPackagedModel } from './package-files.ts';
import { noisePicture, testedTaps } from './self-test-input.ts';
import { startTfjs } from './tfjs-agreement.fixture.ts';

export const tfjsVersion = tf.version.tfjs;

/** Whether TensorFlow.js reads a network with its own weights. */
export function isReadByTfjs({ source, untrained }: NetworkCard): boolean {
  return source.kind === 'package' && !untrained;
}

/** What TensorFlow.js gives for the picture of the self-test. */
export async function tfjsNumbers(card: NetworkCard): Promise<readonly LayerNumbers[]> {
  await startTfjs();
  const model = await peerModel(card.id);
  const taps = testedTaps(card);
  const nodes = taps.map((tap) => nodeOf(card, tap));
  const values = await peerValues(model, card.input, noisePicture(card.input), nodes);
  model.dispose();
  return taps.map((tap, i) => layerNumbersOf(tap, values[i]));
}

/** A network of the catalogue as TensorFlow.js reads it. */
export async function peerModel(id: string): Promise<tf.GraphModel> {
  const card = networks.get(id);
  if (card.source.kind !== 'package') throw new Error(`${id} comes in no package`);
  const { topology, weights } = await readPackagedModel(card, card.source);
  const json = JSON.parse(JSON.stringify(topology));
  const weightSpecs = json.weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights);
  const weightData = weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength);
  const { modelTopology, format, signature } = json;
  return tf.loadGraphModel({
    load: async () => ({ modelTopology, format, signature, weightSpecs, weightData }),
  });
}

/** The peer's activations, channels first where they are maps. */
export async function peerValues(
  model: tf.GraphModel,
  { width, height, mean, scale }: Preprocessing,
  { data }: { readonly data: Uint8Array },
  nodes: readonly string[],
): Promise<Float32Array[]> {
  const numbers = Float32Array.from(data, (value, i) => (value - (mean?.[i % 3] ?? 0)) * scale);
  const input = tf.tensor(numbers, [1, height, width, 3]);
  const results = [model.execute({ [model.inputs[0].name]: input }, [...nodes])].flat();
  const arrays: Float32Array[] = [];
  for (const result of results) {
    const first = result.rank === 4 ? result.transpose([0, 3, 1, 2]) : result;
    arrays.push(Float32Array.from(await first.data()));
    tf.dispose([first, result]);
  }
  input.dispose();
  return arrays;
}
