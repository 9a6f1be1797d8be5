/** Scores of rows: `raw` is the method's own decision value, `score` lies in [0, 1]; both rise with pain. */
export interface Scores {
  readonly raw: Float64Array;
  readonly score: Float64Array;
}
