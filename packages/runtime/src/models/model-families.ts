import { WinceError } from '@wince/core';
import { type FamilyPlan, planFamily } from '../measure/families.ts';
import type { Store } from '../store/index.ts';
import type { Model } from './archive.ts';

/**
 * The families of a model, planned again as they were when it was trained.
 *
 * @throws WinceError `other-features` where this program computes other numbers
 */
export async function familiesOf({ manifest }: Model, store: Store): Promise<readonly FamilyPlan[]> {
  const families: FamilyPlan[] = [];
  for (const [i, specification] of manifest.specifications.entries()) {
    const plan = await planFamily(
      typeof specification === 'string' ? specification : { id: String(specification.id), ...specification },
      manifest.clips,
      store,
    );
    if (plan.record.identity !== manifest.families[i].identity) {
      throw new WinceError(
        'other-features',
        `The model was trained on another version of ${plan.record.name} than this program computes.`,
        { hint: `Use wince ${manifest.version}, which trained it, or train the model again.` },
      );
    }
    families.push(plan);
  }
  return families;
}
