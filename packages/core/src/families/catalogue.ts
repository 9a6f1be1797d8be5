import { defineCatalogue } from '../catalogue.ts';
import { cry } from './cry/cry.ts';
import { change } from './entries/change.ts';
import { familyOfFaces } from './entries/faces.ts';
import { strain } from './entries/strain.ts';
import { temporal } from './entries/temporal.ts';
import { extractors } from './face/catalogue.ts';
import type { Family } from './family.ts';
import { pulse } from './pulse/pulse.ts';
import { quiver } from './quiver/quiver.ts';

/**
 * The families of features that need nothing of the machine. A new one is a file of its own and a line here; a handcrafted feature
 * of the face has its line in `face/catalogue.ts`. Networks and tables are added by whoever can read them.
 */
export const families = defineCatalogue<Family>('feature', [
  ...extractors.entries.map(familyOfFaces),
  strain,
  temporal,
  change,
  cry,
  pulse,
  quiver,
]);
