import { defineCard } from './card.ts';

/** Finds faces in a picture: scores and boxes for 896 anchors. */
export const blazeface = defineCard({
  id: 'blazeface',
  version: 1,
  title: 'BlazeFace 256: finds faces and six points of each',
  domain: 'detector',
  untrained: false,
  source: {
    kind: 'package',
    package: '@vladmandic/human',
    version: '3.3.6',
    topology: {
      path: 'models/blazeface.json',
      sha256: 'cd7bbfc078270572beb39f9e5ae67aadbd50b5e67cff37e6d4f6b3ea39312e5f',
    },
    weights: [
      {
        path: 'models/blazeface.bin',
        sha256: 'dc9a97fdc50bc43216554bdd69aa3e7b9361a519ee7bdd996a2f69a98a6f9b72',
      },
    ],
  },
  licence: 'MIT (the packaging; the network is from MediaPipe, Apache-2.0)',
  training:
    'Not published in detail: faces in pictures from smartphones (Bazarevsky et al. 2019, arXiv:1907.05047).',
  caution:
    'Trained on upright faces, mostly of adults. If the head of a newborn is not upright, turn the picture.',
  // v / 127.5 - 1
  input: { width: 256, height: 256, colour: 'rgb', mean: [127.5, 127.5, 127.5], scale: 1 / 127.5 },
  outputs: ['scores_16x16', 'scores_8x8', 'boxes_16x16', 'boxes_8x8'],
  taps: [
    // Logits; anchors in the order rows, columns, anchors of a cell (2 in the fine grid, 6 in the coarse one).
    { name: 'scores_16x16', node: 'Identity', shape: [512, 1] },
    { name: 'scores_8x8', node: 'Identity_1', shape: [384, 1] },
    // x, y, width, height of the box, then x, y of six points, in pixels of the 256 x 256 picture from the anchor's centre.
    { name: 'boxes_16x16', node: 'Identity_2', shape: [512, 16] },
    { name: 'boxes_8x8', node: 'Identity_3', shape: [384, 16] },
  ],
});
