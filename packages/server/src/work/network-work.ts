import { join, sep } from 'node:path';
import { WinceError } from '@wince/core';
import {
  importNetwork,
  importSoundNetwork,
  type NetworkTest,
  networkHome,
  openStore,
  testNetwork,
} from '@wince/runtime';
import type { NewNetwork } from '@wince/workbench';
import type { ImportNetworkTask, TaskEvent, TestNetworkTask } from './tasks.ts';

/** A network that was imported. */
export interface ImportedNetwork {
  readonly id: string;
  /** Of its file. */
  readonly sha256: string;
}

/** Imports a network, as `wince networks import` does. @throws WinceError those of `importNetwork` and `importSoundNetwork` */
export async function importNetworkWork(
  { folder, request }: ImportNetworkTask,
  tell: (event: TaskEvent) => void,
): Promise<ImportedNetwork> {
  try {
    const { id, source } = await imported(folder, request, tell);
    if (source.kind !== 'file') throw new Error(`${id} was not imported`);
    return { id, sha256: source.sha256 };
  } catch (error) {
    if (!(error instanceof WinceError)) throw error;
    // Where the files lie for a moment says nothing to who sent them.
    const [message, hint] = [error.message, error.hint].map((text) => text.replaceAll(folder + sep, ''));
    throw new WinceError(error.code, message, { hint, cause: error });
  }
}

function imported(folder: string, request: NewNetwork, tell: (event: TaskEvent) => void) {
  const { file, name, scale, replace, untrained, input } = request;
  const shared = {
    file: join(folder, file),
    home: networkHome(),
    onStep: (step: 'read-network' | 'run-network') => tell({ type: 'step', step }),
    ...{ name: name ?? undefined, scale: scale ?? undefined },
    ...{ replace, untrained },
  };
  if (input.kind === 'sound') {
    const { rate, seconds, hop, mel } = input;
    return importSoundNetwork({
      ...{ ...shared, rate, mel: mel ?? undefined },
      ...{ seconds: seconds ?? undefined, hop: hop ?? undefined },
    });
  }
  const { prototxt, mean, colour, size, domain } = input;
  return importNetwork({
    ...shared,
    prototxt: prototxt === null ? undefined : join(folder, prototxt),
    mean: mean === null ? undefined : meanWords(folder, mean),
    ...{ colour: colour ?? undefined, domain: domain ?? undefined },
    size: size ? [size.rows, size.columns] : undefined,
  });
}

function meanWords(folder: string, mean: 'none' | readonly number[] | { readonly file: string }): string {
  if (mean === 'none') return mean;
  return 'file' in mean ? join(folder, mean.file) : mean.join(',');
}

/** Tests a network, as `wince networks test` does. @throws WinceError those of `testNetwork` */
export async function testNetworkWork(
  { network, cache }: TestNetworkTask,
  tell: (event: TaskEvent) => void,
): Promise<NetworkTest> {
  const store = await openStore(cache);
  return testNetwork({ network, store, onStep: (step) => tell({ type: 'step', step }) });
}
