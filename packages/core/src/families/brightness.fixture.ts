import { z } from 'zod';
import { defineFamily } from './family.ts';

/** How bright the frames of a recording are, whether there is a face in them or not: the mean, and its range over the frames. */
export const brightness = defineFamily({
  id: 'brightness',
  version: 1,
  title: 'Brightness of the frames',
  source: 'own: the mean of all channels',
  unit: 'levels, 0 to 255',
  kind: 'movement',
  needs: ['frames'],
  parameters: z.strictObject({}),
  columns: () => ['brightness mean', 'brightness range'],
  open() {
    const frames: { readonly time: number; readonly mean: number }[] = [];
    return {
      frame({ time, image: { data } }) {
        frames.push({ time, mean: data.reduce((sum, level) => sum + level, 0) / data.length });
      },
      forget(before) {
        while (frames.length > 0 && frames[0].time < before) frames.shift();
      },
      values() {
        const means = frames.map(({ mean }) => mean);
        if (means.length === 0) return { reason: 'there is no frame' };
        const mean = means.reduce((sum, each) => sum + each, 0) / means.length;
        const range = Math.max(...means) - Math.min(...means);
        return { values: Float32Array.of(mean, range), spread: null };
      },
    };
  },
});
