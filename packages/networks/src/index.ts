export { type Architecture, emptyGraph } from './architectures/architecture.ts';
export { architectureOf, hasNoBias } from './architectures/recognise.ts';
export { architectures } from './architectures/vgg.ts';
export type { CaffeTransform } from './caffe/layers.ts';
export { readCaffeMean } from './caffe/mean.ts';
export { readCaffe, readCaffeTransform } from './caffe/read.ts';
export {
  defineCard,
  describeSource,
  type NetworkCard,
  type NetworkSource,
  networkCard,
  nodeOf,
  ofRandomWeights,
  type PackageFileSource,
  type PackageSource,
  type Tap,
  type VariantSource,
} from './cards/card.ts';
export { networks } from './cards/catalogue.ts';
export { assumedWords, hashesOf, networkFacts, networkLayers } from './cards/facts.ts';
export { ADDRESS_CAUTION, type KnownNetwork, knownNetworks } from './cards/known-networks.ts';
export { type LayerNumbers, layerDifference, layerNumbers, layerNumbersOf } from './cards/layer-numbers.ts';
export { referenceNumbers } from './cards/reference-numbers.ts';
export {
  type SoundNetworkCard,
  soundNetworkCard,
  soundNumbers,
} from './cards/sound-card.ts';
export { soundNetworks } from './cards/sound-networks.ts';
export { writeClassifier } from './classifier/write-classifier.ts';
export { backProjectMap } from './features/back-projection.ts';
export {
  checkPool,
  type FeatureSpec,
  featureColumns,
  featureNetworks,
  parseNetworkFeature,
} from './features/network-feature.ts';
export type { Pool } from './features/pooling.ts';
export { POOLING_VERSION, pooledLength, poolMap } from './features/pooling.ts';
export { cutBehind } from './graph/cut.ts';
export type { Graph, Layer, Shape } from './graph/graph.ts';
export { randomWeights } from './graph/random-weights.ts';
export { receptiveField } from './graph/receptive-field.ts';
export { shapesOf } from './graph/shapes.ts';
export { readKerasLayers } from './keras/read.ts';
export { readMatMean } from './matconvnet/mean.ts';
export { type MatConvNet, type MatConvNetRequest, readMatConvNet } from './matconvnet/read.ts';
export { networkError } from './network-error.ts';
export { convertNetwork, UNTRAINED_SEED, withOwnWeights } from './onnx/convert.ts';
export { type OnnxFile, readOnnx, tapOnnx } from './onnx/edit.ts';
export type { ExternalData } from './onnx/external-data.ts';
export type { OnnxModel } from './onnx/model.ts';
export { type SoundTensor, soundInputOf } from './onnx/sound.ts';
export { type SplitOnnx, splitOnnx, WEIGHTS_FILE } from './onnx/split.ts';
export { CONVERTER_VERSION, IMAGE_INPUT, TENSOR_INPUT, writeOnnx, writeSplitOnnx } from './onnx/write.ts';
export {
  isNearEnough,
  LARGEST_ERROR,
  LOWEST_COSINE,
  PRECISIONS,
  type Precision,
} from './precision/precision.ts';
export { compareTap, type TapComparison, type TapDifference } from './precision/tap-difference.ts';
export { expectedInput, type Preprocessing } from './preprocessing.ts';
export { readTfjsGraph } from './tfjs/read.ts';
export { readTflite } from './tflite/read.ts';
export { float16Model } from './variants/float16-model.ts';
export { inputRange } from './variants/input-range.ts';
export { int8Model } from './variants/int8-model.ts';
export { collectLayer, type LayerCollector, type LayerStatistics } from './variants/layer-statistics.ts';
