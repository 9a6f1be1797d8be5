import {
  type BarPeriod,
  keepFrame,
  monitoredVideoParameters,
  monitorVideo,
  type ScoredFrame,
} from '@wince/core';
import sharp from 'sharp';
import type { TimelineInput } from './timeline-input.ts';

/** A time in which the drawn subject cannot be assessed. */
export const bars = [{ bar: 'cooling', start: 56, end: Number.POSITIVE_INFINITY } as const];

/** The page of a drawn video: a model, a period and one heat map. */
export async function drawnTimeline(
  frames: readonly ScoredFrame[],
  options: { bars?: readonly BarPeriod[]; synthetic?: boolean; faces?: boolean; file?: string } = {},
): Promise<TimelineInput> {
  const { bars = [], synthetic = true, faces = true, file = 'ward/S07.mp4' } = options;
  const parameters = monitoredVideoParameters.parse({});
  return {
    prediction: {
      file,
      partial: null,
      video: monitorVideo(frames.map(keepFrame), { parameters, bars }),
    },
    model: {
      ...{ cell: 'hog/none/knn', positive: 'pain', version: '0.1.0', synthetic },
      ...{ score_means: '0 to 1', note: 'Research use only: not a medical device.' },
    },
    trained: { subjects: 24, rows: 480, dataset: 'ward' },
    periods: [{ name: 'heel lance', start: 10, end: 24 }],
    heatMaps: faces
      ? {
          reference: 'baseline',
          largest: 0.2,
          pictures: [
            {
              ...{ time: 14, strain: 0.13, png: await heatMap() },
              regions: [
                { region: 'mouth', strain: 0.31 },
                { region: 'nasolabial', strain: 0.2 },
                { region: 'chin', strain: 0.04 },
              ],
            },
          ],
        }
      : null,
    written: null,
  };
}

/** A picture of 32 x 32 pixels that grows lighter. */
async function heatMap(): Promise<Uint8Array> {
  const pixels = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => Math.floor(i / 12));
  return sharp(pixels, { raw: { width: 32, height: 32, channels: 3 } })
    .png()
    .toBuffer();
}
