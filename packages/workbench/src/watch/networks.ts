import type { OpenedNetwork, OpenNetwork, TapValues } from '@wince/observation';
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { WatchedNetwork } from '../forms/watch-forms.ts';
import { address, ask } from '../server.ts';

/** What of ONNX Runtime is used. */
interface Runtime {
  readonly env: { readonly wasm: { numThreads?: number; wasmPaths?: string }; logLevel?: string };
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: { readonly executionProviders: readonly string[]; readonly logSeverityLevel: 3 },
    ): Promise<InferenceSession>;
  };
  readonly Tensor: new (type: 'uint8', data: Uint8Array, dims: readonly number[]) => Tensor;
}

/** The address of the runtime; no constant in the import, so that it stays a file of its own that is loaded now. */
const RUNTIME = '/onnx/ort.wasm.min.mjs';

/** Threads that a page may use: without isolation there is one. */
export function threadsHere(): number {
  return crossOriginIsolated ? Math.min(2, navigator.hardwareConcurrency || 1) : 1;
}

/** Loads ONNX Runtime from the server of the page, and gives what opens networks with it. */
export async function loadNetworks(threads: number): Promise<OpenNetwork> {
  const runtime: Runtime = await import(RUNTIME);
  runtime.env.wasm.numThreads = threads;
  runtime.env.wasm.wasmPaths = new URL('/onnx/', location.origin).href;
  return (network, taps) => openNetwork(runtime, network, taps);
}

async function openNetwork(
  runtime: Runtime,
  network: string,
  taps: readonly string[],
): Promise<OpenedNetwork> {
  const query = { network, taps: taps.join(',') };
  const { card, input, outputs } = await ask<WatchedNetwork>('/api/watch/network', query);
  const onnx = await fetch(address('/api/watch/network/onnx', query));
  if (!onnx.ok) throw new Error(`the network ${network} could not be fetched`);
  const session = await runtime.InferenceSession.create(new Uint8Array(await onnx.arrayBuffer()), {
    ...{ executionProviders: ['wasm'], logSeverityLevel: 3 },
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
        throw new RangeError(`the network ${network} takes ${width} x ${height} pixels`);
      const next = last.then(() => run(image.data));
      last = next.catch(() => undefined);
      return next;
    },
    close: () => session.release(),
  };
}
