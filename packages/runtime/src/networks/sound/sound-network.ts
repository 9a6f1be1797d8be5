import { type Matrix, matrix } from '@wince/core';
import { type SoundNetworkCard, soundNetworks, soundNumbers } from '@wince/networks';
import type * as ort from 'onnxruntime-node';
import { networkHome } from '../home.ts';
import { openSession } from '../session.ts';
import { soundNetworkBytes } from './sound-store.ts';

/** A network that hears, ready to run. Holds memory of the runtime until it is closed. */
export interface SoundNetwork {
  readonly card: SoundNetworkCard;
  /**
   * What it makes of each window of a sound, a row a moment: a window has one, or as many as its outputs have steps of time.
   * Windows of silence (zeros) are left out. The numbers of a window depend on its samples alone.
   *
   * @param samples at the rate of its card, in [-1, 1]
   * @returns rows of as many numbers as `soundNumbers` names; none where the sound is shorter than a window
   */
  moments(samples: Float32Array): Promise<Matrix<Float32Array>>;
  close(): Promise<void>;
}

/**
 * Opens a network that hears, with the network in front of it.
 *
 * @param home the folder of imported networks
 * @throws WinceError `network-package-missing`, `network-weights-changed`, `bad-network-store`, `bad-network-file`
 */
export async function openSoundNetwork(card: SoundNetworkCard, home = networkHome()): Promise<SoundNetwork> {
  return runningNetwork(card, await openSession(await soundNetworkBytes(card, home)));
}

/** The network of a card whose session is open; it closes it. */
export async function runningNetwork(
  card: SoundNetworkCard,
  session: ort.InferenceSession,
): Promise<SoundNetwork> {
  const { front } = card.input;
  const before = front
    ? await openFront(soundNetworks.get(front.network)).catch(async (error: unknown) => {
        await session.release();
        throw error;
      })
    : null;
  const columns = soundNumbers(card).length;
  return {
    card,
    async moments(samples) {
      const { length, hop, scale } = card.input;
      const rows: Float32Array[] = [];
      for (let at = 0; at + length <= samples.length; at += hop) {
        const window = samples.subarray(at, at + length);
        if (window.every((sample) => sample === 0)) continue;
        const scaled = window.map((sample) => sample * scale);
        const input =
          front && before ? (await before.run(scaled)).map((x) => x * front.scale + front.offset) : scaled;
        rows.push(...rowsOf(await valuesOf(session, card, input), card));
      }
      const data = new Float32Array(rows.length * columns);
      for (const [i, row] of rows.entries()) data.set(row, i * columns);
      return matrix(rows.length, columns, data);
    },
    async close() {
      await session.release();
      await before?.close();
    },
  };
}

/** One output of a run. */
interface OutputValues {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

async function openFront(card: SoundNetworkCard) {
  const session = await openSession(await soundNetworkBytes(card, networkHome()));
  const [{ name }] = card.outputs;
  return {
    run: async (scaled: Float32Array) => known(await valuesOf(session, card, scaled), name).data,
    close: () => session.release(),
  };
}

async function valuesOf(
  session: ort.InferenceSession,
  { input: { tensor }, outputs, id }: SoundNetworkCard,
  input: Float32Array,
): Promise<ReadonlyMap<string, OutputValues>> {
  const { Tensor } = await import('onnxruntime-node');
  const results = await session.run({ [tensor.name]: new Tensor('float32', input, [...tensor.shape]) });
  return new Map(
    outputs.map(({ name }) => {
      const { data, dims } = results[name];
      if (!(data instanceof Float32Array)) throw new TypeError(`${id} gives no float32 in ${name}`);
      return [name, { data, dims }];
    }),
  );
}

/** The moments of a window: of outputs with steps of time, their steps side by side, as many as all of them have. */
function rowsOf(
  values: ReadonlyMap<string, OutputValues>,
  { outputs }: SoundNetworkCard,
): readonly Float32Array[] {
  const parts = outputs.map(({ name, numbers, time }) => ({ ...known(values, name), numbers, time }));
  const timed = parts.filter(({ time }) => time !== null);
  const steps = timed.length === 0 ? 1 : Math.min(...timed.map(({ dims, time }) => dims[time ?? 0]));
  return Array.from({ length: steps }, (_, step) =>
    Float32Array.from(
      parts.flatMap(({ data, dims, time }) => (time === null ? [...data] : atStep(data, dims, time, step))),
    ),
  );
}

/** The values of an output at a step along one of its axes. */
function atStep(data: Float32Array, dims: readonly number[], axis: number, step: number): readonly number[] {
  const inner = dims.slice(axis + 1).reduce((product, side) => product * side, 1);
  const outer = data.length / (inner * dims[axis]);
  return Array.from({ length: outer * inner }, (_, i) => {
    const [o, rest] = [Math.floor(i / inner), i % inner];
    return data[(o * dims[axis] + step) * inner + rest];
  });
}

function known<Value>(map: ReadonlyMap<string, Value>, key: string): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error(`the runtime gave no "${key}"`);
  return value;
}
