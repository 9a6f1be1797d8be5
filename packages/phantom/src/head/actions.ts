/**
 * What a face can do, each with an intensity from 0 to 1. The first ten are the items of the Neonatal Facial Coding
 * System (Grunau and Craig 1987, doi:10.1016/0304-3959(87)90073-X); `lidsOpen` and the rest let it wake, sleep, suck and yawn.
 */
export const ACTIONS = [
  'browBulge',
  'eyeSqueeze',
  'nasolabialFurrow',
  'openLips',
  'verticalStretch',
  'horizontalStretch',
  'lipPurse',
  'tautTongue',
  'chinQuiver',
  'tongueProtrusion',
  'lidsOpen',
  'browRaise',
  'roundMouth',
] as const;

export type Action = (typeof ACTIONS)[number];

/** The intensities of all actions. */
export type Actions = { readonly [A in Action]: number };

/** Ten items that NFCS scores. Tongue protrusion counts against pain at term. */
export const NFCS_ACTIONS: readonly Action[] = ACTIONS.slice(0, 10);

/** Awake and at rest. */
export const NEUTRAL: Actions = Object.freeze({
  browBulge: 0,
  eyeSqueeze: 0,
  nasolabialFurrow: 0,
  openLips: 0,
  verticalStretch: 0,
  horizontalStretch: 0,
  lipPurse: 0,
  tautTongue: 0,
  chinQuiver: 0,
  tongueProtrusion: 0,
  lidsOpen: 0.7,
  browRaise: 0,
  roundMouth: 0,
});
