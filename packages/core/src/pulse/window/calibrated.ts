import { sigmoid } from '../../numbers/sigmoid.ts';
import type { PulseEvidence } from './evidence.ts';

/**
 * Weights of a logistic regression that was fitted on windows of 10 seconds of drawn videos with and without a pulse: whether the rate was within 5 beats per
 * minute of the truth. `npm run test:long -- pulse-video` tells how reliable it is on subjects that it was not fitted on.
 */
const WEIGHTS = {
  strength: 3.921,
  certainty: 1.765,
  height: 0.232,
  snr: 0.344,
  agreement: 0.976,
  disagree: -0.517,
  background: -1.979,
  motion: -2.222,
} as const;
const INTERCEPT = -2.128;
const TERMS = [
  'strength',
  'certainty',
  'height',
  'snr',
  'agreement',
  'disagree',
  'background',
  'motion',
] as const;

/** Beats per minute from which spectrum and autocorrelation disagree. */
const DISAGREE = 5;
/** Decibels that noise has now and then: what light or movement have above that speaks against a pulse. */
const NOISE = -6;

/** What the weights are of: each about 0 to 1. */
export function confidenceTerms(evidence: PulseEvidence): Readonly<Record<keyof typeof WEIGHTS, number>> {
  const { height, strength, certainty, agreement, disagreement, snr, background, motion } = evidence;
  return {
    strength: Math.log1p(Math.max(0, strength)) / 3,
    certainty,
    height: Math.min(Math.max(height, 0), 8) / 8,
    snr: Math.max(-6, Math.min(6, snr)) / 6,
    agreement,
    disagree: disagreement > DISAGREE ? 1 : 0,
    background: Math.max(0, background - NOISE) / 6,
    motion: Math.max(0, motion - NOISE) / 6,
  };
}

/** The estimated probability that the rate is within 5 beats per minute of the truth. */
export function calibratedConfidence(evidence: PulseEvidence): number {
  const terms = confidenceTerms(evidence);
  return sigmoid(INTERCEPT + TERMS.reduce((sum, name) => sum + WEIGHTS[name] * terms[name], 0));
}
