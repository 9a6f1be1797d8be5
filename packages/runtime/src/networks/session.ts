import { type RgbImage, WinceError } from '@wince/core';
import { IMAGE_INPUT, type NetworkCard, nodeOf } from '@wince/networks';
import type { TapValues } from '@wince/observation';
import type * as ort from 'onnxruntime-node';
import type { Store } from '../store/index.ts';
import { withConverted } from './converted-files.ts';
import { chosenDevice, type Device, deviceUnavailable } from './device.ts';
import { findNetwork } from './imported.ts';
import { openSessionInThread, type RunnableSession } from './session-thread.ts';

// ONNX Runtime reports its use to its maker unless this is set before it is loaded; nothing of a recording may leave the machine.
process.env.ORT_DISABLE_TELEMETRY = '1';

/** What goes in or comes out, without the batch. */
export interface TensorDescription {
  readonly name: string;
  readonly type: 'uint8' | 'float32';
  readonly shape: readonly number[];
}

/** A network that is ready to run. Holds memory of the runtime until it is closed. */
export interface NetworkSession {
  readonly card: NetworkCard;
  /** An image of bytes: uint8 [height, width, 3] in RGB. */
  readonly inputs: readonly TensorDescription[];
  /** One a tap, under the name that it was asked for by. Maps are [channels, height, width]. */
  readonly outputs: readonly TensorDescription[];
  /**
   * Runs pictures of exactly the network's size; the values of a picture do not depend on those beside it.
   *
   * @throws RangeError when a picture has another size
   */
  run(images: RgbImage | readonly RgbImage[]): Promise<ReadonlyMap<string, TapValues>>;
  close(): Promise<void>;
}

/** The same, behind the preprocessing: float32 [channels, height, width] goes in. For verification. */
export interface TensorSession extends Omit<NetworkSession, 'run'> {
  run(tensor: Float32Array): Promise<ReadonlyMap<string, TapValues>>;
}

export interface NetworkRequest {
  /** An id of the catalogue. */
  readonly network: string;
  /** Taps of the card or layers of the graph; the card's `outputs` by default. */
  readonly taps?: readonly string[];
  /** Keeps converted networks. */
  readonly store: Store;
  /** The folder of imported networks; that of `networkHome` by default. */
  readonly home?: string;
  /** Threads that one run may use; 1 by default. The numbers do not depend on it. */
  readonly threads?: number;
  /** Whether it runs in a thread of its own, so that the caller can work meanwhile; not by default. The numbers do not depend on it. */
  readonly apart?: boolean;
}

/**
 * Opens a network for images of bytes: its card's preprocessing is built in.
 *
 * @throws WinceError `unknown-network`, `unknown-tap`, and those of a package that is missing or changed
 */
export async function openNetwork(request: NetworkRequest): Promise<NetworkSession> {
  const { card, session, inputs, outputs, taps } = await open(request, 'image');
  const { Tensor } = await import('onnxruntime-node');
  const { width, height } = card.input;
  return {
    card,
    inputs,
    outputs,
    async run(given) {
      const images: readonly RgbImage[] = 'data' in given ? [given] : given;
      const parts: ReadonlyMap<string, TapValues>[] = [];
      for (const image of images) {
        if (image.width !== width || image.height !== height || image.data.length !== width * height * 3) {
          const size = `${image.width} x ${image.height} (${image.data.length} bytes)`;
          throw new RangeError(
            `the network ${card.id} takes ${width} x ${height} pixels in RGB, not ${size}`,
          );
        }
        // One picture a run: the last bits of a sum may depend on the size of the batch.
        const tensor = new Tensor('uint8', image.data, [1, height, width, 3]);
        const values = await runOnce(session, { [IMAGE_INPUT]: tensor }, taps);
        checkLengths(card, outputs, values);
        parts.push(values);
      }
      return joined(parts, outputs);
    },
    close: () => session.release(),
  };
}

/** Opens a network behind its preprocessing, to compare it with somebody else's activations. */
export async function openNetworkTensor(request: NetworkRequest): Promise<TensorSession> {
  const { card, session, inputs, outputs, taps } = await open(request, 'tensor');
  const { Tensor } = await import('onnxruntime-node');
  const [{ name, shape }] = inputs;
  return {
    card,
    inputs,
    outputs,
    async run(tensor) {
      return runOnce(session, { [name]: new Tensor('float32', tensor, [1, ...shape]) }, taps);
    },
    close: () => session.release(),
  };
}

interface Opened {
  readonly card: NetworkCard;
  readonly session: RunnableSession;
  readonly inputs: readonly TensorDescription[];
  readonly outputs: readonly TensorDescription[];
  /** Layer of the graph by the name that was asked for. */
  readonly taps: ReadonlyMap<string, string>;
}

