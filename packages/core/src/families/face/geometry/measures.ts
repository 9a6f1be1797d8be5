import {
  EYE_CONTOUR,
  INNER_LIP_CONTOUR,
  INNER_LIP_PAIRS,
  LID_PAIRS,
  MIDLINE,
  type MirroredPair,
  OUTER_LIP_CONTOUR,
  PAIRED,
} from '../../../face/landmark-names.ts';
import { distance } from '../../../face/landmarks.ts';
import { angleAt, areaOf, distanceFromLine, meanGap, perimeterOf } from './shapes.ts';

/** What a measure is counted in: eye distances, squared eye distances, degrees, or nothing (a ratio). */
export type GeometryUnit = 'length' | 'area' | 'angle' | 'ratio';

/** A measure of the whole face, in pixels, square pixels, degrees or as a ratio. */
export interface MidlineMeasure {
  readonly name: string;
  readonly unit: GeometryUnit;
  readonly of: (landmarks: Float64Array) => number;
}

/** A measure of one side of the face. */
export interface SideMeasure {
  readonly name: string;
  readonly unit: GeometryUnit;
  readonly of: (landmarks: Float64Array, side: keyof MirroredPair) => number;
}

type Paired = keyof typeof PAIRED;

const between = (name: string, a: Paired, b: Paired): SideMeasure => ({
  name,
  unit: 'length',
  of: (landmarks, side) => distance(landmarks, PAIRED[a][side], PAIRED[b][side]),
});

const toMidline = (name: string, a: Paired, b: keyof typeof MIDLINE): SideMeasure => ({
  name,
  unit: 'length',
  of: (landmarks, side) => distance(landmarks, PAIRED[a][side], MIDLINE[b]),
});

const across = (name: string, a: Paired): MidlineMeasure => ({
  name,
  unit: 'length',
  of: (landmarks) => distance(landmarks, PAIRED[a].right, PAIRED[a].left),
});

const along = (name: string, a: keyof typeof MIDLINE, b: keyof typeof MIDLINE): MidlineMeasure => ({
  name,
  unit: 'length',
  of: (landmarks) => distance(landmarks, MIDLINE[a], MIDLINE[b]),
});

/** Measures that each side has, under the facial action of the Neonatal Facial Coding System that moves them. */
export const SIDE_MEASURES: readonly SideMeasure[] = [
  // Brow bulge: the brows sink and draw together.
  between('brow-bulge inner-brow-to-inner-eye', 'browInner', 'eyeInner'),
  between('brow-bulge brow-peak-to-inner-eye', 'browPeak', 'eyeInner'),
  between('brow-bulge brow-peak-to-outer-eye', 'browPeak', 'eyeOuter'),
  between('brow-bulge outer-brow-to-outer-eye', 'browOuter', 'eyeOuter'),
  toMidline('brow-bulge inner-brow-to-nose-root', 'browInner', 'noseRoot'),
  {
    name: 'brow-bulge brow-arch-angle',
    unit: 'angle',
    of: (l, side) => angleAt(l, PAIRED.browPeak[side], PAIRED.browInner[side], PAIRED.browOuter[side]),
  },
  // Eye squeeze: the lids close and the cheek rises.
  { name: 'eye-squeeze aperture', unit: 'length', of: (l, side) => meanGap(l, LID_PAIRS[side]) },
  between('eye-squeeze width', 'eyeInner', 'eyeOuter'),
  {
    name: 'eye-squeeze aperture-to-width',
    unit: 'ratio',
    of: (l, side) => meanGap(l, LID_PAIRS[side]) / distance(l, PAIRED.eyeInner[side], PAIRED.eyeOuter[side]),
  },
  { name: 'eye-squeeze area', unit: 'area', of: (l, side) => areaOf(l, EYE_CONTOUR[side]) },
  between('eye-squeeze cheek-to-outer-eye', 'infraorbital', 'eyeOuter'),
  between('eye-squeeze cheek-to-inner-eye', 'infraorbital', 'eyeInner'),
  // Nasolabial furrow: the wing of the nose and the upper lip rise, the furrow bows outwards. A proxy: depth is not seen.
  between('nasolabial-furrow ala-to-inner-eye', 'ala', 'eyeInner'),
  between('nasolabial-furrow ala-to-mouth-corner', 'ala', 'mouthCorner'),
  between('nasolabial-furrow cheek-to-mouth-corner', 'cheek', 'mouthCorner'),
  toMidline('nasolabial-furrow furrow-to-subnasale', 'furrow', 'subnasale'),
  {
    name: 'nasolabial-furrow bow',
    unit: 'length',
    of: (l, side) => distanceFromLine(l, PAIRED.furrow[side], PAIRED.ala[side], PAIRED.mouthCorner[side]),
  },
  {
    name: 'nasolabial-furrow angle',
    unit: 'angle',
    of: (l, side) => angleAt(l, PAIRED.furrow[side], PAIRED.ala[side], PAIRED.mouthCorner[side]),
  },
  // Mouth: each corner's place.
  between('mouth-stretch corner-to-outer-eye', 'mouthCorner', 'eyeOuter'),
  toMidline('mouth-stretch corner-to-subnasale', 'mouthCorner', 'subnasale'),
  toMidline('mouth-stretch corner-to-menton', 'mouthCorner', 'menton'),
  {
    name: 'mouth-stretch corner-angle',
    unit: 'angle',
    of: (l, side) => angleAt(l, PAIRED.mouthCorner[side], MIDLINE.upperLipOuter, MIDLINE.lowerLipOuter),
  },
];

