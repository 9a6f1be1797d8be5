import type { PlannedFamily } from '@wince/core';
import type { FamilyPlanner } from '../measure/families/planner.ts';
import { networkCatalogue } from '../networks/index.ts';

/**
 * The families of a model with untrained networks in the place of trained ones: the same layers with random weights.
 *
 * @returns null where no family is of a trained network, or where no such network is known for one of them
 */
export async function untrainedTwins(
  families: readonly PlannedFamily[],
  planner: FamilyPlanner,
): Promise<readonly PlannedFamily[] | null> {
  const known = await networkCatalogue();
  const trained = families.filter(({ record }) => record.network && !record.network.untrained);
  if (trained.length === 0) return null;
  const twins: PlannedFamily[] = [];
  for (const family of families) {
    const { network } = family.record;
    if (!network || network.untrained) {
      twins.push(family);
      continue;
    }
    const name = `${network.name}-untrained`;
    if (!known.has(name) || typeof family.specification !== 'string') return null;
    twins.push(await planner.plan(family.specification.replace(network.name, name)));
  }
  return twins;
}
