/** A share nearer to 0 or 1 than this counts as this far away: its logit would have no bound. */
export const LEAST_SHARE = 1e-6;

/** A share, held away from 0 and 1 by `LEAST_SHARE`. */
export function heldShare(share: number): number {
  return Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, share));
}

/** The logarithm of the odds, ln(p / (1 - p)); of a share at 0 or 1, that of the share held away from it. */
export function logit(share: number): number {
  const held = heldShare(share);
  return Math.log(held) - Math.log1p(-held);
}
