import type { MethodSpecification } from '../method.ts';
import { familiesOfMix, type Mix, type NamedFeatures } from './feature-sets.ts';
import { type Fusion, modalitiesOf } from './fusion.ts';

/** What of an experiment names files. */
interface NamedFiles {
  readonly dataset: string;
  readonly test_dataset?: string;
}

const TABLE = 'table:';

/**
 * An experiment with every path made independent of the place that it is relative to. A table keeps its name, `table:FILE` as it
 * was written, and gets its place beside it: names of cells are the same wherever the experiment lies.
 */
export function withPaths<Named extends NamedFiles & Partial<NamedFeatures>>(
  named: Named,
  resolve: (path: string) => string,
): Named {
  const { dataset, test_dataset, features, mixes, fusion } = named;
  return {
    ...named,
    dataset: resolve(dataset),
    ...(test_dataset === undefined ? {} : { test_dataset: resolve(test_dataset) }),
    ...(features && { features: features.map((feature) => placed(feature, resolve)) }),
    ...(mixes && { mixes: mixes.map((mix) => placedMix(mix, resolve)) }),
    ...(fusion && { fusion: placedFusion(fusion, resolve) }),
  };
}

/** The file of a table; null for a feature that is no table. */
export function tableFile(feature: MethodSpecification): string | null {
  const { id, file } = typeof feature === 'string' ? { id: feature, file: undefined } : feature;
  if (!id.startsWith(TABLE)) return null;
  return typeof file === 'string' ? file : id.slice(TABLE.length);
}

function placed(feature: MethodSpecification, resolve: (path: string) => string): MethodSpecification {
  const file = tableFile(feature);
  if (!file) return feature;
  const own = typeof feature === 'string' ? { id: feature } : feature;
  return { ...own, file: resolve(file) };
}

function placedFusion(fusion: Fusion, resolve: (path: string) => string): Fusion {
  const modalities = modalitiesOf(fusion).map(([name, families]): [string, MethodSpecification[]] => [
    name,
    families.map((family) => placed(family, resolve)),
  ]);
  return { ...fusion, modalities: Object.fromEntries(modalities) };
}

function placedMix(mix: Mix, resolve: (path: string) => string): Mix {
  const families = familiesOfMix(mix);
  if (!families.some(tableFile)) return mix;
  const selected = typeof mix === 'string' ? 'together' : mix.selected;
  return { features: families.map((family) => placed(family, resolve)), selected };
}
