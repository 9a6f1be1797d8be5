import { didYouMean } from '../catalogue.ts';
import { WinceError } from '../errors.ts';
import type { CoverableRegion } from '../face/covering/region-cells.ts';
import { calibrators } from '../learning/calibration/catalogue.ts';
import { classifiers } from '../learning/classifiers/catalogue.ts';
import type { Cell, FeatureSet } from '../learning/pipeline/cell.ts';
import { selectors } from '../learning/selection/catalogue.ts';
import { type MethodSpecification, parseMethod } from '../method.ts';
import { type Fusion, type FusionMethod, modalitiesOf } from './fusion.ts';
import type { ExperimentSpecification } from './specification.ts';

/** Stands behind the name of a family whose values are centred and scaled by each subject's own reference rows. */
export const NORMALISED = '~reference';

/** Stands behind the name of a family that is computed region by region, under `regions: per`. */
export const BY_REGION = '~regions';

/** The name of a family as the user wrote it, filled in and made canonical by whoever knows the families. */
export type NameFamily = (specification: MethodSpecification) => string | NamedFamily;

/** A family of an experiment that is computed region by region. */
export interface NamedFamily {
  /** The name under which tables show it: `hog~regions`. */
  readonly name: string;
  /** Names of the families that it stands for: `hog?region=mouth`, ... */
  readonly families: readonly string[];
  /** The regions that each of them comes from; none for a family that sees no face. */
  readonly regions: readonly (readonly CoverableRegion[])[];
}

/**
 * Lays out the grid: feature sets x selections x keeps x classifiers, in the order of the specification.
 *
 * @throws WinceError for unknown methods, repeated cells, and a primary cell, monitored cell, comparison or ranked cell that is not in the grid.
 */
export function planCells(specification: ExperimentSpecification, nameFamily: NameFamily): readonly Cell[] {
  const cells: Cell[] = [];
  const { calibration } = specification;
  const everyCell = {
    classWeights: specification.class_weights,
    calibration: isNone(calibration) ? null : parseMethod(calibrators, calibration),
    prevalence: specification.prevalence ?? null,
    threshold: specification.threshold,
    abstention: specification.abstention ?? null,
    tuning: specification.tuning ?? null,
  };
  for (const features of featureSets(specification, nameFamily)) {
    for (const selectionText of specification.selection) {
      const selection = parseMethod(selectors, selectionText);
      const keeps = selection.id === 'none' ? [null] : specification.keep;
      for (const keep of keeps) {
        for (const classifierText of specification.classifiers) {
          const classifier = parseMethod(classifiers, classifierText);
          const selected = keep === null ? selection.name : `${selection.name}-${keep}`;
          cells.push({
            id: `${features.name}/${selected}/${classifier.name}`,
            features,
            selection,
            keep,
            classifier,
            ...everyCell,
          });
        }
      }
    }
  }
  const ids = cells.map((cell) => cell.id);
  const repeated = ids.find((id, i) => ids.indexOf(id) !== i);
  if (repeated) {
    throw new WinceError('repeated-cell', `The experiment has the cell ${repeated} twice.`, {
      hint: 'Remove one of the two features, selections or classifiers that are the same.',
    });
  }
  if (specification.primary !== undefined) cellById(cells, specification.primary);
  if (specification.monitor) cellById(cells, specification.monitor.cell);
  for (const id of [...specification.comparisons.flat(), ...specification.ranked]) cellById(cells, id);
  return cells;
}

function isNone(method: MethodSpecification): boolean {
  return (typeof method === 'string' ? method : method.id) === 'none';
}

/** The cell of that id. @throws WinceError `unknown-cell` that lists the known ones. */
export function cellById(cells: readonly Cell[], id: string): Cell {
  const cell = cells.find((candidate) => candidate.id === id);
  if (cell) return cell;
  const ids = cells.map((candidate) => candidate.id);
  const alike = ids.filter((candidate) => candidate.includes(id));
  const told = alike.length > 0 ? alike : ids;
  const all = told.length <= TOLD_CELLS;
  const which = `The cells of this experiment${alike.length > 0 ? ` with "${id}" in their name` : ''}`;
  throw new WinceError('unknown-cell', `There is no cell called "${id}".${didYouMean(id, ids)}`, {
    hint: all
      ? `${which} are: ${told.join(', ')}.`
      : `${which} are ${told.length}: ${told.slice(0, TOLD_CELLS).join(', ')}, ... \`wince evaluate --dry-run\` lists them.`,
  });
}

/** More cells than a message can hold. */
const TOLD_CELLS = 8;

