import { z } from 'zod';
import { defineFamily } from './family.ts';

/**
 * The loudness of a recording: the mean square of its samples in each second, and of these the mean and the largest.
 */
export const energy = defineFamily({
  id: 'energy',
  version: 1,
  title: 'Energy of the sound a second',
  source: 'own: the mean square of samples',
  unit: 'squared sample values, 0 to 1',
  kind: 'cry',
  needs: ['sound'],
  parameters: z.strictObject({}),
  columns: () => ['energy mean', 'energy largest'],
  open() {
    const seconds = new Map<number, { sum: number; samples: number }>();
    return {
      sound({ time, sampleRate, samples }) {
        samples.forEach((sample, i) => {
          const second = Math.floor(time + i / sampleRate);
          const { sum, samples: count } = seconds.get(second) ?? { sum: 0, samples: 0 };
          seconds.set(second, { sum: sum + sample ** 2, samples: count + 1 });
        });
      },
      forget(before) {
        for (const second of seconds.keys()) if (second + 1 <= before) seconds.delete(second);
      },
      values() {
        const energies = Array.from(seconds.values(), ({ sum, samples }) => sum / samples);
        if (energies.length === 0) return { reason: 'there is no sound' };
        const mean = energies.reduce((sum, each) => sum + each, 0) / energies.length;
        return { values: Float32Array.of(mean, Math.max(...energies)), spread: null };
      },
    };
  },
});
