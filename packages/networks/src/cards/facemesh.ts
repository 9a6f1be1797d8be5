import { defineCard } from './card.ts';

/** Places 468 landmarks on a face that fills the picture upright. */
export const facemesh = defineCard({
  id: 'facemesh',
  version: 1,
  title: 'Face mesh: 468 landmarks in three dimensions',
  domain: 'detector',
  untrained: false,
  source: {
    kind: 'package',
    package: '@vladmandic/human',
    version: '3.3.6',
    topology: {
      path: 'models/facemesh.json',
      sha256: 'b60ca26f404724f43bd2b1575761d8265180e1f053cc0731caa68462927309e7',
    },
    weights: [
      {
        path: 'models/facemesh.bin',
        sha256: '3826da640b0a3021161605369ee6af293f75d518040355b960ec71a3390c1c0b',
      },
    ],
  },
  licence: 'MIT (the packaging; the network is from MediaPipe, Apache-2.0)',
  training:
    'Not published in detail: pictures from smartphones with fitted meshes (Kartynnik et al. 2019, arXiv:1907.06724).',
  caution:
    'The mesh was fitted to adult faces. The proportions of a newborn are outside of what it was trained on.',
  input: { width: 192, height: 192, colour: 'rgb', mean: null, scale: 1 / 255 },
  outputs: ['mesh', 'presence'],
  taps: [
    // x, y, z of each landmark, in pixels of the 192 x 192 picture.
    { name: 'mesh', node: 'Identity_2', shape: [1404] },
    // A probability, behind the sigmoid.
    { name: 'presence', node: 'Identity_1', shape: [1] },
    // x, y of 133 points of the contours, in pixels.
    { name: 'contours', node: 'Identity', shape: [266] },
  ],
});
