import { defineCard } from './card.ts';

/** Finds faces far away, where BlazeFace 256 finds none: scores and boxes of 2,304 anchors. */
export const fullRangeDetector = defineCard({
  id: 'blazeface-full-range',
  version: 1,
  title: 'MediaPipe full-range face detector: finds small faces, and six points of each',
  domain: 'detector',
  untrained: false,
  source: {
    kind: 'package-file',
    package: '@mediapipe/face_detection',
    version: '0.4.1657300184',
    path: 'face_detection_full_range.tflite',
    sha256: '99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3',
  },
  licence: 'Apache-2.0',
  training:
    'Not published in detail: faces in pictures from smartphones, up to 5 metres away (model card of MediaPipe face detection).',
  caution:
    'Trained on upright faces, mostly of adults. If the head of a newborn is not upright, turn the picture.',
  // v / 127.5 - 1
  input: { width: 192, height: 192, colour: 'rgb', mean: [127.5, 127.5, 127.5], scale: 1 / 127.5 },
  outputs: ['scores', 'boxes'],
  taps: [
    // Logits; one anchor in the middle of each cell of 48 x 48, row by row.
    { name: 'scores', node: 'reshaped_classifier_face_4', shape: [2304, 1] },
    // x, y, width, height of the box, then x, y of six points, in pixels of the 192 x 192 picture from the anchor's centre.
    { name: 'boxes', node: 'reshaped_regressor_face_4', shape: [2304, 16] },
  ],
});
