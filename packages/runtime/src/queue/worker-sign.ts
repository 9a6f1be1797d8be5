import { z } from 'zod';

/** What a worker tells of itself. */
export const livingWorker = z.object({
  software: z.string(),
  /** Units that it runs at a time. */
  at_once: z.int(),
  done: z.int(),
  failed: z.int(),
  /** Milliseconds since 1970 when it began, by its own clock. */
  began: z.number(),
});

/** A worker as it tells of itself. */
export type LivingWorker = z.infer<typeof livingWorker> & { readonly id: string };
