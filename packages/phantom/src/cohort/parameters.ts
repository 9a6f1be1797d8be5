import type { Action } from '../head/actions.ts';

/**
 * What decides how a cohort looks and how hard it is. Fixed before any classifier saw a picture of it, and not tuned to make
 * a table come out: whoever changes a number here changes what the phantom is, and says so in the changelog.
 */

/** Mean intensities of an expression; actions that are not named rest at 0. */
export type Prototype = { readonly [A in Action]?: number };

/** What a baby is going through when the picture is taken. */
export const CONDITIONS = [
  'pain',
  'rest',
  'sleep',
  'hunger',
  'yawn',
  'startle',
  'sucking',
  'sneeze',
] as const;
/** What a neonate of the phantom goes through. */
export type Condition = (typeof CONDITIONS)[number];

export const PROTOTYPES: { readonly [C in Condition]: Prototype } = {
  pain: {
    browBulge: 0.85,
    eyeSqueeze: 0.85,
    nasolabialFurrow: 0.8,
    openLips: 0.8,
    verticalStretch: 0.5,
    horizontalStretch: 0.6,
    tautTongue: 0.6,
    chinQuiver: 0.25,
  },
  rest: { lidsOpen: 0.68, openLips: 0.08 },
  sleep: { lidsOpen: 0, openLips: 0.12 },
  // A cry that is not of pain: the mouth as wide open, the upper face less drawn together.
  hunger: {
    browBulge: 0.3,
    eyeSqueeze: 0.35,
    nasolabialFurrow: 0.4,
    openLips: 0.9,
    verticalStretch: 0.6,
    horizontalStretch: 0.35,
    roundMouth: 0.3,
    tongueProtrusion: 0.3,
    tautTongue: 0.1,
    lidsOpen: 0.25,
  },
  yawn: {
    eyeSqueeze: 0.3,
    openLips: 1,
    verticalStretch: 0.95,
    roundMouth: 0.5,
    browRaise: 0.5,
    lidsOpen: 0.1,
  },
  startle: { browRaise: 0.7, lidsOpen: 1, openLips: 0.5, verticalStretch: 0.15 },
  sucking: { lipPurse: 0.7, lidsOpen: 0.5, browBulge: 0.08 },
  // For a moment the upper face is drawn together as in pain; the mouth is not.
  sneeze: {
    browBulge: 0.35,
    eyeSqueeze: 0.8,
    nasolabialFurrow: 0.6,
    openLips: 0.5,
    verticalStretch: 0.2,
  },
};

/** How often each condition without pain comes. */
export const NO_PAIN_WEIGHTS: { readonly [C in Exclude<Condition, 'pain'>]: number } = {
  rest: 0.2,
  sleep: 0.2,
  hunger: 0.2,
  yawn: 0.13,
  startle: 0.11,
  sucking: 0.11,
  sneeze: 0.05,
};

/** Spread of an intensity about its mean: a share of it, and a floor. */
export const INTENSITY_SPREAD = { relative: 0.15, absolute: 0.04 } as const;

/** Strength of a subject's responses, lowest and highest. */
export const REACTIVITY = { low: 0.75, high: 1.1 } as const;

/**
 * What `difficulty` d in [0, 1] does. At 1 an expression says nothing of its label: it is drawn from all conditions alike.
 */
export const DIFFICULTY = {
  /** Share of the shown expression that comes from a condition drawn without regard to the label. */
  blind: (d: number): number => d * d,
  /** Probability that pain shows itself in a blunted face; twice that below 32 weeks. */
  blunted: (d: number): number => 0.12 * d,
  /** Share of labels that are wrong; they change places in pairs, so that labels stay balanced. */
  labelNoise: (d: number): number => 0.04 * d,
} as const;

/** What is left of each action in a blunted face, and of those of the mouth. */
export const BLUNTED = { face: 0.45, mouth: 0.15 } as const;

/**
 * The two time courses of a clip whose events show the same face: how often the face goes up and down within the event
 * (least and most), and which share of each time it takes to rise. Over whole rises and falls every intensity is shown for the same
 * time in both; so a still, or any number of stills in any order, says nothing of the label.
 */
export const TIME_COURSES = {
  /** Pain: quick onsets, again and again. */
  abrupt: { waves: [3, 5], rise: 0.25 },
  /** No pain: one slow rise and one slow decay. */
  gradual: { waves: [1, 1], rise: 0.5 },
} as const;

/**
 * What passes over a face in the calm parts of a clip, whatever comes next: how likely in each part, what it may be, how long it
 * lasts (seconds, and at most this share of the part), how strong it is.
 */
export const INCIDENTS = {
  share: 0.5,
  conditions: ['yawn', 'startle', 'sucking', 'sneeze'],
  seconds: 5,
  ofPart: 0.6,
  strength: [0.6, 1],
} as const;

/** Share of painful events of a clip that pass without a cry; twice that below 32 weeks. */
export const SILENT_PAIN = 0.12;

/** How often each thing of the bedside and each light comes, whatever the label. */
export const NUISANCE = {
  cannula: 0.18,
  tape: 0.12,
  feedingTube: 0.25,
  cap: 0.18,
  blanket: 0.12,
  hand: 0.05,
  light: { white: 0.5, warm: 0.25, phototherapy: 0.1, infrared: 0.15 },
  /** Share of pictures that lie at any angle; the others lie within 15 degrees of upright. */
  anyAngle: 0.15,
  uprightSpread: 7,
  yawSpread: 9,
  pitchSpread: 5,
} as const;

/** How closely a planted confound follows the label: this share of pain has it, and the rest of no pain. */
export const CONFOUND_SHARE = 0.85;

/** Pictures of a subject: half of them pain, in two sessions. A multiple of four. */
export const PICTURES_PER_SUBJECT = 8;
