import type { Form } from '../form.ts';

/**
 * Correlation of lines with symmetric and antisymmetric kernels: the two loops that Gabor filters spend nearly all of their
 * time in, and the memory that they work on.
 */
export interface LineFilters {
  readonly form: Form;
  /** Arrays of the given lengths, with anything in them; they are valid until the next call. */
  arrays(lengths: readonly number[]): readonly Float64Array[];
  /**
   * Correlates a line with a symmetric kernel: out(i) = cosine[0] l(i) + sum over k to `reach` of cosine[k] (l(i + k) + l(i - k)).
   *
   * Sample i is `line[start + reach + i]`, its result goes to `out[outStart + i * outStep]`. Four samples are worked at a
   * time, so `count` is rounded up to a multiple of four: lines and results need that room. All arrays are of `arrays`.
   */
  even(
    line: Float64Array,
    start: number,
    count: number,
    reach: number,
    cosine: Float64Array,
    out: Float64Array,
    outStart: number,
    outStep: number,
  ): void;
  /**
   * As `even`, and in the same pass with the antisymmetric kernel beside it:
   * odd(i) = sum over k to `reach` of sine[k] (l(i + k) - l(i - k)).
   */
  evenOdd(
    line: Float64Array,
    start: number,
    count: number,
    reach: number,
    cosine: Float64Array,
    sine: Float64Array,
    even: Float64Array,
    odd: Float64Array,
    outStart: number,
    outStep: number,
  ): void;
}
