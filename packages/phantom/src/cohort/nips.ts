import type { Random } from '@wince/core';
import type { Actions } from '../head/actions.ts';

/** A score after the items of the Neonatal Infant Pain Scale, read off what the phantom does. */
export interface NipsLike {
  readonly face: 0 | 1;
  readonly cry: 0 | 1 | 2;
  readonly breathing: 0 | 1;
  readonly arms: 0 | 1;
  readonly legs: 0 | 1;
  readonly arousal: 0 | 1;
  readonly total: number;
}

/**
 * Scores what is shown. Face and cry follow the face's actions; breathing, limbs and arousal, which no picture shows, are
 * the likelier the more distressed the face is.
 *
 * @source items and ranges: Lawrence et al. 1993, Neonatal Network 12(6):59-66
 */
export function scoreNips(actions: Actions, random: Random): NipsLike {
  const upper = (actions.browBulge + actions.eyeSqueeze + actions.nasolabialFurrow) / 3;
  const mouth = Math.max(actions.verticalStretch, 0.6 * actions.openLips);
  // A yawn and a startle open the mouth without a cry.
  const voice = mouth * Math.min(1, 2.2 * upper);
  const face = upper > 0.4 ? 1 : 0;
  const cry = voice > 0.42 ? 2 : voice > 0.22 ? 1 : 0;
  const distress = Math.min(1, 0.6 * upper + 0.6 * voice);
  const item = (): 0 | 1 => (random.next() < distress * 1.15 - 0.05 ? 1 : 0);
  const breathing = item();
  const arms = item();
  const legs = item();
  const arousal = item();
  return { face, cry, breathing, arms, legs, arousal, total: face + cry + breathing + arms + legs + arousal };
}
