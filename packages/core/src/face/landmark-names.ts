import { LANDMARK } from './landmarks.ts';

/** Two landmarks that mirror each other, or two lists of them: on the subject's right and on the subject's left. */
export interface MirroredPair<Index = number> {
  readonly right: Index;
  readonly left: Index;
}

/**
 * Landmarks that stand twice in a face, as indices into the 468 of the face mesh, by their anatomical names.
 *
 * @source Kartynnik et al. 2019, arXiv 1907.06724; names of contours as in the mesh's published annotations
 */
export const PAIRED = {
  eyeOuter: { right: LANDMARK.rightEyeOuter, left: LANDMARK.leftEyeOuter },
  eyeInner: { right: LANDMARK.rightEyeInner, left: LANDMARK.leftEyeInner },
  /** The medial end of the brow, on its lower edge. */
  browInner: { right: 55, left: 285 },
  /** The highest point of the brow, on its upper edge. */
  browPeak: { right: 105, left: 334 },
  /** The lateral end of the brow. */
  browOuter: { right: 70, left: 300 },
  /** Below the eye, on the cheek bone. */
  infraorbital: { right: 118, left: 347 },
  /** The lateral wing of the nose, where the nasolabial furrow begins. */
  ala: { right: 129, left: 358 },
  /** Half-way down the nasolabial furrow. */
  furrow: { right: 206, left: 426 },
  mouthCorner: { right: LANDMARK.mouthRight, left: LANDMARK.mouthLeft },
  /** The peak of Cupid's bow. */
  cupidsBow: { right: 37, left: 267 },
  cheek: { right: 205, left: 425 },
} as const satisfies Record<string, MirroredPair>;

/** Landmarks on the midline of the face. */
export const MIDLINE = {
  noseRoot: LANDMARK.noseRoot,
  noseTip: LANDMARK.noseTip,
  subnasale: LANDMARK.underNose,
  upperLipOuter: 0,
  upperLipInner: LANDMARK.upperLipInner,
  lowerLipInner: LANDMARK.lowerLipInner,
  lowerLipOuter: 17,
  menton: LANDMARK.chinBottom,
} as const;

/** Upper and lower lid opposite each other, from the lateral to the medial third. */
export const LID_PAIRS = {
  right: [
    [160, 144],
    [159, 145],
    [158, 153],
  ],
  left: [
    [387, 373],
    [386, 374],
    [385, 380],
  ],
} as const;

/** Inner edge of the upper and of the lower lip opposite each other, from the subject's right to left. */
export const INNER_LIP_PAIRS = [
  [82, 87],
  [13, 14],
  [312, 317],
] as const;

/** The lid margin all round, from the outer corner over the upper lid. */
export const EYE_CONTOUR: MirroredPair<readonly number[]> = {
  right: [33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7],
  left: [263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249],
};

/** The vermilion border all round, from the subject's right corner over the upper lip. */
export const OUTER_LIP_CONTOUR: readonly number[] = [
  61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146,
];

/** The opening between the lips all round, from the subject's right corner over the upper lip. */
export const INNER_LIP_CONTOUR: readonly number[] = [
  78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95,
];
