/** How disagreements count in a weighted kappa: by the distance of the categories, or by its square. */
export const kappaWeights = ['unweighted', 'linear', 'quadratic'] as const;
/** The name of the weights of a kappa; see `kappaWeights`. */
export type KappaWeights = (typeof kappaWeights)[number];

/** Two raters over the items that both have rated. */
export interface CohenKappa {
  readonly items: number;
  /** Null where both raters always said the same one thing. */
  readonly kappa: number | null;
  /** The share of items on which they agree. */
  readonly agreement: number;
}

/** Why a kappa of two categories is low: one category is rare, or the raters use it differently often. */
export interface KappaIndices {
  /** The absolute difference of the shares of items that both called one or the other category, in [0, 1]. */
  readonly prevalence: number;
  /** The absolute difference of the shares of items that either rater called by one category, in [0, 1]. */
  readonly bias: number;
  /** Kappa as it were without both: 2 x agreement - 1. */
  readonly adjusted: number;
}

/**
 * Cohen's kappa of two raters.
 *
 * @param a categories of the first rater, from 0; NaN where it has none. @param b the same of the second, item by item
 * @param categories how many there are
 * @source Cohen 1960, doi:10.1177/001316446002000104; weighted: Cohen 1968, doi:10.1037/h0026256
 */
export function cohenKappa(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  categories: number,
  weights: KappaWeights = 'unweighted',
): CohenKappa {
  const { table, items } = crossTable(a, b, categories);
  const cost = (i: number, j: number) => {
    if (weights === 'unweighted') return i === j ? 0 : 1;
    return weights === 'linear' ? Math.abs(i - j) : (i - j) ** 2;
  };
  const rows = new Float64Array(categories);
  const columns = new Float64Array(categories);
  let agreed = 0;
  for (let i = 0; i < categories; i++) {
    for (let j = 0; j < categories; j++) {
      rows[i] += table[i * categories + j];
      columns[j] += table[i * categories + j];
      if (i === j) agreed += table[i * categories + j];
    }
  }
  let observed = 0;
  let expected = 0;
  for (let i = 0; i < categories; i++) {
    for (let j = 0; j < categories; j++) {
      observed += cost(i, j) * table[i * categories + j];
      expected += (cost(i, j) * rows[i] * columns[j]) / items;
    }
  }
  return { items, kappa: expected > 0 ? 1 - observed / expected : null, agreement: agreed / items };
}

/**
 * Prevalence and bias of two raters with two categories.
 *
 * @source Byrt, Bishop and Carlin 1993, doi:10.1016/0895-4356(93)90018-V
 */
export function kappaIndices(a: ArrayLike<number>, b: ArrayLike<number>): KappaIndices {
  const { table, items } = crossTable(a, b, 2);
  const [neither, second, first, both] = table;
  return {
    prevalence: Math.abs(both - neither) / items,
    bias: Math.abs(first - second) / items,
    adjusted: (2 * (both + neither)) / items - 1,
  };
}

/** Kappa of several raters. */
export interface FleissKappa {
  /** Items that every rater has rated. */
  readonly items: number;
  readonly kappa: number | null;
}

/**
 * Fleiss' kappa over the items that every rater has rated.
 *
 * @param values `items x raters`, row-major, categories from 0; NaN where there is none
 * @source Fleiss 1971, doi:10.1037/h0031619
 */
export function fleissKappa(values: Float64Array, raters: number, categories: number): FleissKappa {
  const shares = new Float64Array(categories);
  let agreed = 0;
  let items = 0;
  const counts = new Float64Array(categories);
  for (let at = 0; at < values.length; at += raters) {
    const own = values.subarray(at, at + raters);
    if (own.some(Number.isNaN)) continue;
    items++;
    counts.fill(0);
    for (const value of own) counts[value]++;
    for (let c = 0; c < categories; c++) {
      shares[c] += counts[c];
      agreed += (counts[c] * (counts[c] - 1)) / (raters * (raters - 1));
    }
  }
  const expected = shares.reduce((sum, count) => sum + (count / (items * raters)) ** 2, 0);
  return { items, kappa: items > 0 && expected < 1 ? (agreed / items - expected) / (1 - expected) : null };
}

function crossTable(a: ArrayLike<number>, b: ArrayLike<number>, categories: number) {
  const table = new Float64Array(categories * categories);
  let items = 0;
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]) || Number.isNaN(b[i])) continue;
    table[a[i] * categories + b[i]]++;
    items++;
  }
  return { table, items };
}
