/** Weight of "there is no pulse" against "there is one" before anything is seen. */
const PRIOR_ODDS_OF_NOISE = 3;

/**
 * How sure it is that a signal is a pulse, from its quality and that of surrogates which went through the same choice, in [0, 1].
 *
 * The chance that noise comes so far is read from an extreme value distribution with the mean and the deviation of the surrogates,
 * as the best of many is distributed like that. From this chance p the largest odds that it can lend to a pulse follow,
 * `1 / (-e p ln p)`; they meet prior odds of 3 to 1 against a pulse. Of signals without a pulse some 4 % come above 0.5. Prior odds and
 * distribution are our choice; the number has not been calibrated on recordings.
 *
 * @param quality of the signal, in decibels
 * @param surrogates qualities of at least 10 surrogates, in decibels
 * @source Sellke, Bayarri and Berger 2001, doi:10.1198/000313001300339950
 */
export function confidenceOf(quality: number, surrogates: Float64Array): number {
  const height = heightAbove(quality, surrogates);
  if (height === null) return 0;
  const chance = Math.max(1e-12, -Math.expm1(-Math.exp(-height)));
  const least = 1 / (1 + PRIOR_ODDS_OF_NOISE);
  if (chance >= 1 / Math.E) return (least * (1 - chance)) / (1 - 1 / Math.E);
  return 1 / (1 + PRIOR_ODDS_OF_NOISE * -Math.E * chance * Math.log(chance));
}

/**
 * How far a quality stands above those of surrogates: in scales of an extreme value distribution with their mean and deviation, above its
 * mode. Noise is above 3 once in 20 times.
 *
 * @returns null where the surrogates are all alike, or the quality is not a number
 */
export function heightAbove(quality: number, surrogates: Float64Array): number | null {
  const mean = surrogates.reduce((sum, value) => sum + value, 0) / surrogates.length;
  const variance = surrogates.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (surrogates.length - 1);
  const scale = Math.sqrt(6 * variance) / Math.PI;
  if (!(scale > 0) || !Number.isFinite(quality)) return null;
  return (quality - (mean - EULER * scale)) / scale;
}

/** Euler's constant: how far the mean of the distribution lies above its mode, in scales. */
const EULER = 0.5772156649015329;
