import { z } from 'zod';
import { missingModality, modalityWeights } from '../learning/pipeline/late-fusion.ts';
import { type MethodSpecification, methodSpecification } from '../method.ts';

/** How modalities are put together: their columns are joined, or their scores. */
export const fusionMethods = ['early', 'mean', 'stack'] as const;
export type FusionMethod = (typeof fusionMethods)[number];

const NAME = /^[a-z][a-z0-9-]*$/;

/** Modalities of an experiment: each alone, each pair and all together become feature sets. */
export const fusion = z
  .strictObject({
    modalities: z
      .record(z.string(), z.union([methodSpecification, z.array(methodSpecification).min(1)]))
      .refine(
        (each) => Object.keys(each).every((name) => NAME.test(name)),
        'the name of a modality has small letters, digits and hyphens, and begins with a letter',
      )
      .refine((each) => Object.keys(each).length > 1, 'a fusion needs at least two modalities')
      .describe(
        'Names of your own, each with its feature family or a list of families: `{ face: [faceres, nfcs], cry: cry }`. A family belongs to one modality.',
      ),
    how: z
      .array(z.enum(fusionMethods))
      .min(1)
      .refine((each) => new Set(each).size === each.length, 'a method is in the list twice')
      .default([...fusionMethods])
      .describe(
        '`early` joins the columns. `mean` and `stack` give each modality a selection and a classifier of its own and join their scores: by a weighted mean, or by logistic regression on scores of inner folds.',
      ),
    weights: modalityWeights
      .default('equal')
      .describe(
        'Of `mean`: `equal`, `skill` (2 AUC - 1 in inner folds, at least 0), or a number for each modality: `{ face: 2, cry: 1 }`.',
      ),
    missing: missingModality
      .default('left-out')
      .describe(
        'What `mean` and `stack` do with a row that lacks a modality: `left-out` uses the scores that there are and renormalises their weights. `imputed` puts the mean score of the training rows in its place.',
      ),
  })
  .superRefine(({ modalities, weights }, context) => {
    if (typeof weights === 'string') return;
    const named = Object.keys(modalities);
    const unknown = Object.keys(weights).find((key) => !named.includes(key));
    const without = named.find((key) => !Object.hasOwn(weights, key));
    const message =
      unknown !== undefined
        ? `there is no modality "${unknown}"`
        : without !== undefined && `the modality "${without}" has no weight`;
    if (message) context.addIssue({ code: 'custom', path: ['weights'], message });
  });
/** Modalities of an experiment; see `fusion`. */
export type Fusion = z.infer<typeof fusion>;

/** The modalities in their order, with their families as the user wrote them. */
export function modalitiesOf({
  modalities,
}: Pick<Fusion, 'modalities'>): readonly (readonly [string, readonly MethodSpecification[]])[] {
  return Object.entries(modalities).map(([own, of]) => [own, Array.isArray(of) ? of : [of]]);
}
