import { type Catalogue, defineCatalogue } from '../catalogue.ts';
import { comfortNeo } from './entries/comfort-neo.ts';
import { cries } from './entries/cries.ts';
import { edin } from './entries/edin.ts';
import { nfcs } from './entries/nfcs.ts';
import { nips } from './entries/nips.ts';
import { npass } from './entries/npass.ts';
import { pipp, pippR } from './entries/pipp.ts';
import type { Scale } from './scale.ts';

/** Every pain scale that a label may come from. */
export const scales: Catalogue<Scale> = defineCatalogue('scale', [
  nips,
  pipp,
  pippR,
  npass,
  comfortNeo,
  edin,
  cries,
  nfcs,
]);
