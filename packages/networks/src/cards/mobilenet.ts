import { defineCard, type Tap } from './card.ts';

/** Where the graph keeps the layers of the network proper. */
const SCOPE =
  'StatefulPartitionedCall/sequential/keras_layer/StatefulPartitionedCall/StatefulPartitionedCall/StatefulPartitionedCall/predict';

/** Channels behind each of the 17 blocks (width 1.4), the blocks that halve the map, and those that end in a sum. */
const CHANNELS = [24, 32, 32, 48, 48, 48, 88, 88, 88, 88, 136, 136, 136, 224, 224, 224, 448];
const HALVING = [1, 3, 6, 13];
const SUMMING = [2, 4, 5, 7, 8, 9, 11, 12, 14, 15];

/** Trained on everyday objects, then fine-tuned: the counterpart to a network that was trained on faces. */
export const mobilenet = defineCard({
  id: 'mobilenet-v2-1.4',
  version: 1,
  title: 'MobileNet v2 of width 1.4, trained on objects, fine-tuned and quantised',
  domain: 'objects',
  untrained: false,
  source: {
    kind: 'package',
    package: 'nsfwjs',
    version: '4.3.0',
    topology: {
      path: 'dist/models/mobilenet_v2_mid/model.min.js',
      sha256: 'a7a9e701491e2449b221dab7c424957f853e700602b5575da33cfd745616f964',
    },
    weights: [
      {
        path: 'dist/models/mobilenet_v2_mid/group1-shard1of2.min.js',
        sha256: 'f2e79a209e44d668220ec5f1533a98f2be954e3953685bf074d201b82fefc29a',
      },
      {
        path: 'dist/models/mobilenet_v2_mid/group1-shard2of2.min.js',
        sha256: 'f291df992a0131741372506a6072fb9f1645bff7c973c983fd6276f5f9625d5e',
      },
    ],
  },
  licence: 'MIT (the packaging; the pictures it was trained on have licences of their own)',
  training:
    'ImageNet objects (Sandler et al. 2018, doi:10.1109/CVPR.2018.00474), then fine-tuned by nsfwjs to recognise indecent ' +
    'pictures collected from the web. The weights are quantised to 8 bits, so this is not the network as first published.',
  caution:
    'It was not trained on faces of newborns. Its features may depend more on bare skin than on expression.',
  input: { width: 224, height: 224, colour: 'rgb', mean: null, scale: 1 / 255 },
  outputs: ['feature_vector'],
  lastMap: 'conv_1',
  taps: [
    { name: 'conv', node: `${SCOPE}/MobilenetV2/Conv/Relu6`, shape: [48, 112, 112] },
    ...blocks(),
    { name: 'conv_1', node: `${SCOPE}/MobilenetV2/Conv_1/Relu6`, shape: [1792, 7, 7] },
    { name: 'feature_vector', node: `${SCOPE}/feature_vector/SpatialSqueeze`, shape: [1792] },
  ],
});

/** What leaves each block: the sum with its input where there is one, the projection otherwise. */
function blocks(): Tap[] {
  let size = 112;
  return CHANNELS.map((channels, index) => {
    if (HALVING.includes(index)) size /= 2;
    const name = index === 0 ? 'expanded_conv' : `expanded_conv_${index}`;
    const end = SUMMING.includes(index) ? 'add' : 'project/BatchNorm/FusedBatchNormV3';
    return { name, node: `${SCOPE}/MobilenetV2/${name}/${end}`, shape: [channels, size, size] };
  });
}
