export { convertAhead, sourceGraph as graphOfNetwork, weightsIdentity } from './converted-files.ts';
export { type DescribedNetwork, describedNetwork, describedNetworks } from './described.ts';
export { DEVICES, type Device } from './device.ts';
export {
  describeFeature,
  type FeatureNetwork,
  type FeatureRequest,
  type NetworkFeature,
  openFeatureNetwork,
} from './features.ts';
export { refuseForeignFile } from './foreign-content.ts';
export { networkHome } from './home.ts';
export { type ImportRequest, importNetwork } from './import-network.ts';
export type { ImportOptions } from './import-preprocessing.ts';
export { findNetwork, networkCatalogue } from './imported.ts';
export { type Layers, layersOfGraph, layersOfNetwork } from './layers.ts';
export { type NetworkFile, networkFile } from './network-file.ts';
export { type Pulled, type PullRequest, pullFile } from './pull.ts';
export { type NetworkTest, type NetworkTestRequest, type TestedLayer, testNetwork } from './self-test.ts';
export { type NetworkSession, openNetwork } from './session.ts';
export { networkSize, weightBytes } from './size.ts';
export {
  importSoundNetwork,
  openSoundNetwork,
  openSpeechDetector,
  SOUND_FOLDER,
  type SoundImportRequest,
  type SoundNetwork,
  type SpeechDetector,
  soundCatalogue,
  soundNetworkBytes,
  soundNetworkIdentity,
} from './sound/index.ts';
export { useDevice } from './use-device.ts';
export { type LayerComparison, type Verification, type VerifyOptions, verifyLayers } from './verify.ts';
