import { type Catalogue, defineCatalogue } from '@wince/core';
import { architectures } from '../architectures/vgg.ts';
import { blazeface } from './blazeface.ts';
import { architectureCard, type NetworkCard, untrainedCard } from './card.ts';
import { facemesh } from './facemesh.ts';
import { facemeshAttention } from './facemesh-attention.ts';
import { faceres } from './faceres.ts';
import { fullRangeDetector } from './full-range-detector.ts';
import { mobilenet } from './mobilenet.ts';

/** The networks whose weights come inside installed packages, and the untrained ones, which need none. */
export const networks: Catalogue<NetworkCard> = defineCatalogue('network', [
  faceres,
  mobilenet,
  untrainedCard(faceres),
  untrainedCard(mobilenet),
  ...architectures.map(architectureCard),
  blazeface,
  facemesh,
  fullRangeDetector,
  facemeshAttention,
]);
