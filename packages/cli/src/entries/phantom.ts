/**
 * Phantom: neonates that are drawn, with known truth.
 *
 * @module phantom
 */

export {
  type Actions,
  buildHeadModel,
  type Clip,
  type ClipOptions,
  type Cohort,
  type CohortOptions,
  type Condition,
  type Confound,
  type Contrast,
  clipScene,
  clipSound,
  type Displacement,
  type DrawnFrame,
  displacementBetween,
  displacementOnGrid,
  drawFrame,
  drawSubject,
  type FaceTruth,
  faceTruth,
  type HeadModel,
  makeCohort,
  type PictureTruth,
  type PlannedSample,
  type Pose,
  pictureTruth,
  planClip,
  type Scene,
  type SparseDisplacement,
  type Subject,
  type SubjectTruth,
  subjectTruth,
  type TrueLandmark,
} from '@wince/phantom';
export {
  type ClipTruth,
  type VideoFormat,
  type WriteCohortOptions,
  type WrittenCohort,
  writeCohort,
} from '@wince/runtime';
