import type { FaceShape } from '../face/face-shape.ts';
import { medianInPlace } from '../numbers/quantile.ts';

/** A face of a data set with what is known of its row. */
export interface FaceOfRow {
  readonly label: string;
  /** 1 for a row of pain in a task, 0 for one without, null for a row of neither side. */
  readonly truth: 0 | 1 | null;
  readonly shape: FaceShape;
}

/** Faces whose lids are nearer to each other than this, over the width of the eye, count as asleep or calm with closed eyes. */
const CLOSED = 0.17;
/** A mouth open by less than this, in eye distances, is shut. */
const SHUT = 0.05;
/** A mouth open by more than this, in eye distances, is wide open. */
const OPEN = 0.09;
/** So many faces of a kind are too few to learn it from: as a share of the faces without pain, and at least one. */
const FEW = 0.02;
/** So many faces without pain are needed before anything is said of what is missing among them. */
const LEAST_FACES = 10;

const ASLEEP = /sleep|asleep|drows|schlaf|dorm/i;
const OPEN_MOUTHED = /cry|yawn|hung|vocal|scream|schrei|sucking/i;

/** A kind of face that a task lacks among its rows without pain. */
export interface MissingKind {
  readonly kind: 'calm-closed-eyes' | 'open-mouth';
  /** How many faces of this kind there are among so many. */
  readonly faces: number;
  readonly of: number;
}

/**
 * Which faces without pain a task lacks: calm ones with closed eyes, and ones with an open mouth. As far as the words of the labels
 * tell, or the lids and lips that were measured.
 */
export function missingKinds(rows: readonly FaceOfRow[]): readonly MissingKind[] {
  const negative = rows.filter(({ truth }) => truth === 0);
  if (negative.length < LEAST_FACES || !rows.some(({ truth }) => truth === 1)) return [];
  const count = (is: (row: FaceOfRow) => boolean) => negative.filter(is).length;
  const asleep = count(
    ({ label, shape }) => ASLEEP.test(label) || (shape.eyeOpening < CLOSED && shape.mouthOpening < SHUT),
  );
  const open = count(({ label, shape }) => OPEN_MOUTHED.test(label) || shape.mouthOpening > OPEN);
  const few = Math.max(1, FEW * negative.length);
  const of = negative.length;
  return [
    ...(asleep < few ? [{ kind: 'calm-closed-eyes' as const, faces: asleep, of }] : []),
    ...(open < few ? [{ kind: 'open-mouth' as const, faces: open, of }] : []),
  ];
}

/** What a missing kind of face means, in one sentence and a hint. */
export function missingKindWords({ kind, faces, of }: MissingKind): {
  readonly message: string;
  readonly hint: string;
} {
  const there = faces === 0 ? `None of ${of} faces` : `Only ${faces} of ${of} faces`;
  return kind === 'calm-closed-eyes'
    ? {
        message: `${there} without pain ${faces === 1 ? 'shows' : 'show'} a calm face with closed eyes.`,
        hint: 'A model that never saw a sleeping face without pain can take sleep for pain, because closed eyes are also a sign of pain. Add pictures of sleeping infants to the rows without pain.',
      }
    : {
        message: `${there} without pain ${faces === 1 ? 'shows' : 'show'} an open mouth.`,
        hint: 'A model that never saw an open mouth without pain can take each open mouth for pain. Add pictures of infants that yawn, cry from hunger or suck to the rows without pain.',
      };
}

/** A factor by which most faces of a data set look stretched. */
export interface StretchedFaces {
  /** Above 1: the pictures are too wide. Below 1: they are too high. */
  readonly factor: number;
  readonly faces: number;
}

/**
 * Faces look stretched beyond these factors: too wide, and too high. They are far from 1, since groups of faces differ by themselves: on
 * adults the factor is 0.82, on drawn neonates 1.2.
 */
const TOO_WIDE = 1.28;
const TOO_HIGH = 0.77;
/** The half of the faces that is nearest to the median lies within this factor of it. */
const ALIKE = 1.12;

/** The factor by which most faces look stretched; null where they do not, differ among each other, or are too few. */
export function stretchedFaces(shapes: readonly FaceShape[]): StretchedFaces | null {
  const logarithms = shapes.flatMap(({ stretch }) => (stretch === null ? [] : [Math.log(stretch)]));
  if (logarithms.length < LEAST_FACES) return null;
  const middle = medianInPlace(Float64Array.from(logarithms));
  const spread = medianInPlace(Float64Array.from(logarithms, (value) => Math.abs(value - middle)));
  const factor = Math.exp(middle);
  if ((factor < TOO_WIDE && factor > TOO_HIGH) || spread > Math.log(ALIKE)) return null;
  return { factor, faces: logarithms.length };
}

/** What stretched faces mean, in one sentence and a hint. */
export function stretchedWords({ factor, faces }: StretchedFaces): {
  readonly message: string;
  readonly hint: string;
} {
  const [wide, by] = factor > 1 ? ['wide', factor] : ['high', 1 / factor];
  return {
    message: `Most of ${faces} faces look too ${wide} by the same factor, about ${by.toFixed(2)}.`,
    hint: `The pictures may have been exported to another shape, such as squares, or have pixels that are not square. Restore the original shape: divide their ${factor > 1 ? 'width' : 'height'} by ${by.toFixed(2)}. Faces in stretched pictures are found less often, and their measures are wrong.`,
  };
}
