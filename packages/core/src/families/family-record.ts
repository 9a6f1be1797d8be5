import { z } from 'zod';
import { featureFamilyKinds } from '../scales/incorporation.ts';

/** What a family measures, as tables and reports group it; `table` was brought, and nobody knows what it measures. */
export const familyKinds = [...featureFamilyKinds, 'table'] as const;
/** What sort of feature a family is; `table` is a table of the user. */
export type FamilyKind = (typeof familyKinds)[number];

/** What a table, a report and a model must tell of one feature family. */
export const familyRecord = z.object({
  name: z.string(),
  /**
   * `deep` features come from a pre-trained network, `texture` and `geometry` are handcrafted, `strain` needs a clip, `table` was
   * brought.
   */
  kind: z.enum(familyKinds),
  columns: z.int().positive(),
  /** What identifies the numbers: method, version, parameters, weights. */
  identity: z.string(),
  /** For `deep`: the network's own account. */
  network: z
    .object({
      name: z.string(),
      title: z.string(),
      domain: z.enum(['faces', 'objects', 'detector', 'sound']),
      untrained: z.boolean(),
      licence: z.string(),
      source: z.string(),
      sha256: z.string(),
    })
    .nullable(),
});
/** A family as a manifest names it: its kind and version, its columns, and the networks behind it. */
export type FamilyRecord = z.infer<typeof familyRecord>;
