import { WinceError } from '@wince/core';

/**
 * Lengths of a neonate's head in centimetres, y up from the eye line, x to the right of the picture: everything in
 * which the heads of two subjects differ.
 */
export interface Proportions {
  /** Size of the whole, 1 at term: what follows is in cm of a head at term, and is multiplied by it. */
  readonly size: number;
  /** Half of the widest breadth of the skull. */
  readonly skullHalfWidth: number;
  /** Height of the crown over the eye line. */
  readonly crown: number;
  /** Depth of the chin under the eye line, a positive number. */
  readonly chin: number;
  /** Half the inner and the outer canthal distance. */
  readonly innerCanthus: number;
  readonly outerCanthus: number;
  /** Height of the outer eye corners over the inner ones (negative: slanting down). */
  readonly eyeTilt: number;
  /** Height of the brow over the eye line. */
  readonly brow: number;
  /** Depth of the nose's base (subnasale) under the eye line. */
  readonly noseBase: number;
  /** Half the breadth of the nose at its wings. */
  readonly noseHalfWidth: number;
  /** How far the tip stands out. */
  readonly noseHeight: number;
  /** From the nose's base to the red of the upper lip. */
  readonly philtrum: number;
  /** Height of the red of the upper lip, and of the lower. */
  readonly upperLip: number;
  readonly lowerLip: number;
  /** Half the distance of the mouth's corners. */
  readonly mouthHalfWidth: number;
  /** Fullness of the cheeks: 0 sunken (preterm) to 1 full. */
  readonly cheeks: number;
  /** How far the chin stands out. */
  readonly chinHeight: number;
  /** Bossing of the forehead. */
  readonly forehead: number;
}

interface Bound {
  readonly name: string;
  readonly of: (p: Proportions) => number;
  readonly low: number;
  readonly high: number;
  readonly source: string;
}

/**
 * What makes a head a neonate's, as bounds that every drawn subject keeps. They are not traded for detection.
 *
 * - The chapter "Milestones and normative data" of a handbook of paediatric ophthalmology gives an inner canthal distance of 20 +- 4 mm
 *   and an outer one of 69 +- 8 mm in the newborn, 16 and 59 mm in the premature, a palpebral fissure of
 *   17 +- 2 mm at birth and 15 +- 2 mm at 32 weeks, and a canthal index (inner over outer) of 28.4 to 38 %.
 * - Mesquita and Segre 2011 (einstein 9(3), S1679-45082011000300283), 1,964 newborns of 25 to 43 weeks: palpebral fissure
 *   0.80 to 3.00 cm, mean 1.98; red of the upper lip 0.20 to 0.90 cm, mean 0.51.
 * - Lorenz 1943 ("Kindchenschema", doi:10.1111/j.1439-0310.1943.tb00655.x): high forehead, eyes at or below the middle of the head,
 *   full cheeks, small chin. The figures of these ratios are ours.
 * - Sivan, Merlob and Reisner 1983 (doi:10.1136/jmg.20.2.130) chart philtrum and mouth width by gestational age;
 *   the bounds on both are ours.
 */
const BOUNDS: readonly Bound[] = [
  {
    name: 'share of the head above the eyes',
    of: (p) => p.crown / (p.crown + p.chin),
    low: 0.5,
    high: 0.66,
    source: 'Lorenz 1943: eyes at or below mid-height',
  },
  {
    name: 'share of the head above the brow (forehead)',
    of: (p) => (p.crown - p.brow) / (p.crown + p.chin),
    low: 0.36,
    high: 0.55,
    source: 'Lorenz 1943: large forehead',
  },
  {
    name: 'chin from the lower lip to its end, share of the head',
    of: (p) => (p.chin - p.noseBase - p.philtrum - p.upperLip - p.lowerLip) / (p.crown + p.chin),
    low: 0.06,
    high: 0.16,
    source: 'Lorenz 1943: small chin',
  },
  {
    name: 'canthal index',
    of: (p) => p.innerCanthus / p.outerCanthus,
    low: 0.284,
    high: 0.38,
    source: 'normative data: 28.4 to 38 %',
  },
  {
    name: 'inner canthal distance in cm',
    of: (p) => 2 * p.innerCanthus * p.size,
    low: 1.2,
    high: 2.8,
    source: 'normative data: 16 mm (premature), 20 +- 4 mm (newborn); 2 SD below 16 mm',
  },
  {
    name: 'outer canthal distance in cm',
    of: (p) => 2 * p.outerCanthus * p.size,
    low: 4.3,
    high: 8.5,
    source: 'normative data: 59 mm (premature), 69 +- 8 mm (newborn), 2 SD',
  },
  {
    name: 'palpebral fissure in cm',
    of: (p) => (p.outerCanthus - p.innerCanthus) * p.size,
    low: 0.8,
    high: 3.0,
    source: 'Mesquita and Segre 2011',
  },
  {
    name: 'red of the upper lip in cm',
    of: (p) => p.upperLip * p.size,
    low: 0.2,
    high: 0.9,
    source: 'Mesquita and Segre 2011',
  },
  {
    name: 'breadth of the mouth over the outer canthal distance',
    of: (p) => p.mouthHalfWidth / p.outerCanthus,
    low: 0.34,
    high: 0.6,
    source: 'our own bounds, near the charts of Sivan et al. 1983',
  },
];

/** The bounds, for documentation and tests. */
export const neonatalBounds: readonly { name: string; low: number; high: number; source: string }[] = BOUNDS;

/** Returns the proportions when they are a neonate's. @throws WinceError `not-neonatal` that names the bound. */
export function checkProportions(p: Proportions): Proportions {
  for (const { name, of, low, high, source } of BOUNDS) {
    const value = of(p);
    if (!(value >= low && value <= high)) {
      throw new WinceError(
        'not-neonatal',
        `The ${name} is ${value.toFixed(3)}, but it must be between ${low} and ${high} (${source}).`,
        { hint: 'Draw the subject with the proportions of a neonate.' },
      );
    }
  }
  return p;
}
