import {
  ACTIONS_OF_REGION,
  applyCell,
  type ChangedFaces,
  coarseMap,
  columnContributions,
  type DecisionSign,
  type ExplainedMap,
  type ExplainedRegion,
  explainedAreas,
  type FaceMap,
  type FittedCell,
  largestOf,
  type MapChecks,
  type MapMethod,
  type Matrix,
  maskedFaces,
  matrix,
  meanOfDefined,
  type Numbers,
  noisyFace,
  occludedFaces,
  occlusionMap,
  orderedFaces,
  orderOfCells,
  type RegisteredFace,
  type RiseOptions,
  randomOrder,
  rankCorrelation,
  regionContributions,
  riseDefaults,
  sharesOfAreas,
  shuffledCell,
} from '@wince/core';
import type { FaceDescriber } from './describe-faces.ts';

/** How much is done for the checks of an explanation, and how masks are drawn. */
export interface ExplanationEffort {
  readonly masks: number;
  /** How often the weights of the classifier are shuffled. */
  readonly shuffles: number;
  /** Copies of the face with noise; RISE, which asks hundreds of times, takes one. */
  readonly noisyCopies: number;
  /** Grey levels. */
  readonly noise: number;
  readonly randomOrders: number;
  readonly seed: number;
  /** Whether explanations are checked at all. */
  readonly checks: boolean;
}

/** What is usual: some 120 faces are described for each picture, and twice `masks` more for RISE. */
export const explanationEffort: ExplanationEffort = {
  ...{
    masks: riseDefaults.masks,
    shuffles: 10,
    noisyCopies: 3,
    noise: 2,
    randomOrders: 3,
    seed: 7,
    checks: true,
  },
};

/** A model, and what its explanations are held against. */
export interface ExplainedModel {
  readonly fitted: FittedCell;
  /** The same cell fitted for other folds, none of which has seen the row's subject. */
  readonly otherFolds: readonly FittedCell[];
  readonly describer: FaceDescriber;
  /** The same families with untrained networks in the place of trained ones; null where there are none. */
  readonly untrained: FaceDescriber | null;
}

/** An explanation with its map, which is drawn and not written. */
export interface DrawnExplanation {
  readonly explained: ExplainedMap;
  readonly map: FaceMap;
}

/** What a method finds for one face and one fit: numbers that are compared with those of other fits, and the map. */
interface Finding {
  readonly values: Float64Array;
  readonly map: FaceMap;
  readonly placed: number | null;
  readonly without: readonly number[] | null;
}

/** A method at work on one face: faces are described once, and any fit can be asked about them. */
interface Asked {
  find(fitted: FittedCell): Finding | Promise<Finding>;
}

type Ask = (face: RegisteredFace, describer: FaceDescriber) => Promise<Asked>;

/**
 * Explains the decision on one face by each method, and checks each explanation: whether it depends on the model's weights, stays under noise
 * and over folds, and orders the places of the face better than chance.
 *
 * @param row of the joined table
 */
