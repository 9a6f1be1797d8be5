import { familyRecord } from '@wince/core';
import { z } from 'zod';
import { modelManifest } from './trained-model.ts';

/** A feature of a network as whoever cannot read its card plans it. */
export const networkFeature = z.object({
  /** As the model writes it: `faceres:conv_pw_5_relu@mean`. */
  feature: z.string(),
  record: familyRecord,
  columns: z.array(z.string()),
  /** What its numbers depend on. */
  identity: z.string(),
  network: z.string(),
  tap: z.string(),
  pool: z.enum(['whole', 'mean', 'max', 'pyramid', 'pyramid-mean']),
  /** Of the tap, without the batch. */
  shape: z.array(z.int()),
});
/** A feature of a network as whoever cannot read its card plans it. */
export type NetworkFeatureForm = z.infer<typeof networkFeature>;

/** A model as it travels to a page: checked by whoever read its file, and with what the page cannot look up. */
export const pageModel = z.object({
  manifest: modelManifest,
  /** A fitted cell: see `readFittedCell`. */
  fitted: z.unknown(),
  features: z.array(networkFeature),
});
/** A model as it travels to a page. */
export type PageModel = z.infer<typeof pageModel>;
