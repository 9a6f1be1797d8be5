export {
  type FaceAnalyser,
  type FaceAnalyserOptions,
  faceAnalysisVersion,
  openFaceAnalyser,
} from './analyser.ts';
export { packFaceAnalysis, unpackFaceAnalysis } from './packed.ts';
export { type FaceTracking, faceTrackingVersion, openFaceTracking } from './tracking.ts';
