import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const spec = z.object({
  subjects: z.int(),
  samples: z.int(),
  fps: z.number(),
  true_mean_bpm: z.array(z.number()),
});

/** What the colours of the workload are, and the heart rates that they were drawn with. */
export function readColourSpec(folder: string) {
  return spec.parse(JSON.parse(readFileSync(join(folder, 'rgb.json'), 'utf8')));
}
