import { join } from 'node:path';
import { openVideo } from '../../packages/runtime/src/media/open-video.ts';
import { reportOf, timed, type Workload } from '../report.ts';

const SMALL = { width: 320, height: 240 };
const SQUARE = { width: 224, height: 224 };
/** Squares a second: every fifth frame of 30 a second. */
const SQUARES = 6;

/**
 * W5: every frame of a video decoded and averaged over areas to 320 x 240, every fifth to 224 x 224, too: two readings of the same video side
 * by side, each on a thread of its own, and each scaled by the decoder.
 */
export const video: Workload = async (options) => {
  const pass = async () => {
    const opened = await openVideo(join(options.inputs, 'clip.mp4'));
    try {
      const meansOf = async (wanted: Parameters<typeof opened.frames>[0]) => {
        const sums = new Float64Array(3);
        let frames = 0;
        for await (const { image } of opened.frames(wanted)) {
          addMean(image.data, sums);
          frames++;
        }
        return { frames, mean: [...sums.map((sum) => sum / frames)] };
      };
      const [small, square] = await Promise.all([
        meansOf({ size: SMALL }),
        meansOf({ size: SQUARE, rate: SQUARES }),
      ]);
      return { frames: small.frames, mean_rgb_320: small.mean, mean_rgb_224: square.mean };
    } finally {
      await opened.close();
    }
  };
  const passes = await timed(options.repeat, pass);
  return reportOf('video', passes.value.frames, options, passes, passes.value);
};

function addMean(pixels: Uint8Array, sums: Float64Array): void {
  let [red, green, blue] = [0, 0, 0];
  for (let i = 0; i < pixels.length; i += 3) {
    red += pixels[i];
    green += pixels[i + 1];
    blue += pixels[i + 2];
  }
  [red, green, blue].forEach((sum, c) => {
    sums[c] += (3 * sum) / pixels.length;
  });
}
