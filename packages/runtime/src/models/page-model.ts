import { families as ownFamilies, type PlannedFamily, WinceError } from '@wince/core';
import { parseNetworkFeature } from '@wince/networks';
import { familiesOf, type NetworkFeatureForm, type PageModel } from '@wince/observation';
import { type FamilyPlanner, openFamilyPlanner } from '../measure/families/planner.ts';
import { describeFeature, networkCatalogue, openFeatureNetwork } from '../networks/index.ts';
import { openStore, type Store } from '../store/index.ts';
import { readModel } from './archive.ts';

/**
 * A model for a page that scores frames with it: what its file holds, checked, and what a page cannot look up of its networks.
 *
 * @param cache keeps converted networks
 * @throws WinceError those of `readModel`, `other-features`, `not-in-page` for a model that needs sound or a table
 */
export async function modelForPage(path: string, cache: string): Promise<PageModel> {
  const { manifest, fitted } = await readModel(path);
  const store = await openStore(cache);
  const planner = await openFamilyPlanner(manifest.clips, store);
  try {
    const planned = await familiesOf({ manifest, fitted }, planner);
    const lacking = planned.find(({ needs }) => needs.includes('sound') || needs.includes('table'));
    if (lacking) {
      throw new WinceError(
        'not-in-page',
        `${path} looks at ${lacking.record.name}, which a page does not have.`,
        {
          hint: 'Use `wince predict`, or a model of the face alone.',
        },
      );
    }
    const features = await Promise.all(
      networkFeaturesOf(planned).map((feature) => formOf(feature, planner, store)),
    );
    return { manifest, fitted, features };
  } finally {
    await planner.close();
  }
}

/** The features of networks that families are, or are made of: `faceres` of `temporal:faceres`. */
function networkFeaturesOf(planned: readonly PlannedFamily[]): readonly string[] {
  const inner = (text: string): string | null => {
    const id = text.split(/[:?@]/)[0];
    if (!ownFamilies.has(id)) return text;
    return text.startsWith(`${id}:`) ? inner(text.slice(id.length + 1)) : null;
  };
  const texts = planned.flatMap(({ specification }) => {
    const text = typeof specification === 'string' ? specification : specification.id;
    return inner(text) ?? [];
  });
  return [...new Set(texts)];
}

async function formOf(feature: string, planner: FamilyPlanner, store: Store): Promise<NetworkFeatureForm> {
  const { record, columns, moment } = await planner.plan(feature);
  const catalogue = await networkCatalogue();
  const spec = parseNetworkFeature(feature, catalogue);
  const { network, tap, pool } = spec;
  const shape =
    (await describeFeature(catalogue.get(network), spec))?.shape ?? (await openedShape(spec, store));
  if (!moment) throw new Error(`${feature} describes no face`);
  return {
    ...{ feature, record, columns: [...columns], identity: moment.identity },
    ...{ network, tap, pool, shape: [...shape] },
  };
}

async function openedShape(
  spec: ReturnType<typeof parseNetworkFeature>,
  store: Store,
): Promise<readonly number[]> {
  const network = await openFeatureNetwork({ specs: [spec], store });
  await network.close();
  return network.features[0].shape;
}
