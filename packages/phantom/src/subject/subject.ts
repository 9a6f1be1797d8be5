import { type Random, randomFrom } from '@wince/core';
import { clamp, lerp } from '../curves.ts';
import { checkProportions, type Proportions } from './proportions.ts';
import { type LinearColour, linearColour, pigment, skinAlbedo } from './tone.ts';

/** A synthetic neonate: all that stays the same from one picture of it to the next. */
export interface Subject {
  readonly id: string;
  readonly sex: 'female' | 'male';
  /** 26 to 42 weeks at birth; shape, fat and skin follow it. */
  readonly gestationalAgeWeeks: number;
  readonly postnatalAgeDays: number;
  /** Place on the Monk scale, 1 (light) to 10 (dark). */
  readonly monk: number;
  readonly proportions: Proportions;
  readonly skin: LinearColour;
  readonly lips: LinearColour;
  readonly hair: LinearColour;
  /** 0 bald to 1 a full head of hair. */
  readonly hairDensity: number;
  /** Height of the hairline over the brow, in cm. */
  readonly hairline: number;
  /** 0 hardly seen to 1 dark. */
  readonly browDensity: number;
  readonly iris: LinearColour;
  /** Seed of what is drawn by chance on the skin. */
  readonly texture: number;
  /** Left-right difference of expressions, -0.15 to 0.15: the right side of the picture moves (1 + this) times as far. */
  readonly asymmetry: number;
}

/** What a caller fixes of a subject; the rest is drawn. */
export interface SubjectChoice {
  readonly monk?: number;
  readonly sex?: 'female' | 'male';
  readonly gestationalAgeWeeks?: number;
}

/**
 * Draws a subject. The same parts of a seed give the same subject.
 *
 * @throws WinceError `not-neonatal` when the proportions leave the bounds (a defect of the ranges below)
 */
export function drawSubject(id: string, seed: number, choice: SubjectChoice = {}): Subject {
  const random = randomFrom('phantom-subject', seed, id);
  const around = (mean: number, spread: number): number => mean + spread * clamp(random.normal(), -2, 2);
  const weeks = choice.gestationalAgeWeeks ?? clamp(around(37, 3), 26, 42);
  const sex = choice.sex ?? (random.next() < 0.5 ? 'female' : 'male');
  const monk = choice.monk ?? 1 + 9 * random.next();
  const term = clamp((weeks - 26) / 14, 0, 1);
  const proportions = drawProportions(around, term);
  const redness = clamp(lerp(0.85, 0.4, term) + 0.1 * random.normal(), 0.15, 1);
  const skin = skinAlbedo(monk, redness);
  const dark = pigment(monk);
  return {
    id,
    sex,
    gestationalAgeWeeks: Math.round(weeks * 10) / 10,
    postnatalAgeDays: 1 + random.below(28),
    monk: Math.round(monk * 10) / 10,
    proportions,
    skin,
    lips: lipColour(skin, dark),
    hair: hairColour(random, dark),
    hairDensity: clamp(lerp(0.3, 0.75, random.next()) + 0.15 * dark, 0.15, 0.95),
    hairline: lerp(2.0, 3.0, random.next()),
    browDensity: clamp(lerp(0.35, 0.85, random.next()) + 0.1 * dark, 0.3, 0.95),
    iris: irisColour(random, dark),
    texture: random.below(2 ** 30),
    asymmetry: clamp(0.06 * random.normal(), -0.15, 0.15),
  };
}

function drawProportions(around: (mean: number, spread: number) => number, term: number): Proportions {
  // Size at 26 weeks relative to term: between that of the whole head and that of the eyes, which are ahead of it.
  const size = lerp(0.76, 1, term);
  const outerCanthus = around(2.98, 0.06);
  const noseBase = around(1.55, 0.06);
  const philtrum = around(0.58, 0.05);
  const upperLip = around(0.42, 0.05);
  const lowerLip = around(0.46, 0.05);
  return checkProportions({
    size,
    skullHalfWidth: around(4.7, 0.1),
    crown: around(6.0, 0.15),
    chin: noseBase + philtrum + upperLip + lowerLip + around(1.19, 0.06),
    innerCanthus: outerCanthus * around(0.345, 0.012),
    outerCanthus,
    eyeTilt: around(0.06, 0.07),
    brow: around(1.2, 0.06),
    noseBase,
    noseHalfWidth: around(0.93, 0.06),
    noseHeight: around(0.95, 0.09),
    philtrum,
    upperLip,
    lowerLip,
    mouthHalfWidth: around(1.24, 0.06),
    cheeks: clamp(lerp(0.25, 0.9, term) + around(0, 0.12), 0, 1.1),
    chinHeight: around(0.3, 0.06),
    forehead: around(0.25, 0.08),
  });
}

function lipColour(skin: LinearColour, dark: number): LinearColour {
  const red: LinearColour = [0.52, 0.14, 0.13];
  const share = lerp(0.6, 0.34, dark);
  // The blood's colour multiplies the skin's: in dark skin lips are a little lighter, not light red.
  return [blend(skin[0], red[0], share), blend(skin[1], red[1], share), blend(skin[2], red[2], share)];
}

function blend(a: number, b: number, share: number): number {
  return a ** (1 - share) * b ** share;
}

function hairColour(random: Random, dark: number): LinearColour {
  const light = linearColour(['#8a6a45', '#5a4029', '#3b2a1c', '#a5824f'][random.below(4)]);
  const black = linearColour('#17120f');
  const t = clamp(dark * 1.6 + 0.25 * random.next(), 0, 1);
  return [lerp(light[0], black[0], t), lerp(light[1], black[1], t), lerp(light[2], black[2], t)];
}

function irisColour(random: Random, dark: number): LinearColour {
  // Slate grey-blue is common at birth in light skin, brown in dark.
  const slate = linearColour('#4a5a6c');
  const brown = linearColour('#33221a');
  const t = clamp(dark * 2 + 0.3 * random.next(), 0, 1);
  return [lerp(slate[0], brown[0], t), lerp(slate[1], brown[1], t), lerp(slate[2], brown[2], t)];
}
