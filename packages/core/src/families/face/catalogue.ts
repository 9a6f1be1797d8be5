import { defineCatalogue } from '../../catalogue.ts';
import { type MethodCall, type MethodSpecification, parseMethod } from '../../method.ts';
import type { Extractor } from './extractor.ts';
import { gabor } from './gabor/gabor.ts';
import { geometry } from './geometry/geometry.ts';
import { hog } from './hog/hog.ts';
import { lbp } from './lbp/lbp.ts';
import { nfcsActions } from './nfcs/nfcs.ts';

/** The handcrafted feature families. A new one is a file of its own and a line here. */
export const extractors = defineCatalogue<Extractor>('feature', [lbp, hog, gabor, geometry, nfcsActions]);

/**
 * Reads a handcrafted family as a user writes it: `lbp`, `lbp?points=16&radius=2`, or `{ id: 'lbp', points: 16 }`.
 * The `name` of the result leaves defaults out and sorts the rest, so that one family has one name.
 *
 * @throws WinceError `unknown-feature` that lists the known ones; `bad-parameter` that names the key, its value and the
 * known keys.
 */
export function parseFeature(specification: MethodSpecification): MethodCall {
  return parseMethod(extractors, specification);
}
