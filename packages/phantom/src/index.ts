export { drawExpression } from './cohort/expression.ts';
export type { NipsLike } from './cohort/nips.ts';
export { drawNuisance, drawSession } from './cohort/nuisance.ts';
export { CONDITIONS, type Condition, DIFFICULTY, PICTURES_PER_SUBJECT } from './cohort/parameters.ts';
export {
  CONFOUNDS,
  type Cohort,
  type CohortOptions,
  type Confound,
  makeCohort,
  type PlannedSample,
} from './cohort/plan.ts';
export { ACTIONS, type Actions } from './head/actions.ts';
export { buildHeadModel, type HeadModel } from './head/head-model.ts';
export { LIGHT_KINDS, makeLight } from './render/light.ts';
export { type Bedside, NO_BEDSIDE } from './scene/bedside.ts';
export { type DrawnFrame, drawFrame } from './scene/drawn-frame.ts';
export { PLAIN_SCENE, type Pose, type Scene } from './scene/scene.ts';
export { contactSheet, type SheetCell, SYNTHETIC_NOTICE } from './sheet/contact-sheet.ts';
export { PLATE_COLUMNS, plateRow } from './sheet/plate.ts';
export { drawSubject, type Subject } from './subject/subject.ts';
export {
  type Clip,
  type ClipOptions,
  clipResponse,
  clipScene,
  clipSound,
  FRAMES_PER_SECOND,
  planClip,
  SAMPLES_PER_SECOND,
  segmentScores,
} from './time/clip.ts';
export { planClips } from './time/cohort-clips.ts';
export { cryLoudnessAt, cryPitchAt } from './time/cry.ts';
export { pulseAt, rateAt } from './time/heart.ts';
export { CLIP_SECONDS, CONTRASTS, type Contrast, type Segment } from './time/segments.ts';
export {
  type Displacement,
  displacementBetween,
  displacementOnGrid,
  type SparseDisplacement,
} from './truth/displacement.ts';
export { registeredDisplacement } from './truth/registered.ts';
export {
  type FaceTruth,
  faceTruth,
  type PictureTruth,
  pictureTruth,
  type SubjectTruth,
  subjectTruth,
  type TrueLandmark,
} from './truth/truth.ts';
