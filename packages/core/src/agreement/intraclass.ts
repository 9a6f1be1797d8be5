/** Intraclass correlations of a table of items and raters, and the error of one rating. */
export interface IntraclassCorrelations {
  /** Items that every rater has rated. */
  readonly items: number;
  readonly raters: number;
  /** ICC(2,1): absolute agreement of single ratings, raters taken for a sample. Null where nothing varies. */
  readonly agreement_single: number | null;
  /** ICC(2,k): absolute agreement of means of k ratings. */
  readonly agreement_mean: number | null;
  /** ICC(3,1): consistency of single ratings, raters taken as they are: a rater who is always higher does not lower it. */
  readonly consistency_single: number | null;
  /** ICC(3,k): consistency of means of k ratings. */
  readonly consistency_mean: number | null;
  /** Standard error of measurement of one rating, in its unit: differences of raters included. */
  readonly error_agreement: number | null;
  /** The same without differences of raters. */
  readonly error_consistency: number | null;
}

/**
 * ICC(2,1), ICC(2,k), ICC(3,1) and ICC(3,k) over the items that every rater has rated, from the mean squares of a two-way analysis of variance.
 *
 * @param values `items x raters`, row-major; NaN where there is no rating
 * @source Shrout and Fleiss 1979, doi:10.1037/0033-2909.86.2.420; names: McGraw and Wong 1996, doi:10.1037/1082-989X.1.1.30; error: Weir
 * 2005, doi:10.1519/15184.1
 */
export function intraclassCorrelations(values: Float64Array, raters: number): IntraclassCorrelations {
  const whole: Float64Array[] = [];
  for (let at = 0; at < values.length; at += raters) {
    const own = values.subarray(at, at + raters);
    if (!own.some(Number.isNaN)) whole.push(own);
  }
  const n = whole.length;
  const k = raters;
  const none = {
    agreement_single: null,
    agreement_mean: null,
    consistency_single: null,
    consistency_mean: null,
  };
  if (n < 2 || k < 2) return { items: n, raters: k, ...none, error_agreement: null, error_consistency: null };
  const ofRater = new Float64Array(k);
  let all = 0;
  for (const own of whole) {
    own.forEach((value, rater) => {
      ofRater[rater] += value / n;
      all += value / (n * k);
    });
  }
  let items = 0;
  let rest = 0;
  for (const own of whole) {
    const mean = own.reduce((sum, value) => sum + value, 0) / k;
    items += k * (mean - all) ** 2;
    own.forEach((value, rater) => {
      rest += (value - mean - ofRater[rater] + all) ** 2;
    });
  }
  const columns = n * ofRater.reduce((sum, mean) => sum + (mean - all) ** 2, 0);
  const msr = items / (n - 1);
  const msc = columns / (k - 1);
  const mse = rest / ((n - 1) * (k - 1));
  const ratio = (of: number, by: number) => (by === 0 ? null : of / by);
  return {
    items: n,
    raters: k,
    agreement_single: ratio(msr - mse, msr + (k - 1) * mse + (k * (msc - mse)) / n),
    agreement_mean: ratio(msr - mse, msr + (msc - mse) / n),
    consistency_single: ratio(msr - mse, msr + (k - 1) * mse),
    consistency_mean: ratio(msr - mse, msr),
    error_agreement: Math.sqrt(mse + Math.max(0, (msc - mse) / n)),
    error_consistency: Math.sqrt(mse),
  };
}
