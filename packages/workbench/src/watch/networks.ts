import { randomFrom } from '@wince/core';
import type { OpenedNetwork, OpenNetwork, TapValues } from '@wince/observation';
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { WatchedNetwork } from '../forms/watch-forms.ts';
import { address, ask } from '../server.ts';
import {
  type BrowserParts,
  type DeviceChoice,
  deviceOf,
  differenceOf,
  type NetworkDevice,
  wordsOf,
} from './device.ts';

/** What carries out a network in ONNX Runtime. */
type Provider = 'wasm' | 'webgpu';

/** What of ONNX Runtime is used. */
interface Runtime {
  readonly env: { readonly wasm: { numThreads?: number; wasmPaths?: string }; logLevel?: string };
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: { readonly executionProviders: readonly Provider[]; readonly logSeverityLevel: 3 },
    ): Promise<InferenceSession>;
  };
  readonly Tensor: new (type: 'uint8', data: Uint8Array, dims: readonly number[]) => Tensor;
}

/** The addresses of the runtime; no constant in the import, so that it stays a file of its own that is loaded now. */
const RUNTIMES = {
  processor: '/onnx/ort.wasm.min.mjs',
  'graphics card': '/onnx/ort.jspi.min.mjs',
} as const;

/** Threads that a page may use: without isolation there is one. */
export function threadsHere(): number {
  return crossOriginIsolated ? Math.min(2, navigator.hardwareConcurrency || 1) : 1;
}

/** What this browser has. */
function browserParts(): BrowserParts {
  const { gpu } = navigator as { readonly gpu?: BrowserParts['gpu'] };
  return { gpu, canWait: 'Suspending' in WebAssembly };
}

/**
 * Loads ONNX Runtime from the server of the page, and gives what opens networks with it: on the graphics card where there is one and it gives
 * the numbers of the processor, else on the processor.
 *
 * @param tell told what runs networks, and again when that changes
 */
export async function loadNetworks(
  threads: number,
  choice: DeviceChoice,
  tell: (device: NetworkDevice) => void,
): Promise<OpenNetwork> {
  const device = await deviceOf(choice, browserParts());
  tell(device);
  const load = async (kind: NetworkDevice['kind']): Promise<Runtime> => {
    const runtime: Runtime = await import(RUNTIMES[kind]);
    runtime.env.wasm.numThreads = threads;
    runtime.env.wasm.wasmPaths = new URL('/onnx/', location.origin).href;
    return runtime;
  };
  if (device.kind === 'processor') {
    const runtime = await load('processor');
    return async (network, taps) => openNetwork(runtime, await fetchNetwork(network, taps), 'wasm');
  }
  const runtime = await load('graphics card');
  let why: string | null = null;
  return async (network, taps) => {
    const fetched = await fetchNetwork(network, taps);
    const onProcessor = await openNetwork(runtime, fetched, 'wasm');
    const own = await opened(runtime, fetched);
    const reason = typeof own === 'string' ? own : await comparedWords(own, onProcessor);
    if (reason === null && typeof own !== 'string') {
      await onProcessor.close();
      return own;
    }
    if (typeof own !== 'string') await own.close();
    why = [...(why === null ? [] : [why]), `${network}: ${reason}`].join('; ');
    tell({ kind: 'processor', why: `the graphics card does not give the numbers of the processor (${why})` });
    return onProcessor;
  };
}

/** A network on the graphics card, or why it cannot be opened there. */
async function opened(runtime: Runtime, fetched: FetchedNetwork): Promise<OpenedNetwork | string> {
  try {
    return await openNetwork(runtime, fetched, 'webgpu');
  } catch (error) {
    return wordsOf(error);
  }
}

/** Why a network gives other numbers on the graphics card, for a picture of noise; null where it does not. */
async function comparedWords(own: OpenedNetwork, onProcessor: OpenedNetwork): Promise<string | null> {
  const { width, height } = own.card.input;
  const random = randomFrom('self-test');
  const data = Uint8Array.from({ length: width * height * 3 }, () => random.below(256));
  const wanted = await onProcessor.run({ width, height, data });
  try {
    return differenceOf(await own.run({ width, height, data }), wanted);
  } catch (error) {
    return wordsOf(error);
  }
}

interface FetchedNetwork extends WatchedNetwork {
  readonly onnx: Uint8Array;
}

async function fetchNetwork(network: string, taps: readonly string[]): Promise<FetchedNetwork> {
  const query = { network, taps: taps.join(',') };
  const described = await ask<WatchedNetwork>('/api/watch/network', query);
  const onnx = await fetch(address('/api/watch/network/onnx', query));
  if (!onnx.ok) throw new Error(`the network ${network} could not be fetched`);
  return { ...described, onnx: new Uint8Array(await onnx.arrayBuffer()) };
}

async function openNetwork(
  runtime: Runtime,
  { card, input, outputs, onnx }: FetchedNetwork,
  provider: Provider,
): Promise<OpenedNetwork> {
  const session = await runtime.InferenceSession.create(onnx, {
    ...{ executionProviders: [provider], logSeverityLevel: 3 },
  });
  const { width, height } = card.input;
  // A session does one run at a time, as it has one memory.
  let last: Promise<unknown> = Promise.resolve();
  const run = async (pixels: Uint8Array): Promise<ReadonlyMap<string, TapValues>> => {
    const results = await session.run({
      [input]: new runtime.Tensor('uint8', pixels, [1, height, width, 3]),
    });
    const values = new Map<string, TapValues>();
    for (const { tap, node } of outputs) {
      const { data, dims } = results[node];
      if (!(data instanceof Float32Array)) throw new TypeError(`${tap} is not float32`);
      values.set(tap, { dims, data });
    }
    return values;
  };
  return {
    card,
    run(image) {
      if (image.width !== width || image.height !== height)
        throw new RangeError(`the network ${card.id} takes ${width} x ${height} pixels`);
      const next = last.then(() => run(image.data));
      last = next.catch(() => undefined);
      return next;
    },
    close: () => session.release(),
  };
}
