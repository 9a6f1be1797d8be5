import { severalFaces } from '../../face/analysis.ts';
import type { FaceQuality, QualityParameters } from '../../face/quality.ts';
import { type QualityMeasure, shortcomings } from '../../face/quality.ts';
import type { PartMisfit } from './covering/misfit.ts';
import type { GateParameters } from './parameters.ts';
import type { FrameFault, FrameFaultName } from './tracked-frame.ts';

/** The fault that a measure of a face's quality stands for. */
export const FAULT_OF_MEASURE: Readonly<Record<QualityMeasure, FrameFaultName>> = {
  eyeDistance: 'too small',
  sharpness: 'blurred',
  dark: 'clipped',
  bright: 'clipped',
  brightness: 'too dark',
  evenness: 'too dark',
  yaw: 'turned away',
  pitch: 'turned away',
  roll: 'turned away',
  confidence: 'unsure',
  movement: 'unsure',
  residual: 'unsure',
  outside: 'cut off',
};

/** What a frame is judged by beside the quality of its face. */
export interface FrameEvidence {
  readonly quality: FaceQuality;
  /** Faces in the picture that count, with the chosen one. */
  readonly faces: number;
  /** The covered parts of the face, as far as its look is known. */
  readonly covered: readonly PartMisfit[];
  /** Seconds since the detector last confirmed the face, where its last look did not; else 0. */
  readonly doubtful: number;
}

/** Everything that speaks against a frame with a face. @param coveredLimit see `coveringParameters` */
export function frameFaults(
  { quality, faces, covered, doubtful }: FrameEvidence,
  limits: QualityParameters,
  gate: GateParameters,
  coveredLimit: number,
): FrameFault[] {
  const faults: FrameFault[] = [];
  if (faces > gate.maximumFaces) {
    const reason = severalFaces(faces, gate.maximumFaces);
    faults.push({ name: 'two faces', reason });
  }
  for (const { measure, reason } of shortcomings(quality.measures, limits)) {
    faults.push({ name: FAULT_OF_MEASURE[measure], reason });
  }
  if (covered.length > 0) {
    const places = covered.map(({ region, side, misfit }) => {
      return `${side === 'middle' ? '' : `${side} `}${region} ${misfit.toFixed(1)}`;
    });
    const reason = `something covers the face: its difference from the usual look of this face is ${places.join(', ')}, at most ${coveredLimit} is allowed`;
    faults.push({ name: 'covered', reason });
  }
  if (doubtful > 0) {
    const reason = `the detector has not confirmed the face for ${doubtful.toFixed(1)} s`;
    faults.push({ name: 'unsure', reason });
  }
  return faults;
}
