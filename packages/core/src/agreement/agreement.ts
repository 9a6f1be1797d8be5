import { drawSubjects, percentileInterval } from '../evaluation/intervals.ts';
import { type BlandAltman, blandAltman } from './bland-altman.ts';
import { type IntraclassCorrelations, intraclassCorrelations } from './intraclass.ts';
import {
  cohenKappa,
  fleissKappa,
  type KappaIndices,
  type KappaWeights,
  kappaIndices,
  kappaWeights,
} from './kappa.ts';
import { krippendorffAlpha } from './krippendorff.ts';
import { type RatingLevel, type Ratings, takeItems } from './ratings.ts';

/** A figure of agreement with its 95 % interval by bootstrap over subjects. */
export interface AgreementFigure {
  /** Null where it is not defined. */
  readonly value: number | null;
  readonly ci95: readonly [number, number] | null;
}

/** Two raters. */
export interface PairOfRaters {
  readonly raters: readonly [string, string];
  /** Items that both have rated. */
  readonly items: number;
  /** Cohen's kappa by its weights: `unweighted`, and for ordinal ratings `linear` and `quadratic`. Null for numbers. */
  readonly kappa: Readonly<Partial<Record<KappaWeights, AgreementFigure>>> | null;
  /** The share of items on which both agree. Null for numbers. */
  readonly agreement: AgreementFigure | null;
  /** Prevalence and bias; null unless there are two categories. */
  readonly indices: KappaIndices | null;
  /** Limits of agreement; null for words. */
  readonly bland_altman: (BlandAltman & { readonly bias_ci95: AgreementFigure['ci95'] }) | null;
}

const INTRACLASS = [
  'agreement_single',
  'agreement_mean',
  'consistency_single',
  'consistency_mean',
  'error_agreement',
  'error_consistency',
] as const;

/** How raters agree. */
export interface Agreement {
  readonly level: RatingLevel;
  readonly items: number;
  readonly subjects: number;
  readonly raters: readonly string[];
  readonly categories: readonly string[] | null;
  readonly draws: number;
  readonly pairs: readonly PairOfRaters[];
  /** Over the items that every rater has rated. Null for numbers. */
  readonly fleiss: (AgreementFigure & { readonly items: number }) | null;
  /** Gaps allowed. */
  readonly krippendorff: AgreementFigure & { readonly items: number; readonly ratings: number };
  /** Over the items that every rater has rated. Null for words. */
  readonly intraclass:
    | (Readonly<Record<(typeof INTRACLASS)[number], AgreementFigure>> &
        Pick<IntraclassCorrelations, 'items' | 'raters'>)
    | null;
}

/** All that is said of ratings, each figure with its interval by bootstrap over subjects. */
export function agreementOf(
  ratings: Ratings,
  { seed = 'wince', draws = 1000 }: { readonly seed?: string | number; readonly draws?: number } = {},
): Agreement {
  const { level, raters, categories, subjects, subject } = ratings;
  const width = raters.length;
  const own = subjects.map((): number[] => []);
  subject.forEach((s, item) => {
    own[s].push(item);
  });
  const drawn = drawSubjects(subjects, draws, seed);
  const samples = Array.from({ length: draws }, (_, draw) => {
    const items: number[] = [];
    for (let s = 0; s < subjects.length; s++) {
      for (let n = drawn.times[draw * subjects.length + s]; n > 0; n--) items.push(...own[s]);
    }
    return takeItems(ratings, items);
  });
  const figure = (of: (values: Float64Array) => number | null): AgreementFigure => {
    const value = of(ratings.values);
    if (value === null) return { value, ci95: null };
    const spread = Float64Array.from(samples, (sample) => of(sample) ?? Number.NaN);
    return { value, ci95: subjects.length < 2 ? null : percentileInterval(spread).ci95 };
  };
  const alpha = krippendorffAlpha(ratings.values, width, level);
  const count = categories?.length ?? 0;
  return {
    level,
    items: ratings.items.length,
    subjects: subjects.length,
    raters,
    categories,
    draws,
    pairs: raters.flatMap((_, a) => raters.slice(a + 1).map((_, b) => pairOf(ratings, a, a + 1 + b, figure))),
    fleiss: categories && {
      items: fleissKappa(ratings.values, width, count).items,
      ...figure((values) => fleissKappa(values, width, count).kappa),
    },
    krippendorff: {
      ...{ items: alpha.items, ratings: alpha.ratings },
      ...figure((values) => krippendorffAlpha(values, width, level).alpha),
    },
    intraclass: categories ? null : intraclassOf(ratings, samples),
  };
}

function pairOf(
  { raters, categories, values, subject, level }: Ratings,
  a: number,
  b: number,
  figure: (of: (values: Float64Array) => number | null) => AgreementFigure,
): PairOfRaters {
  const width = raters.length;
  const column = (of: Float64Array, rater: number) =>
    Float64Array.from({ length: of.length / width }, (_, item) => of[item * width + rater]);
  const count = categories?.length ?? 0;
  const [first, second] = [column(values, a), column(values, b)];
  const pair: readonly [string, string] = [raters[a], raters[b]];
  if (!categories) {
    const limits = blandAltman(first, second, subject);
    const bias_ci95 = figure((of) => meanDifference(column(of, a), column(of, b))).ci95;
    return {
      ...{ raters: pair, items: limits.items, kappa: null, agreement: null, indices: null },
      bland_altman: { ...limits, bias_ci95 },
    };
  }
  const named = level === 'ordinal' ? kappaWeights : (['unweighted'] as const);
  const kappas = named.map((weights) => [
    weights,
    figure((of) => cohenKappa(column(of, a), column(of, b), count, weights).kappa),
  ]);
  return {
    raters: pair,
    items: cohenKappa(first, second, count).items,
    kappa: Object.fromEntries(kappas),
    agreement: figure((of) => cohenKappa(column(of, a), column(of, b), count).agreement),
    indices: count === 2 ? kappaIndices(first, second) : null,
    bland_altman: null,
  };
}

function meanDifference(a: Float64Array, b: Float64Array): number | null {
  let sum = 0;
  let count = 0;
  a.forEach((value, i) => {
    if (Number.isNaN(value - b[i])) return;
    sum += value - b[i];
    count++;
  });
  return count === 0 ? null : sum / count;
}

function intraclassOf(ratings: Ratings, samples: readonly Float64Array[]): Agreement['intraclass'] {
  const width = ratings.raters.length;
  const whole = intraclassCorrelations(ratings.values, width);
  const drawn = samples.map((sample) => intraclassCorrelations(sample, width));
  const figure = (name: (typeof INTRACLASS)[number]): AgreementFigure => ({
    value: whole[name],
    ci95:
      whole[name] === null || ratings.subjects.length < 2
        ? null
        : percentileInterval(Float64Array.from(drawn, (own) => own[name] ?? Number.NaN)).ci95,
  });
  return {
    ...{ items: whole.items, raters: whole.raters },
    ...{ agreement_single: figure('agreement_single'), agreement_mean: figure('agreement_mean') },
    ...{ consistency_single: figure('consistency_single'), consistency_mean: figure('consistency_mean') },
    ...{ error_agreement: figure('error_agreement'), error_consistency: figure('error_consistency') },
  };
}
