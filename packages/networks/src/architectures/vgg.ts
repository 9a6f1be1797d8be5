import type { Architecture, Plan } from './architecture.ts';

/** Colours of the average face of VGG-Face, R, G, B. */
const FACE_MEAN = [129.1863, 104.7624, 93.594];
/**
 * The average colour of ImageNet. The files of VGG-F, M and S bring an average picture, which takes its place when one of
 * them is imported.
 */
const OBJECT_MEAN = [123.68, 116.779, 103.939];

const CHATFIELD = 'Chatfield et al. 2014, BMVC, doi:10.5244/C.28.6, arXiv:1405.3531';
const PARKHI = 'Parkhi, Vedaldi, Zisserman 2015, BMVC, doi:10.5244/C.29.41';

type Convolution = Omit<Extract<Plan, { readonly kind: 'convolution' }>, 'kind' | 'name'>;

function convolved(name: string, options: Convolution): Plan[] {
  const relu = name.replace('conv', 'relu');
  return [
    { kind: 'convolution', name, ...options },
    { kind: 'relu', name: relu },
  ];
}

/** Local response normalisation of Chatfield et al.: n = 5, k = 2, alpha = 1e-4 (not divided by n), beta = 0.75. */
function normalised(name: string): Plan {
  return { kind: 'normalisation', name, size: 5, kappa: 2, alpha: 1e-4, beta: 0.75 };
}

function pooled(name: string, window: number, stride: number): Plan {
  return { kind: 'maximum', name, window, stride, isCeil: true };
}

/** fc6 and fc7 of 4,096 with their activations, and one output a class. */
function classified(classes: number): Plan[] {
  return [
    { kind: 'matrix', name: 'fc6', outputs: 4096 },
    { kind: 'relu', name: 'relu6' },
    { kind: 'dropout', name: 'dropout6' },
    { kind: 'matrix', name: 'fc7', outputs: 4096 },
    { kind: 'relu', name: 'relu7' },
    { kind: 'dropout', name: 'dropout7' },
    { kind: 'matrix', name: 'fc8', outputs: classes },
    { kind: 'softmax', name: 'prob' },
  ];
}

/** VGG-16 with one output for each of 2,622 people. */
export const vggFace: Architecture = {
  id: 'vgg-face',
  title: 'VGG-Face: 16 weight layers, trained on 2.6 million pictures of 2,622 people',
  domain: 'faces',
  source: PARKHI,
  input: { width: 224, height: 224, colour: 'rgb', mean: FACE_MEAN, scale: 1 },
  layers: [
    ...[64, 128, 256, 512, 512].flatMap((filters, block) => [
      ...Array.from({ length: block < 2 ? 2 : 3 }, (_, i) =>
        convolved(`conv${block + 1}_${i + 1}`, { filters, window: 3, padding: 1 }),
      ).flat(),
      { kind: 'maximum', name: `pool${block + 1}`, window: 2, stride: 2, isCeil: false } as const,
    ]),
    ...classified(2622),
  ],
  output: 'relu7',
  lastMap: 'pool5',
};

/** The three networks of one paper: what they see is the same. */
function chatfield(letter: 'f' | 'm' | 's', title: string, layers: readonly Plan[]): Architecture {
  return {
    id: `vgg-${letter}`,
    title: `VGG-${letter.toUpperCase()} (CNN-${letter.toUpperCase()}): ${title}, trained on 1,000 kinds of objects`,
    domain: 'objects',
    source: CHATFIELD,
    input: { width: 224, height: 224, colour: 'rgb', mean: OBJECT_MEAN, scale: 1 },
    layers: [...layers, ...classified(1000)],
    output: 'relu7',
    lastMap: 'pool5',
  };
}

export const vggF = chatfield('f', 'fast', [
  ...convolved('conv1', { filters: 64, window: 11, stride: 4 }),
  normalised('norm1'),
  pooled('pool1', 3, 2),
  ...convolved('conv2', { filters: 256, window: 5, padding: 2 }),
  normalised('norm2'),
  pooled('pool2', 3, 2),
  ...convolved('conv3', { filters: 256, window: 3, padding: 1 }),
  ...convolved('conv4', { filters: 256, window: 3, padding: 1 }),
  ...convolved('conv5', { filters: 256, window: 3, padding: 1 }),
  pooled('pool5', 3, 2),
]);

export const vggM = chatfield('m', 'medium', [
  ...convolved('conv1', { filters: 96, window: 7, stride: 2 }),
  normalised('norm1'),
  pooled('pool1', 3, 2),
  ...convolved('conv2', { filters: 256, window: 5, stride: 2, padding: 1 }),
  normalised('norm2'),
  pooled('pool2', 3, 2),
  ...convolved('conv3', { filters: 512, window: 3, padding: 1 }),
  ...convolved('conv4', { filters: 512, window: 3, padding: 1 }),
  ...convolved('conv5', { filters: 512, window: 3, padding: 1 }),
  pooled('pool5', 3, 2),
]);

/** The paper's table pads conv2 by one pixel; a file that says otherwise is imported as it says. */
export const vggS = chatfield('s', 'slow', [
  ...convolved('conv1', { filters: 96, window: 7, stride: 2 }),
  normalised('norm1'),
  pooled('pool1', 3, 3),
  ...convolved('conv2', { filters: 256, window: 5, padding: 1 }),
  pooled('pool2', 2, 2),
  ...convolved('conv3', { filters: 512, window: 3, padding: 1 }),
  ...convolved('conv4', { filters: 512, window: 3, padding: 1 }),
  ...convolved('conv5', { filters: 512, window: 3, padding: 1 }),
  pooled('pool5', 3, 3),
]);

/** The networks of Zamzmi et al. 2018. */
export const architectures = [vggFace, vggF, vggM, vggS] as const;
