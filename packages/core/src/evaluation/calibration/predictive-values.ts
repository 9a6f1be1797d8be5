import { type MetricDraws, percentileInterval } from '../intervals.ts';

type Bounds = readonly [number, number] | null;

/** What a decision means where pain has a given frequency. */
export interface PredictiveValues {
  /** The share of pain that they hold at. */
  readonly prevalence: number;
  /** The share of rows with pain among those decided positive; null where none would be. */
  readonly ppv: number | null;
  /** The share of rows without pain among those decided negative; null where none would be. */
  readonly npv: number | null;
  readonly ci95: { readonly ppv: Bounds; readonly npv: Bounds };
}

/**
 * Positive and negative predictive value at a prevalence, from sensitivity and specificity, which do not depend on it as long as pain looks the
 * same. Intervals are by bootstrap over subjects.
 *
 * @param rates sensitivity and specificity; null where one is not defined
 */
export function predictiveValues(
  rates: { readonly sensitivity: number | null; readonly specificity: number | null },
  draws: Pick<MetricDraws, 'sensitivity' | 'specificity'>,
  prevalence: number,
): PredictiveValues {
  const of = (name: 'ppv' | 'npv') => {
    const { sensitivity, specificity } = rates;
    const value =
      sensitivity === null || specificity === null
        ? Number.NaN
        : VALUES[name](sensitivity, specificity, prevalence);
    const drawn = draws.sensitivity.map((rate, draw) =>
      VALUES[name](rate, draws.specificity[draw], prevalence),
    );
    return Number.isNaN(value)
      ? { value: null, ci95: null }
      : { value, ci95: percentileInterval(drawn).ci95 };
  };
  const [ppv, npv] = [of('ppv'), of('npv')];
  return { prevalence, ppv: ppv.value, npv: npv.value, ci95: { ppv: ppv.ci95, npv: npv.ci95 } };
}

const VALUES = {
  ppv(sensitivity: number, specificity: number, prevalence: number): number {
    const right = sensitivity * prevalence;
    return right / (right + (1 - specificity) * (1 - prevalence));
  },
  npv(sensitivity: number, specificity: number, prevalence: number): number {
    const right = specificity * (1 - prevalence);
    return right / (right + (1 - sensitivity) * prevalence);
  },
} as const;