async function open(request: NetworkRequest, entry: 'image' | 'tensor'): Promise<Opened> {
  const { network, store, home, threads = 1, apart = false } = request;
  const card = await findNetwork(network, home);
  const names = request.taps ?? card.outputs;
  const session = await withConverted({ card, taps: names, entry, store, home }, (onnx) =>
    apart ? openSessionInThread(onnx, chosenDevice()) : openSession(onnx, threads),
  );
  const taps = new Map(names.map((name) => [name, nodeOf(card, name)]));
  const inputs = session.inputMetadata.map(describe);
  try {
    return { card, session, taps, inputs, outputs: await describeTaps(card, session, inputs, taps) };
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** The shapes of taps: those of the card, else of what the runtime infers, else of a run on a black picture. */
async function describeTaps(
  card: NetworkCard,
  session: RunnableSession,
  inputs: readonly TensorDescription[],
  taps: ReadonlyMap<string, string>,
): Promise<readonly TensorDescription[]> {
  const inferred = new Map(session.outputMetadata.map((meta) => [meta.name, inferredShape(meta)]));
  const shapes = new Map<string, readonly number[] | undefined>(
    [...taps].map(([name, node]) => [
      name,
      card.taps.find((tap) => tap.name === name)?.shape ?? inferred.get(node),
    ]),
  );
  if ([...shapes.values()].includes(undefined)) {
    const values = await runOnce(session, await blackPicture(inputs), taps);
    for (const [name, { dims }] of values) if (!shapes.get(name)) shapes.set(name, shapeOfOne(dims));
  }
  return [...taps.keys()].map((name) => ({ name, type: 'float32', shape: known(shapes, name) ?? [] }));
}

/**
 * The shape of a layer for one picture, from that of what the runtime gave for it: the batch, which is 1, is no part of it.
 * A layer that has no batch in front (a table of boxes) keeps all its dimensions.
 */
export function shapeOfOne(dims: readonly number[]): readonly number[] {
  if (dims.length === 0) return [1];
  return dims.length > 1 && dims[0] === 1 ? dims.slice(1) : dims;
}

/** What the runtime knows without a run; nothing where a side behind the batch is open, or there is no batch in front. */
function inferredShape(meta: ort.InferenceSession.ValueMetadata): readonly number[] | undefined {
  if (!meta.isTensor || meta.shape.length < 2) return undefined;
  const [batch, ...shape] = meta.shape;
  if (typeof batch === 'number' && batch > 1) return undefined;
  return shape.every((side) => typeof side === 'number' && side > 0) ? shape.map(Number) : undefined;
}

async function blackPicture(inputs: readonly TensorDescription[]): Promise<Record<string, ort.Tensor>> {
  const { Tensor } = await import('onnxruntime-node');
  return Object.fromEntries(
    inputs.map(({ name, type, shape }) => {
      const length = shape.reduce((product, size) => product * size, 1);
      const data = type === 'uint8' ? new Uint8Array(length) : new Float32Array(length);
      return [name, new Tensor(type, data, [1, ...shape])];
    }),
  );
}

/**
 * A session of the runtime from a file's bytes or its path.
 *
 * @param device where it runs: that of the process by default
 * @throws WinceError `bad-network-file`, `unknown-device`, `device-unavailable`
 */
export async function openSession(
  onnx: Uint8Array | string,
  threads = 1,
  device: Device = chosenDevice(),
): Promise<ort.InferenceSession> {
  // Errors come as exceptions; where there is no graphics card, the runtime's own words would come beside them.
  const logSeverityLevel = device === 'cpu' ? 3 : 4;
  const options = { executionProviders: [device], intraOpNumThreads: threads, logSeverityLevel } as const;
  const { InferenceSession, listSupportedBackends } = await import('onnxruntime-node');
  const known = listSupportedBackends().map(({ name }) => name);
  if (!known.includes(device)) throw deviceUnavailable(device, known);
  try {
    return typeof onnx === 'string'
      ? await InferenceSession.create(onnx, options)
      : await InferenceSession.create(onnx, options);
  } catch (cause) {
    if (device !== 'cpu' && isOfDevice(cause)) throw deviceUnavailable(device, known, cause);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WinceError('bad-network-file', `The runtime cannot open the network: ${reason.trim()}.`, {
      hint: 'Its layers do not fit each other, or the runtime does not know one of its layers.',
      cause,
    });
  }
}

/** Whether the runtime failed before it looked at the network. */
function isOfDevice(cause: unknown): boolean {
  return cause instanceof Error && /AppendExecutionProvider|adapter|backend not found/.test(cause.message);
}

function describe(meta: ort.InferenceSession.ValueMetadata): TensorDescription {
  if (!meta.isTensor || (meta.type !== 'float32' && meta.type !== 'uint8')) {
    throw new TypeError(`${meta.name} is not a tensor of numbers`);
  }
  return { name: meta.name, type: meta.type, shape: meta.shape.slice(1).map(Number) };
}

async function runOnce(
  session: RunnableSession,
  feeds: Record<string, ort.Tensor>,
  taps: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, TapValues>> {
  const results = await session.run(feeds);
  const values = new Map<string, TapValues>();
  for (const [name, node] of taps) {
    const { data, dims } = results[node];
    if (!(data instanceof Float32Array)) throw new TypeError(`${name} is not float32`);
    values.set(name, { dims, data });
  }
  return values;
}

/** A layer may find as much in one picture as it likes: then it is no feature. */
function checkLengths(
  { id }: NetworkCard,
  outputs: readonly TensorDescription[],
  values: ReadonlyMap<string, TapValues>,
): void {
  for (const { name, shape } of outputs) {
    const { data } = known(values, name);
    if (data.length === shape.reduce((product, size) => product * size, 1)) continue;
    const message = `The layer "${name}" of "${id}" gives ${data.length} values for this picture, but it gave [${shape.join(', ')}] before.`;
    throw new WinceError('unsupported-layer', message, {
      hint: 'Use another layer: the number of its values depends on the picture.',
    });
  }
}

function joined(
  parts: readonly ReadonlyMap<string, TapValues>[],
  outputs: readonly TensorDescription[],
): ReadonlyMap<string, TapValues> {
  if (parts.length === 1) return parts[0];
  const values = new Map<string, TapValues>();
  for (const { name, shape } of outputs) {
    const length = shape.reduce((product, size) => product * size, 1);
    const data = new Float32Array(parts.length * length);
    for (const [i, part] of parts.entries()) data.set(known(part, name).data, i * length);
    values.set(name, { dims: [parts.length, ...shape], data });
  }
  return values;
}

function known<Value>(map: ReadonlyMap<string, Value>, key: string): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error(`the runtime gave no "${key}"`);
  return value;
}
