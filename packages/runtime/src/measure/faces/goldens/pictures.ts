import type { RgbImage } from '@wince/core';
import { buildHeadModel, drawFrame, drawSubject, PLAIN_SCENE } from '@wince/phantom';

/** Drawn faces that MediaPipe looked at: at rest, and with an open mouth and pressed eyes, a little turned. */
export function meshedPictures(): ReadonlyMap<string, RgbImage> {
  const model = buildHeadModel(drawSubject('S01', 7, { monk: 3 }));
  const cry = { browBulge: 0.7, eyeSqueeze: 0.8, openLips: 0.8, verticalStretch: 0.6, horizontalStretch: 0.5, lidsOpen: 0 };
  const scene = { ...PLAIN_SCENE, size: 360, fill: 0.55 };
  return new Map([
    ['rest', drawFrame(model, scene).image],
    [
      'cry',
      drawFrame(model, {
        ...scene,
        actions: { ...scene.actions, ...cry },
        pose: { yaw: 4, pitch: 0, roll: 9 },
      }).image,
    ],
  ]);
}
