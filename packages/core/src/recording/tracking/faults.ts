import type { FaceQuality, QualityParameters } from '../../face/quality.ts';
import { outlineMask, type QualityMeasure, shortcomings } from '../../face/quality.ts';
import type { RegisteredFace } from '../../face/registered-face.ts';
import type { PartMisfit } from './covering/misfit.ts';
import type { GateParameters } from './parameters.ts';
import type { FrameFault, FrameFaultName } from './tracked-frame.ts';

/** The fault that a measure of a face's quality stands for. */
export const FAULT_OF_MEASURE: Readonly<Record<QualityMeasure, FrameFaultName>> = {
  eyeDistance: 'too small',
  sharpness: 'blurred',
  dark: 'clipped',
  bright: 'clipped',
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
  /** See {@link faceBrightness}. */
  readonly brightness: number;
  /** Faces in the picture that count, with the chosen one. */
  readonly faces: number;
  /** The covered parts of the face, as far as its look is known. */
  readonly covered: readonly PartMisfit[];
  /** Seconds since the detector last confirmed the face, where its last look did not; else 0. */
  readonly doubtful: number;
}

/** Everything that speaks against a frame with a face. @param coveredLimit see `coveringParameters` */
export function frameFaults(
  { quality, brightness, faces, covered, doubtful }: FrameEvidence,
  limits: QualityParameters,
  gate: GateParameters,
  coveredLimit: number,
): FrameFault[] {
  const faults: FrameFault[] = [];
  if (faces > gate.maximumFaces) {
    const reason = `there are several faces: ${faces}, at most ${gate.maximumFaces} is allowed`;
    faults.push({ name: 'two faces', reason });
  }
  // Written so that a value that is not a number counts against the frame.
  if (!(brightness >= gate.minimumBrightness)) {
    const reason = `the face is too dark: the brightest tenth of its pixels begins at ${brightness} of 255, at least ${gate.minimumBrightness} is needed`;
    faults.push({ name: 'too dark', reason });
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

/** The grey level above which the brightest tenth of the face lies, in [0, 255]; 0 where the outline holds no pixel. */
export function faceBrightness(face: RegisteredFace): number {
  const counts = new Uint32Array(256);
  const mask = outlineMask({ face });
  let all = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    counts[face.grey.data[i]]++;
    all++;
  }
  let above = 0;
  for (let level = 255; level > 0; level--) {
    above += counts[level];
    if (10 * above >= all && all > 0) return level;
  }
  return 0;
}
