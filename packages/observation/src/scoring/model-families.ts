import { type MethodSpecification, type PlannedFamily, type Planning, WinceError } from '@wince/core';
import type { TrainedModel } from './trained-model.ts';

/**
 * The families of a model, planned again as they were when it was trained.
 *
 * @throws WinceError `other-features` where this program computes other numbers
 */
export async function familiesOf(
  { manifest }: TrainedModel,
  planner: Pick<Planning, 'plan'>,
): Promise<readonly PlannedFamily[]> {
  const families: PlannedFamily[] = [];
  for (const [i, specification] of specificationsOf({ manifest }).entries()) {
    const plan = await planner.plan(specification);
    if (plan.record.identity !== manifest.families[i].identity) {
      throw new WinceError(
        'other-features',
        `The model was trained with another version of ${plan.record.name} than the one in this program.`,
        { hint: `Use wince ${manifest.version}, which trained it, or train the model again.` },
      );
    }
    families.push(plan);
  }
  return families;
}

function specificationsOf({ manifest }: Pick<TrainedModel, 'manifest'>): readonly MethodSpecification[] {
  return manifest.specifications.map((specification) =>
    typeof specification === 'string' ? specification : { id: String(specification.id), ...specification },
  );
}
