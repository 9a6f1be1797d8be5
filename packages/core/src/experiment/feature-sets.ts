import { z } from 'zod';
import { type MethodSpecification, methodSpecification } from '../method.ts';
import { type Fusion, modalitiesOf } from './fusion.ts';

/** A feature family: `hog`, `hog?cell=16`, `faceres:conv_pw_13_relu@mean`, or `{ id: hog, cell: 16 }`. */
export const feature = methodSpecification;

/** Families that are joined: `faceres+hog`, or with their columns selected family by family before they are joined. */
export const mix = z.union([
  z.string().regex(/^[^+]+(\+[^+]+)+$/, 'a mix needs at least two families, for example faceres+hog'),
  z.strictObject({
    features: z.array(feature).min(2).describe('The families that are joined.'),
    selected: z
      .enum(['together', 'each'])
      .default('together')
      .describe(
        'Whether columns are selected in the joined table, or in each family before the families are joined.',
      ),
  }),
]);
export type Mix = z.infer<typeof mix>;

/** What of an experiment names features. */
export interface NamedFeatures {
  readonly features: readonly MethodSpecification[];
  readonly mixes: readonly Mix[];
  readonly fusion?: Fusion;
}

/** The families that a mix joins. */
export function familiesOfMix(of: Mix): readonly MethodSpecification[] {
  return typeof of === 'string' ? of.split('+') : of.features;
}

/** Every family that is named, alone, in a mix or in a modality, in order; one that is named twice stands there twice. */
export function namedFamilies({ features, mixes, fusion }: NamedFeatures): readonly MethodSpecification[] {
  const fused = fusion ? modalitiesOf(fusion).flatMap(([, families]) => families) : [];
  return [...features, ...mixes.flatMap(familiesOfMix), ...fused];
}
