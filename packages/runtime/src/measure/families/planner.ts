import {
  BY_REGION,
  type ClipParameters,
  defineCatalogue,
  type ExtractionSpecification,
  type Family,
  type MethodSpecification,
  type NamedFamily,
  type NameFamily,
  namedFamilies,
  families as ownFamilies,
  type PlannedFamily,
  WinceError,
} from '@wince/core';
import { featureNetworks } from '@wince/networks';
import { networkCatalogue, soundCatalogue } from '../../networks/index.ts';
import type { Store } from '../../store/index.ts';
import { familyOfNetwork } from './network-family.ts';
import { openNetworkPool } from './network-pool.ts';
import { familyOfSoundNetwork } from './sound-network-family.ts';
import { openSoundPool } from './sound-pool.ts';
import { table } from './table-family.ts';
import { idOfFeature, unknownFeature } from './unknown-feature.ts';

/** Plans families as a user writes them, and keeps what they share when they are computed. */
export interface FamilyPlanner {
  /**
   * @throws WinceError `unknown-feature`, `bad-feature`, `bad-parameter`, and what reading a table or a network throws
   */
  plan(specification: MethodSpecification): Promise<PlannedFamily>;
  /** Frees the networks that planned families have opened. */
  close(): Promise<void>;
}

/** All families: those of core, networks that are installed, and tables. */
export async function openFamilyPlanner(clips: ClipParameters, store: Store): Promise<FamilyPlanner> {
  const networks = await networkCatalogue();
  const hearing = (await soundCatalogue()).entries.filter(({ role }) => role === 'features');
  const pool = openNetworkPool(store);
  const sounds = openSoundPool();
  const catalogue = defineCatalogue<Family>('feature', [
    ...ownFamilies.entries,
    ...networks.entries.map((card) => familyOfNetwork(card, pool, store)),
    ...hearing.map((card) => familyOfSoundNetwork(card, sounds)),
    table,
  ]);
  const plan = async (specification: MethodSpecification): Promise<PlannedFamily> => {
    const id = idOfFeature(specification);
    if (!catalogue.has(id))
      throw unknownFeature(id, [
        ...ownFamilies.ids,
        ...featureNetworks(networks),
        ...hearing.map((card) => card.id),
      ]);
    return catalogue.get(id).plan(specification, { clips, plan });
  };
  return {
    plan,
    async close() {
      await pool.close();
      await sounds.close();
    },
  };
}

/**
 * Lists every family that the experiment names, alone, in a mix or in a modality, once; under `regions: per` the families of single regions that
 * each stands for.
 *
 * @throws WinceError as {@link FamilyPlanner}; `whole-face` for a family that cannot be computed by region
 */
export async function planFamilies(
  specification: Pick<ExtractionSpecification, 'features' | 'mixes' | 'fusion' | 'regions'>,
  planner: FamilyPlanner,
): Promise<{ families: readonly PlannedFamily[]; nameFamily: NameFamily }> {
  const plans = new Map<string, PlannedFamily>();
  const names = new Map<string, string | NamedFamily>();
  for (const feature of namedFamilies(specification)) {
    const key = JSON.stringify(feature);
    if (names.has(key)) continue;
    const plan = await planner.plan(feature);
    const own = specification.regions === 'per' ? await familiesByRegion(plan, planner) : [plan];
    names.set(key, specification.regions === 'per' ? namedByRegion(plan, own) : plan.record.name);
    for (const each of own) if (!plans.has(each.record.name)) plans.set(each.record.name, each);
  }
  return {
    families: [...plans.values()],
    nameFamily(feature) {
      const name = names.get(JSON.stringify(feature));
      if (name === undefined) throw new Error(`${JSON.stringify(feature)} was not planned`);
      return name;
    },
  };
}

async function familiesByRegion(
  { record: { name }, byRegion }: PlannedFamily,
  planner: FamilyPlanner,
): Promise<readonly PlannedFamily[]> {
  if (!byRegion) {
    throw new WinceError(
      'whole-face',
      `The feature "${name}" sees the whole face: it cannot be computed by region.`,
      {
        hint: `With \`regions: per\`, name lbp, hog, gabor or nfcs in its place. To use ${name}, leave \`regions\` out.`,
      },
    );
  }
  const families: PlannedFamily[] = [];
  for (const each of byRegion) families.push(await planner.plan(each));
  return families;
}

function namedByRegion({ record: { name } }: PlannedFamily, own: readonly PlannedFamily[]): NamedFamily {
  return {
    name: own.length > 1 ? name + BY_REGION : name,
    families: own.map(({ record }) => record.name),
    regions: own.map(({ regions }) => regions),
  };
}
