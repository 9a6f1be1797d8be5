import { WinceError } from '@wince/core';
import { networks, soundNetworks } from '@wince/networks';

/**
 * Refuses what cannot be the name of a network that is kept here.
 *
 * @param option with which another name is given
 * @throws WinceError `network-name-taken`
 */
export function refuseName(id: string, option: string): void {
  const isTaken = networks.has(id) || soundNetworks.has(id);
  if (!isTaken && /^[a-z0-9][a-z0-9.-]*$/.test(id) && !id.endsWith('-untrained')) return;
  const reason = isTaken ? 'is the name of a built-in network' : 'cannot be the name of a network';
  throw new WinceError('network-name-taken', `"${id}" ${reason}.`, {
    hint: `Give another name with ${option}: lower case, digits, dots and hyphens, and not ending in -untrained.`,
  });
}
