import { join } from 'node:path';
import { openVideo } from '../../packages/runtime/src/media/open-video.ts';
import { reportOf, timed, type Workload } from '../report.ts';

const SMALL = { width: 320, height: 240 };
const SQUARE = { width: 224, height: 224 };
/** Squares a second: every fifth frame of 30 a second. */
const SQUARES = 6;

/**
 * W5: every frame of a video decoded and averaged over areas to 320 x 240, every fifth to 224 x 224, too: one reading that gives both sizes.
 */
export const video: Workload = async (options) => {
  const pass = async () => {
    const opened = await openVideo(join(options.inputs, 'clip.mp4'));
    try {
      const small = openMean();
      const square = openMean();
      for await (const { image, second } of opened.frames({
        size: SMALL,
        second: { size: SQUARE, rate: SQUARES },
      })) {
        small.add(image.data);
        if (second) square.add(second.data);
      }
      return { frames: small.frames, mean_rgb_320: small.value, mean_rgb_224: square.value };
    } finally {
      await opened.close();
    }
  };
  const passes = await timed(options.repeat, pass);
  return reportOf('video', passes.value.frames, options, passes, passes.value);
};

/** The mean level of each channel over frames. */
function openMean() {
  const sums = new Float64Array(3);
  let frames = 0;
  return {
    get frames() {
      return frames;
    },
    get value() {
      return [...sums.map((sum) => sum / frames)];
    },
    add(pixels: Uint8Array) {
      addMean(pixels, sums);
      frames++;
    },
  };
}

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
