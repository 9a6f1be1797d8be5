import { expect, test } from 'vitest';
import { blobNetworks, blobPicture } from '../../face/blob-networks.fixture.ts';
import type { RgbImage } from '../../image/image.ts';
import { trackingParameters } from './parameters.ts';
import { openFaceTracker } from './tracker.ts';

const SURE = { score: 0.95, confidence: 0.99, misfit: 0 };

/** What the detector is shown of some frames, where its answers are off by so much. */
async function shownWith(noise: number): Promise<readonly string[]> {
  const networks = blobNetworks({ least: 10, upright: SURE, flipped: { ...SURE, score: 0.4 } });
  const shown: string[] = [];
  const noisy = {
    ...networks,
    async detect(image: RgbImage) {
      shown.push(Buffer.from(image.data).toString('base64'));
      const output = await networks.detect(image);
      return { ...output, boxes16: Float64Array.from(output.boxes16, (value) => value + noise) };
    },
  };
  const parameters = trackingParameters.parse({ detect: { every: 0.5 } });
  const tracker = openFaceTracker(noisy, parameters);
  for (let k = 0; k < 8; k++) {
    // It jumps, so that it is searched for again.
    const image = blobPicture(400, 300, { x: 130.3 + (k % 4 === 3 ? 150 : 2 * k), y: 140.7, side: 90 });
    await tracker.next({ image, time: 0.2 * k });
  }
  return shown;
}

test('the detector is shown the same where networks differ in their last digits', async () => {
  const shown = await shownWith(0);
  expect(shown.length).toBeGreaterThan(6);
  expect(await shownWith(1e-4)).toEqual(shown);
});