/** Takes a cell's id apart again: what `metrics.json` says of a cell comes from its id alone. */
export function readCellId(id: string): {
  features: string;
  selection: string;
  keep: number | null;
  classifier: string;
} {
  const [classifier, selected, ...features] = id.split('/').reverse();
  const kept = /^(.*)-(\d+)$/.exec(selected ?? '');
  return {
    features: features.reverse().join('/'),
    selection: kept ? kept[1] : (selected ?? ''),
    keep: kept ? Number(kept[2]) : null,
    classifier,
  };
}

/** The modalities that a feature set fuses, by its name: `face+cry~mean`. */
export function fusedModalities(features: string): readonly string[] {
  return features.split('~')[0].split('+');
}

function featureSets(specification: ExperimentSpecification, nameFamily: NameFamily): readonly FeatureSet[] {
  const single = specification.features.map((feature) => joinedSet([nameFamily(feature)], 'together'));
  const mixed = specification.mixes.map((mix) => {
    const families = (typeof mix === 'string' ? mix.split('+') : mix.features).map(nameFamily);
    return joinedSet(families, typeof mix === 'string' ? 'together' : mix.selected);
  });
  const fused = specification.fusion ? fusedSets(specification.fusion, nameFamily) : [];
  if (single.length + mixed.length + fused.length === 0) {
    throw new WinceError('no-features', 'The experiment has no features.', {
      hint: 'Give at least one family under `features`, for example `features: [hog]`.',
    });
  }
  const plain = [...single, ...mixed, ...fused];
  return specification.reference_normalisation === 'both'
    ? plain.flatMap((features) => [features, normalised(features)])
    : plain;
}

/** Each modality alone, each pair of them, and all together: pairs and all by each method. */
function fusedSets(fusion: Fusion, nameFamily: NameFamily): readonly FeatureSet[] {
  const modalities = modalitiesOf(fusion).map(([name, families]) => ({
    name,
    set: joinedSet(families.map(nameFamily), 'together'),
  }));
  const names = modalities.flatMap(({ set }) => set.families);
  const twice = names.find((family, i) => names.indexOf(family) !== i);
  if (twice !== undefined) {
    throw new WinceError(
      'bad-experiment',
      `Under "fusion", the family ${twice} is in the modalities twice.`,
      {
        hint: 'Let each family belong to one modality.',
      },
    );
  }
  const pairs = modalities.flatMap((first, i) => modalities.slice(i + 1).map((second) => [first, second]));
  const together = modalities.length > 2 ? [...pairs, modalities] : pairs;
  return [
    ...modalities.map(({ name, set }) => ({ ...set, name })),
    ...together.flatMap((of) => fusion.how.map((how) => fusedSet(of, how, fusion))),
  ];
}

function fusedSet(
  of: readonly { readonly name: string; readonly set: FeatureSet }[],
  how: FusionMethod,
  { weights, missing }: Fusion,
): FeatureSet {
  const regions = of.flatMap(({ set }) => set.regions ?? set.families.map(() => []));
  return {
    name: `${of.map(({ name }) => name).join('+')}~${how}`,
    families: of.flatMap(({ set }) => set.families),
    selected: 'together',
    ...(regions.some((own) => own.length > 0) ? { regions } : {}),
    modalities: of.map(({ name, set }) => ({ name, families: set.families })),
    ...(how === 'early'
      ? {}
      : { late: { by: how, weights: how === 'mean' ? weightsAmong(of, weights) : null, missing } }),
  };
}

/** The weights that a user gave, of some of the modalities. */
function weightsAmong(
  of: readonly { readonly name: string }[],
  weights: Fusion['weights'],
): Fusion['weights'] {
  if (typeof weights === 'string') return weights;
  return Object.fromEntries(of.map(({ name }) => [name, weights[name]]));
}

function joinedSet(of: readonly (string | NamedFamily)[], selected: FeatureSet['selected']): FeatureSet {
  const named = of.map((family) =>
    typeof family === 'string' ? { name: family, families: [family], regions: [[]] } : family,
  );
  const joined = named.map(({ name }) => name).join('+');
  const regions = named.flatMap((family) => family.regions);
  return {
    name: selected === 'each' ? `${joined}:each` : joined,
    families: named.flatMap((family) => family.families),
    selected,
    ...(regions.some((own) => own.length > 0) ? { regions } : {}),
  };
}

function normalised({ name, families, selected, modalities, ...rest }: FeatureSet): FeatureSet {
  const each = ':each';
  const own = name.endsWith(each) ? `${name.slice(0, -each.length)}${NORMALISED}${each}` : name + NORMALISED;
  const ofEach = (names: readonly string[]) => names.map((family) => family + NORMALISED);
  return {
    ...{ ...rest, name: own, families: ofEach(families), selected },
    ...(modalities && {
      modalities: modalities.map((each) => ({ ...each, families: ofEach(each.families) })),
    }),
  };
}
