import { z } from 'zod';
import { placeName, raterName } from './forms.ts';

/** A network that the page runs itself: the size of its pictures, and the names of its input and of the output of each tap. */
export const watchedNetwork = z.object({
  card: z.object({ id: z.string(), input: z.object({ width: z.int(), height: z.int() }) }),
  input: z.string(),
  outputs: z.array(z.object({ tap: z.string(), node: z.string() })),
});
/** A network that the page runs itself. */
export type WatchedNetwork = z.infer<typeof watchedNetwork>;

/** A model that the page scores frames with. Its content is checked where it is used. */
export const watchedModel = z.object({
  /** SHA-256 of the `.wince` file. */
  model_sha256: z.string(),
  manifest: z.unknown(),
  fitted: z.unknown(),
  features: z.unknown(),
});
/** A model that the page scores frames with. */
export type WatchedModel = z.infer<typeof watchedModel>;

/** What happened at a monitor: an alarm came, somebody acknowledged it, it ended. Nothing of a picture is in it. */
export const monitorEvent = z.strictObject({
  who: raterName,
  model: placeName,
  event: z.enum(['watching began', 'alarm', 'acknowledged', 'alarm ended', 'watching ended']),
  /** Seconds of the recording. */
  at: z.number().nonnegative(),
});
/** What happened at a monitor. */
export type MonitorEventForm = z.infer<typeof monitorEvent>;
