import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  didYouMean,
  type ExtractionSpecification,
  families,
  type MethodSpecification,
  namedFamilies,
  WinceError,
} from '@wince/core';
import { featureNetworks, knownNetworks, networks, soundNetworks } from '@wince/networks';
import { systemCode } from '../../files/system-error.ts';
import { networkHome, SOUND_FOLDER } from '../../networks/index.ts';

/** Whose feature a user names: `faceres` of `faceres:conv_pw_5_relu@mean`. */
export function idOfFeature(specification: MethodSpecification): string {
  const text = typeof specification === 'string' ? specification : specification.id;
  return text.split(/[:?@]/)[0];
}

/**
 * Looks up the features that an experiment names. Whether a network can be used is seen when the experiment is
 * planned: here it is enough that it is known, or that a network of this name was imported.
 *
 * @param home the folder of imported networks; it need not be there
 * @throws WinceError `unknown-feature`
 */
export function refuseUnknownFeatures(
  specification: Pick<ExtractionSpecification, 'features' | 'mixes'>,
  home = networkHome(),
): void {
  const ids = new Set(namedFamilies(specification).map(idOfFeature));
  const absent = [...ids].filter((id) => !families.has(id) && !isNetwork(id) && id !== 'table');
  if (absent.length === 0) return;
  const imported = [...namesIn(home), ...namesIn(join(home, SOUND_FOLDER))];
  const unknown = absent.find((id) => !imported.includes(id));
  if (unknown !== undefined) {
    throw unknownFeature(unknown, [...families.ids, ...featureNetworks(), ...soundFeatures(), ...imported]);
  }
}

/** @param known what can be named */
export function unknownFeature(id: string, known: readonly string[]): WinceError {
  const absent = knownNetworks.find((network) => network.id === id);
  if (absent) {
    return new WinceError(
      'unknown-feature',
      `The network "${id}" is known, but its weights are not installed.`,
      {
        hint: `Fetch its file from ${absent.page} and run \`wince networks import FILE\`, or \`wince networks pull ${id}\`. A control with random weights is ${id}-untrained.`,
      },
    );
  }
  return new WinceError('unknown-feature', `There is no feature called "${id}".${didYouMean(id, known)}`, {
    hint: `The known ones are: ${known.join(', ')}, and table:FILE for a table of your own.`,
  });
}

function isNetwork(id: string): boolean {
  return (
    networks.has(id) || soundFeatures().includes(id) || knownNetworks.some((network) => network.id === id)
  );
}

/** Ids of the networks that hear, come with wince, and give features. */
function soundFeatures(): readonly string[] {
  return soundNetworks.entries.filter(({ role }) => role === 'features').map(({ id }) => id);
}

/** The names of the folders in a folder. */
function namesIn(home: string): readonly string[] {
  try {
    return readdirSync(home, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
