import { defineCatalogue } from '../../catalogue.ts';
import { anovaF } from './anova-f.ts';
import { none } from './none.ts';
import { relieff, relieffOtherSubjects } from './relieff.ts';
import type { Selector } from './selector.ts';
import { symmetricUncertainty } from './symmetric-uncertainty.ts';

/** All selectors by id. */
export const selectors = defineCatalogue<Selector>('selector', [
  none,
  relieff,
  relieffOtherSubjects,
  symmetricUncertainty,
  anovaF,
]);
