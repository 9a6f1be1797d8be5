import { defineCard } from './card.ts';

/** Places 468 landmarks and looks again, closer, at lips, eyes and irises. */
export const facemeshAttention = defineCard({
  id: 'facemesh-attention',
  version: 1,
  title: 'Face mesh with attention: 468 landmarks, with lips, eyes and irises looked at again',
  domain: 'detector',
  untrained: false,
  source: {
    kind: 'package-file',
    package: '@mediapipe/face_mesh',
    version: '0.4.1657299874',
    path: 'face_mesh_solution_packed_assets.data',
    sha256: 'dbe5905c582c0462cdaea17e7e6ecea92edaa8cccc515c5e2e7291f2cbb5fb99',
    part: [0, 2495952],
  },
  licence: 'Apache-2.0',
  training:
    'Not published in detail: pictures from smartphones with annotated lips, eyes and irises (Grishchenko et al. 2020, arXiv:2006.10962).',
  caution:
    'The mesh was fitted to adult faces. The proportions of a newborn are outside of what it was trained on.',
  input: { width: 192, height: 192, colour: 'rgb', mean: null, scale: 1 / 255 },
  outputs: ['mesh', 'lips', 'left-eye', 'right-eye', 'presence'],
  taps: [
    // x, y, z of each landmark, in pixels of the 192 x 192 picture.
    { name: 'mesh', node: 'output_mesh_identity', shape: [1404, 1, 1] },
    // x, y of 80 points of the lips, and of 71 about each eye; left as the picture has it, which is the subject's right.
    { name: 'lips', node: 'output_lips', shape: [160, 1, 1] },
    { name: 'left-eye', node: 'output_left_eye', shape: [142, 1, 1] },
    { name: 'right-eye', node: 'output_right_eye', shape: [142, 1, 1] },
    // x, y of the centre and four points of the rim.
    { name: 'left-iris', node: 'output_left_iris', shape: [10, 1, 1] },
    { name: 'right-iris', node: 'output_right_iris', shape: [10, 1, 1] },
    // A logit.
    { name: 'presence', node: 'conv_faceflag', shape: [1, 1, 1] },
  ],
});
