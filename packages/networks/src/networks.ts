import { type Catalogue, defineCatalogue } from '@wince/core';
import { architectures } from './architectures/vgg.ts';
import { architectureCard, type NetworkCard, untrainedCard } from './card.ts';
import { blazeface } from './cards/blazeface.ts';
import { facemesh } from './cards/facemesh.ts';
import { faceres } from './cards/faceres.ts';
import { mobilenet } from './cards/mobilenet.ts';

/** The networks whose weights come inside installed packages, and the untrained ones, which need none. */
export const networks: Catalogue<NetworkCard> = defineCatalogue('network', [
  faceres,
  mobilenet,
  untrainedCard(faceres),
  untrainedCard(mobilenet),
  ...architectures.map(architectureCard),
  blazeface,
  facemesh,
]);
