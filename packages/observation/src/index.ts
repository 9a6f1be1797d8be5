export {
  faceNetworkNames,
  IDENTITY_NETWORK,
  type OpenedFaceNetworks,
  wireFaceNetworks,
} from './faces/face-networks.ts';
export { networkPicture, resizingIdentity } from './faces/network-picture.ts';
export type { OpenedNetwork, OpenNetwork, TakingPictures, TapValues } from './faces/opened-network.ts';
export type { TrackFace } from './faces/track-face.ts';
export {
  type PassEvent,
  passOver,
  type RecordingPart,
  type RestPlace,
  tellRow,
  type Watch,
} from './pass/pass.ts';
export { type FaceAtRest, type NoRest, noRestFor, shapedFace } from './pass/rest.ts';
export { type StageClock, startStageClock, type VideoStage } from './pass/stages.ts';
export { answerOf, type PredictedAnswer } from './scoring/answers.ts';
export { familiesOf } from './scoring/model-families.ts';
export {
  lookMatrix,
  outsideReason,
  type PredictedOutside,
  predictedOutside,
} from './scoring/outside.ts';
export { openPagePlanner } from './scoring/page-families.ts';
export { type NetworkFeatureForm, networkFeature, type PageModel } from './scoring/page-model.ts';
export {
  type BesideMonitor,
  type ScoredVideoFrame,
  scoreFrames,
  scoringParameters,
} from './scoring/score-frames.ts';
export {
  MODEL_SCHEMA,
  type ModelManifest,
  modelManifest,
  type TrainedModel,
} from './scoring/trained-model.ts';
export { placeOfRest } from './scoring/watched-rest.ts';
