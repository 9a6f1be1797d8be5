import { sigmoid } from '../../numbers/sigmoid.ts';
import type { PulseEvidence } from './evidence.ts';

/**
 * Weights of a logistic regression that was fitted on windows of 10 seconds of drawn videos with and without a pulse: whether the rate was within 5 beats per
 * minute of the truth. `npm run test:long -- pulse-video` tells how reliable it is on subjects that it was not fitted on.
 */
const WEIGHTS = {
  height: 0.397,
  strength: 3.559,
  agreement: 1.484,
  disagree: -1.647,
  snr: 0.329,
  background: -0.446,
  motion: -0.797,
  colour: -0.093,
} as const;
const INTERCEPT = -0.72;
const TERMS = [
  'height',
  'strength',
  'agreement',
  'disagree',
  'snr',
  'background',
  'motion',
  'colour',
] as const;

/** Beats per minute from which spectrum and autocorrelation disagree. */
const DISAGREE = 5;
/** Decibels that noise has now and then: what light or movement have above that speaks against a pulse. */
const NOISE = -6;

/** What the weights are of: each about 0 to 1. */
export function confidenceTerms(evidence: PulseEvidence): Readonly<Record<keyof typeof WEIGHTS, number>> {
  const { height, strength, agreement, disagreement, snr, background, motion, colour } = evidence;
  return {
    height: Math.min(height, 8) / 8,
    strength: Math.min(strength, 8) / 8,
    agreement,
    disagree: disagreement > DISAGREE ? 1 : 0,
    snr: Math.max(-6, Math.min(6, snr)) / 6,
    background: Math.max(0, background - NOISE) / 6,
    motion: Math.max(0, motion - NOISE) / 6,
    colour: Math.max(-1.5, Math.min(2, colour)),
  };
}

/** The estimated probability that the rate is within 5 beats per minute of the truth. */
export function calibratedConfidence(evidence: PulseEvidence): number {
  const terms = confidenceTerms(evidence);
  return sigmoid(INTERCEPT + TERMS.reduce((sum, name) => sum + WEIGHTS[name] * terms[name], 0));
}