export async function explainFace(
  face: RegisteredFace,
  row: Numbers,
  { fitted, otherFolds, describer, untrained }: ExplainedModel,
  methods: readonly MapMethod[],
  effort: ExplanationEffort,
): Promise<readonly DrawnExplanation[]> {
  const sign = signOf(fitted, matrix(1, row.length, row));
  const areas = explainedAreas(face.landmarks).filter(({ colour }) => colour.includes(1));
  const random = effort.checks ? await randomAreas() : null;
  const drawn: DrawnExplanation[] = [];
  for (const method of methods) {
    const ask = askers[method](row, sign, effort);
    const asked = await ask(face, describer);
    const own = await asked.find(fitted);
    const regions = regionsOf(own);
    const shares = new Map(regions.map(({ region, share }) => [region, share]));
    const checked = random && (await checksOf(method, ask, asked, own, random));
    drawn.push({
      map: own.map,
      explained: {
        elsewhere: elsewhereOf(regions),
        ...{ method, placed: own.placed, largest: largestOf(shares) },
        regions: regions.map((own, i) => ({
          ...own,
          by_chance: checked?.byChance[i] ?? null,
        })),
        checks: checked?.checks ?? null,
      },
    });
  }
  return drawn;

  function regionsOf({ map, values, without }: Finding): readonly Omit<ExplainedRegion, 'by_chance'>[] {
    if (without) {
      return regionContributions({ areas }, values[0] + without[0], without, sign).map(
        ({ region, contribution, share, without: left }) => ({
          ...{ region, actions: ACTIONS_OF_REGION[region], contribution, share, without: left },
        }),
      );
    }
    return sharesOfAreas(map, areas, sign).map(({ region, sum, share }) => ({
      ...{ region, actions: ACTIONS_OF_REGION[region], contribution: sum, share, without: null },
    }));
  }

  async function areasUnder(order: Int32Array) {
    const faces = orderedFaces(face, order);
    const { raw } = applyCell(fitted, await describer.rows(faces, row));
    return faces.areas(raw.map((value) => sign * value));
  }

  async function randomAreas() {
    const curves: Awaited<ReturnType<typeof areasUnder>>[] = [];
    for (let repeat = 0; repeat < effort.randomOrders; repeat++)
      curves.push(await areasUnder(randomOrder(effort.seed, repeat)));
    const mean = (of: 'deletion' | 'insertion') =>
      curves.reduce((sum, curve) => sum + curve[of], 0) / curves.length;
    return { deletion: mean('deletion'), insertion: mean('insertion') };
  }

  async function checksOf(
    method: MapMethod,
    ask: Ask,
    asked: Asked,
    own: Finding,
    random: { readonly deletion: number; readonly insertion: number },
  ): Promise<{ readonly checks: MapChecks; readonly byChance: readonly number[] }> {
    const like = ({ values }: Finding) => rankCorrelation(own.values, values);
    const { deletion, insertion } = await areasUnder(orderOfCells(own.map, sign));
    const copies = method === 'rise' ? Math.min(1, effort.noisyCopies) : effort.noisyCopies;
    const noisy: (number | null)[] = [];
    for (let copy = 0; copy < copies; copy++) {
      const changed = noisyFace(face, effort.noise, effort.seed, copy);
      noisy.push(like(await (await ask(changed, describer)).find(fitted)));
    }
    const folds: (number | null)[] = [];
    for (const other of otherFolds) folds.push(like(await asked.find(other)));
    const shuffled: (number | null)[] = [];
    const byChance = areas.map(() => 0);
    for (let repeat = 0; repeat < effort.shuffles; repeat++) {
      const found = await asked.find(shuffledCell(fitted, effort.seed, repeat));
      shuffled.push(like(found));
      regionsOf(found).forEach(({ share }, i) => {
        byChance[i] += share / effort.shuffles;
      });
    }
    // RISE would describe hundreds of faces once more.
    const network =
      untrained && method !== 'rise' ? like(await (await ask(face, untrained)).find(fitted)) : null;
    const checks: MapChecks = {
      ...{ deletion, insertion },
      random_deletion: random.deletion,
      random_insertion: random.insertion,
      better_than_random: insertion - deletion > random.insertion - random.deletion,
      under_noise: meanOfDefined(noisy).mean,
      over_folds: meanOfDefined(folds).mean,
      shuffled_classifier: meanOfDefined(shuffled).mean,
      untrained_network: network,
    };
    return { checks, byChance: effort.shuffles > 0 ? byChance : [] };
  }
}

/** What is left beside the regions; nothing where there is no evidence at all. */
function elsewhereOf(regions: readonly Pick<ExplainedRegion, 'share'>[]): number {
  const inside = regions.reduce((sum, { share }) => sum + share, 0);
  return inside > 0 ? Math.max(0, 1 - inside) : 0;
}

/** Which label a model decides for. */
export function signOf(fitted: FittedCell, x: Matrix): DecisionSign {
  return applyCell(fitted, x).decision[0] === 1 ? 1 : -1;
}

const askers: Readonly<
  Record<MapMethod, (row: Numbers, sign: DecisionSign, effort: ExplanationEffort) => Ask>
> = {
  occlusion: (row, sign) => async (face, describer) => {
    const faces = occludedFaces(face);
    const x = await describer.rows(withWhole(face, faces), row);
    return {
      find(fitted) {
        const [whole, ...without] = applyCell(fitted, x).raw;
        const contributions = regionContributions(faces, whole, without, sign);
        return {
          values: Float64Array.from(contributions, ({ contribution }) => contribution),
          map: occlusionMap(faces, contributions),
          ...{ placed: null, without },
        };
      },
    };
  },
  rise: (row, _sign, { masks, seed }) => {
    const options: RiseOptions = { ...riseDefaults, masks, seed };
    return async (face, describer) => {
      const faces = maskedFaces(face, options);
      const x = await describer.rows(faces, row);
      return {
        find(fitted) {
          const map = faces.map(applyCell(fitted, x).raw);
          return { values: coarseMap(map), map, placed: null, without: null };
        },
      };
    };
  },
  'back-projection': (row) => async (face, describer) => {
    const x = await describer.rows({ count: 1, face: () => face }, row);
    return {
      async find(fitted) {
        const { columns, contributions } = columnContributions(fitted, x);
        const weights = new Float64Array(x.columns);
        columns.forEach((column, i) => {
          weights[column] = contributions[i];
        });
        const { map, placed } = await describer.backProject(face, weights);
        return { values: coarseMap(map), map, placed, without: null };
      },
    };
  },
};

/** The face as it is, and behind it its changed versions. */
function withWhole(face: RegisteredFace, faces: ChangedFaces): ChangedFaces {
  return { count: faces.count + 1, face: (i) => (i === 0 ? face : faces.face(i - 1)) };
}