/** Measures of the midline or across it. */
export const MIDLINE_MEASURES: readonly MidlineMeasure[] = [
  across('brow-bulge brow-to-brow', 'browInner'),
  along('nasolabial-furrow nose-length', 'noseRoot', 'subnasale'),
  across('nasolabial-furrow nose-width', 'ala'),
  along('nasolabial-furrow subnasale-to-upper-lip', 'subnasale', 'upperLipOuter'),
  { name: 'lips-open gap', unit: 'length', of: (l) => meanGap(l, INNER_LIP_PAIRS) },
  { name: 'lips-open area', unit: 'area', of: (l) => areaOf(l, INNER_LIP_CONTOUR) },
  along('mouth-stretch height', 'upperLipOuter', 'lowerLipOuter'),
  across('mouth-stretch width', 'mouthCorner'),
  {
    name: 'mouth-stretch height-to-width',
    unit: 'ratio',
    of: (l) =>
      distance(l, MIDLINE.upperLipOuter, MIDLINE.lowerLipOuter) /
      distance(l, PAIRED.mouthCorner.right, PAIRED.mouthCorner.left),
  },
  { name: 'mouth-stretch area', unit: 'area', of: (l) => areaOf(l, OUTER_LIP_CONTOUR) },
  // Lip purse: the lips draw together into a round.
  {
    name: 'lip-purse width-to-nose-width',
    unit: 'ratio',
    of: (l) =>
      distance(l, PAIRED.mouthCorner.right, PAIRED.mouthCorner.left) /
      distance(l, PAIRED.ala.right, PAIRED.ala.left),
  },
  {
    name: 'lip-purse roundness',
    unit: 'ratio',
    of: (l) => (4 * Math.PI * areaOf(l, OUTER_LIP_CONTOUR)) / perimeterOf(l, OUTER_LIP_CONTOUR) ** 2,
  },
  across('lip-purse cupids-bow', 'cupidsBow'),
  along('lip-purse upper-lip-thickness', 'upperLipOuter', 'upperLipInner'),
  along('lip-purse lower-lip-thickness', 'lowerLipInner', 'lowerLipOuter'),
  // The jaw falls when the child cries.
  along('chin-drop nose-tip-to-menton', 'noseTip', 'menton'),
  along('chin-drop subnasale-to-menton', 'subnasale', 'menton'),
  along('chin-drop lower-lip-to-menton', 'lowerLipOuter', 'menton'),
  {
    name: 'chin-drop jaw-angle',
    unit: 'angle',
    of: (l) => angleAt(l, MIDLINE.menton, PAIRED.eyeOuter.right, PAIRED.eyeOuter.left),
  },
];
