import type { NetworkCard } from '@wince/networks';
import { networkHome } from './home.ts';
import { isStored, readStored } from './imported.ts';
import { readPackagedFile, readPackagedModel } from './package-files.ts';

/**
 * Reads the weights of a network and holds their hash against that of its card: with a warm cache nobody else opens them.
 *
 * @throws WinceError `network-weights-changed`, `network-package-missing`, and what is thrown for an imported network whose files changed
 */
export async function refuseChangedWeights(card: NetworkCard): Promise<void> {
  const { source } = card;
  if (isStored(card)) await readStored(networkHome(), card);
  else if (source.kind === 'package') await readPackagedModel(card, source);
  else if (source.kind === 'package-file') await readPackagedFile(card, source);
}
