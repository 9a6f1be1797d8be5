import { quantile } from '../../numbers/quantile.ts';
import { drawSubjects, percentileInterval } from '../intervals.ts';
import type { ProbabilityRows } from './probability-rows.ts';

/** How scores are put into bins: of one width over [0, 1], or with about as many rows in each. */
export const EQUAL_WIDTH = 'equal_width';
/** See `EQUAL_WIDTH`. */
export const EQUAL_MASS = 'equal_mass';
type BinKind = typeof EQUAL_WIDTH | typeof EQUAL_MASS;

const BINS = 10;
/** Draws for intervals that are looked at. */
const DRAWS = 500;

/** A bin of a reliability diagram. Bins without rows are left out. */
export interface ReliabilityBin {
  /** Scores in (from, to]; the first bin holds its lower end, too. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** Weighted, where a prevalence is named. */
  readonly mean_score: number;
  readonly positive_share: number;
  /** Of `positive_share`, by bootstrap over subjects. */
  readonly ci95: readonly [number, number] | null;
}

/** The bin of each row. */
export interface RowBins {
  readonly count: number;
  readonly edges: Float64Array;
  readonly bin: Int32Array;
}

/** Puts rows into ten bins. A score on an edge belongs below it, as scikit-learn's `calibration_curve` has it. */
export function binOfRows({ score }: Pick<ProbabilityRows, 'score'>, kind: BinKind): RowBins {
  const ascending = kind === EQUAL_MASS ? score.slice().sort() : score;
  const edges = Float64Array.from({ length: BINS + 1 }, (_, i) =>
    kind === EQUAL_MASS ? quantile(ascending, i / BINS) : i === BINS ? 1 : i * (1 / BINS),
  );
  const bin = Int32Array.from(score, (value) => {
    let b = 0;
    while (b < BINS - 1 && value > edges[b + 1]) b++;
    return b;
  });
  return { count: BINS, edges, bin };
}

/** The bins that hold rows, each with an interval. */
export function reliabilityBins(
  rows: ProbabilityRows,
  kind: BinKind,
  seed: string | number,
): readonly ReliabilityBin[] {
  const { truth, score, weight, subject, subjects } = rows;
  const { count, edges, bin } = binOfRows(rows, kind);
  const counted = new Int32Array(count);
  const scores = new Float64Array(count);
  // Of each subject and bin.
  const weights = new Float64Array(count * subjects.length);
  const positives = new Float64Array(count * subjects.length);
  for (let r = 0; r < truth.length; r++) {
    const at = bin[r] * subjects.length + subject[r];
    counted[bin[r]]++;
    scores[bin[r]] += weight[r] * score[r];
    weights[at] += weight[r];
    positives[at] += weight[r] * truth[r];
  }
  const { draws, times } = drawSubjects(subjects, DRAWS, seed);
  return Array.from({ length: count }, (_, b) => b)
    .filter((b) => counted[b] > 0)
    .map((b) => {
      const own = weights.subarray(b * subjects.length, (b + 1) * subjects.length);
      const positive = positives.subarray(b * subjects.length, (b + 1) * subjects.length);
      const total = sumOf(own);
      const shares = new Float64Array(draws);
      for (let draw = 0; draw < draws; draw++) {
        let all = 0;
        let pain = 0;
        for (let s = 0; s < subjects.length; s++) {
          const n = times[draw * subjects.length + s];
          all += n * own[s];
          pain += n * positive[s];
        }
        shares[draw] = pain / all;
      }
      return {
        from: edges[b],
        to: edges[b + 1],
        rows: counted[b],
        mean_score: scores[b] / total,
        positive_share: sumOf(positive) / total,
        ci95: percentileInterval(shares).ci95,
      };
    });
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, each) => sum + each, 0);
}
