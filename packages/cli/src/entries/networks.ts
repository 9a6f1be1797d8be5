/**
 * Networks: those that are there and those you import; verified layer by layer, and run.
 *
 * @module networks
 */

export {
  type FeatureSpec,
  featureNetworks,
  type Graph,
  type KnownNetwork,
  knownNetworks,
  type Layer,
  type MatConvNet,
  type MatConvNetRequest,
  type NetworkCard,
  type NetworkSource,
  networks,
  type PackageFileSource,
  type PackageSource,
  type Preprocessing,
  readMatConvNet,
  type SoundNetworkCard,
  soundNetworks,
  type Tap,
} from '@wince/networks';
export {
  type FeatureNetwork,
  type FeatureRequest,
  findNetwork,
  type ImportOptions,
  type ImportRequest,
  importNetwork,
  importSoundNetwork,
  type LayerComparison,
  type Layers,
  layersOfNetwork,
  type NetworkFeature,
  networkCatalogue,
  networkHome,
  openFeatureNetwork,
  type Pulled,
  type PullRequest,
  pullFile,
  type SoundImportRequest,
  soundCatalogue,
  type Verification,
  type VerifyOptions,
  verifyLayers,
} from '@wince/runtime';
