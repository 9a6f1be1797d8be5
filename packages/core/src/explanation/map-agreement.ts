import type { FaceMap } from '../face/face-map.ts';
import { COLOUR_SIZE } from '../face/template.ts';
import { midRanksOf } from '../numbers/mid-ranks.ts';

/**
 * Spearman's rank correlation of two explanations (maps, or contributions of regions or columns), signs included; null where one of them is
 * the same everywhere, or has fewer than 3 values.
 *
 * @throws RangeError for other lengths
 */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  if (a.length !== b.length) throw new RangeError(`${a.length} values cannot be compared with ${b.length}`);
  if (a.length < 3) return null;
  const [first, second] = [midRanksOf(a), midRanksOf(b)];
  const mean = (a.length + 1) / 2;
  let [product, ofFirst, ofSecond] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [first[i] - mean, second[i] - mean];
    product += x * y;
    ofFirst += x * x;
    ofSecond += y * y;
  }
  return ofFirst > 0 && ofSecond > 0 ? product / Math.sqrt(ofFirst * ofSecond) : null;
}

/** The mean of the numbers that are defined, and how many they are. */
export interface MeanOfDefined {
  readonly mean: number | null;
  readonly count: number;
}

/** The mean of numbers, such as correlations, without those that are not defined. */
export function meanOfDefined(numbers: readonly (number | null)[]): MeanOfDefined {
  const defined = numbers.filter((value) => value !== null);
  const mean = defined.length > 0 ? defined.reduce((sum, value) => sum + value, 0) / defined.length : null;
  return { mean, count: defined.length };
}

/** From this mean rank correlation with maps of shuffled models on, a map says little about the model. */
export const WORTHLESS_FROM = 0.5;

/**
 * - `depends-on-the-model`: the map changes when the weights are shuffled.
 * - `worthless`: it stays much the same, so it shows the picture and not the model.
 * - `not-tested`: no correlation is defined.
 */
export type RandomisationVerdict = 'depends-on-the-model' | 'worthless' | 'not-tested';

/** Verdicts in words. */
const RANDOMISATION_WORDS: Readonly<Record<RandomisationVerdict, string>> = {
  'depends-on-the-model': 'it depends on the model',
  worthless: 'worthless: it stays the same when the weights are shuffled',
  'not-tested': 'not tested',
};

/**
 * The randomisation test: an explanation that stays the same when the weights of the model are shuffled explains nothing of the model.
 *
 * @param correlations with the explanations of shuffled models
 * @source Adebayo et al. 2018, arXiv 1810.03292
 */
export function randomisationVerdict(correlations: readonly (number | null)[]): RandomisationVerdict {
  const { mean } = meanOfDefined(correlations);
  if (mean === null) return 'not-tested';
  return mean >= WORTHLESS_FROM ? 'worthless' : 'depends-on-the-model';
}

/** Cells a side on which maps are compared, 8 pixels each: smaller differences of place do not matter. */
const COARSE = 28;

/** A map as sums over cells of 8 x 8 pixels, for {@link rankCorrelation}. */
export function coarseMap(map: FaceMap): Float64Array {
  const cells = new Float64Array(COARSE * COARSE);
  const side = COLOUR_SIZE / COARSE;
  map.forEach((value, i) => {
    cells[Math.floor(Math.floor(i / COLOUR_SIZE) / side) * COARSE + Math.floor((i % COLOUR_SIZE) / side)] +=
      value;
  });
  return cells;
}

/** Below this mean rank correlation with the explanations of the same face with a little noise an explanation is not stable. */
const STABLE_FROM = 0.5;

/** What the checks of an explanation come to, in words. */
export function relianceWords({
  verdict,
  under_noise,
}: {
  readonly verdict: RandomisationVerdict;
  readonly under_noise: number | null;
}): string {
  const isUnstable = verdict === 'depends-on-the-model' && under_noise !== null && under_noise < STABLE_FROM;
  return isUnstable
    ? `${RANDOMISATION_WORDS[verdict]}, but it changes under noise: do not read single places of it`
    : RANDOMISATION_WORDS[verdict];
}
