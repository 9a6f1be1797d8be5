import { join } from 'node:path';
import { resizeRgb } from '../../packages/core/src/image/resize.ts';
import { openVideo } from '../../packages/runtime/src/media/open-video.ts';
import { reportOf, timed, type Workload } from '../report.ts';

const SMALL = [320, 240] as const;
const SQUARE = [224, 224] as const;
const EVERY = 5;

/** W5: every frame of a video decoded and averaged over areas to 320 x 240, every fifth to 224 x 224, too. */
export const video: Workload = async (options) => {
  const pass = async () => {
    const opened = await openVideo(join(options.inputs, 'clip.mp4'));
    try {
      const sums = [new Float64Array(3), new Float64Array(3)];
      let frames = 0;
      for await (const { image } of opened.frames()) {
        addMean(resizeRgb(image, ...SMALL, 'area').data, sums[0]);
        if (frames % EVERY === 0) addMean(resizeRgb(image, ...SQUARE, 'area').data, sums[1]);
        frames++;
      }
      const squares = Math.ceil(frames / EVERY);
      return {
        frames,
        mean_rgb_320: [...sums[0].map((sum) => sum / frames)],
        mean_rgb_224: [...sums[1].map((sum) => sum / squares)],
      };
    } finally {
      await opened.close();
    }
  };
  const passes = await timed(options.repeat, pass);
  return reportOf('video', passes.value.frames, options, passes, passes.value);
};

function addMean(pixels: Uint8Array, sums: Float64Array): void {
  const means = new Float64Array(3);
  for (let i = 0; i < pixels.length; i += 3) for (let c = 0; c < 3; c++) means[c] += pixels[i + c];
  for (let c = 0; c < 3; c++) sums[c] += (3 * means[c]) / pixels.length;
}
