import { z } from 'zod';

/**
 * How scores become states. No source gives these times for faces of neonates: the defaults are choices, made so that one
 * grimace is not an episode and a pause between two cries does not end one. Set them by what staff can act on.
 */
export const monitorParameters = z
  .strictObject({
    on: z
      .number()
      .min(0)
      .max(1)
      .default(0.6)
      .describe(
        'A score from here on speaks for pain. With `off`, 0.1 about one half, where a calibrated score changes sides.',
      ),
    off: z
      .number()
      .min(0)
      .max(1)
      .default(0.4)
      .describe(
        'A score up to here does not speak for pain. A score between `off` and `on` changes nothing: this is the hysteresis.',
      ),
    confirmation: z
      .number()
      .min(0)
      .default(2)
      .describe('Seconds for which scores stay at `on` or above before an episode is confirmed.'),
    recovery: z
      .number()
      .min(0)
      .default(5)
      .describe('Seconds for which scores stay at `off` or below before an episode is over.'),
    leastConfidence: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe('Scores of less confidence are shown as uncertain and change nothing.'),
    freshFor: z
      .number()
      .min(0)
      .default(2)
      .describe('Seconds after which a value is marked stale: four scores of a model of pictures.'),
    largestAge: z
      .number()
      .positive()
      .default(5)
      .describe('Seconds after which a value is not used any more: there is no signal.'),
  })
  .refine(({ on, off }) => off < on, '"off" must be lower than "on"')
  .refine(
    ({ freshFor, largestAge }) => freshFor <= largestAge,
    '"freshFor" must not be larger than "largestAge"',
  );
/** When a monitor changes what it shows. Scores and confidences are 0 to 1, times are seconds. */
export type MonitorParameters = z.infer<typeof monitorParameters>;
