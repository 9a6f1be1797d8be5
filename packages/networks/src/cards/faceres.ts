import { defineCard, type Tap } from './card.ts';

/** Channels behind each of the 13 pointwise convolutions (MobileNet v1), and the depthwise ones that halve the map. */
const CHANNELS = [64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024];
const HALVING = [2, 4, 6, 12];

/** Trained to tell people apart, and then their age and gender; its pooled last map serves as a description of a face. */
export const faceres = defineCard({
  id: 'faceres',
  version: 1,
  title: 'MobileNet v1 trained on faces for identity, then for age and gender',
  domain: 'faces',
  untrained: false,
  source: {
    kind: 'package',
    package: '@vladmandic/human',
    version: '3.3.6',
    topology: {
      path: 'models/faceres.json',
      sha256: '5b83d49c0385d2e68a05122441b94226313677cae9fcc40b9587ad50079eb4df',
    },
    weights: [
      {
        path: 'models/faceres.bin',
        sha256: '2c7d2d62b76c97528b736527aa09d310ea71743c9e3e79fb6c62d4b2d73af79b',
      },
    ],
  },
  licence: 'MIT (the packaging; the pictures it was trained on have licences of their own)',
  training:
    'As far as is known, faces of celebrities collected from the web: first for identity, then for age and gender ' +
    '(Savchenko 2019, PeerJ Computer Science 5:e197, doi:10.7717/peerj-cs.197). Weights are stored in 16 bits.',
  caution:
    'Trained on adults, most of them with light skin and posing. It was trained to ignore expression, but pain shows in the expression.',
  input: { width: 224, height: 224, colour: 'rgb', mean: null, scale: 1 },
  outputs: ['embedding'],
  lastMap: 'conv_pw_13_relu',
  taps: [
    ...convolutions(),
    vector('embedding', 'global_pooling/Mean', 1024),
    vector('feats', 'feats/Relu', 256),
  ],
});

/** Each convolution with its batch normalisation, before and after the activation (ReLU up to 6). */
function convolutions(): Tap[] {
  let size = 112;
  const taps = beforeAndAfter('conv1', 32, size);
  for (const [index, channels] of CHANNELS.entries()) {
    const number = index + 1;
    if (HALVING.includes(number)) size /= 2;
    taps.push(...beforeAndAfter(`conv_dw_${number}`, index === 0 ? 32 : CHANNELS[index - 1], size));
    taps.push(...beforeAndAfter(`conv_pw_${number}`, channels, size));
  }
  return taps;
}

function beforeAndAfter(name: string, channels: number, size: number): Tap[] {
  const shape = [channels, size, size];
  return [
    { name, node: `${name}_bn/batchnorm_1/add_1`, shape },
    { name: `${name}_relu`, node: `${name}_relu/clip_by_value`, shape },
  ];
}

function vector(name: string, node: string, length: number): Tap {
  return { name, node, shape: [length] };
}
