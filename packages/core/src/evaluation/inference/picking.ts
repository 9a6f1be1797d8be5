import { type Draws, drawSubjects, percentileInterval, pooledDraws } from '../intervals.ts';
import type { MetricName } from '../metrics.ts';
import type { ScoredRows } from '../predictions.ts';

/** What picking the best of many cells adds to its value. */
export interface PickingOptimism {
  readonly metric: MetricName;
  readonly cells: number;
  readonly subjects: number;
  readonly draws: number;
  /** The largest value over all subjects. */
  readonly picked: number;
  /** What the cell that is picked on drawn subjects reaches on those that were not drawn: the mean over the draws. */
  readonly corrected: number;
  readonly ci95: readonly [number, number] | null;
  /** `picked` less `corrected`. */
  readonly optimism: number;
  /** In how many draws the picked cell is the one that is best over all subjects. */
  readonly same_cell: number;
}

/**
 * The optimism of picking the best cell: in each draw of subjects the best cell is picked on the drawn subjects, and its value is taken
 * from the subjects that were not drawn. Nothing is fitted again.
 *
 * @param cells the same rows of the same subjects, scored by each cell
 * @returns null for fewer than two cells, and where no draw has a value on both sides
 * @source Tsamardinos, Greasidou and Borboudakis 2018, doi:10.1007/s10994-018-5714-4 (bootstrap bias corrected cross-validation)
 */
export function pickingOptimism(
  cells: readonly ScoredRows[],
  {
    metric,
    seed,
    draws = 500,
  }: { readonly metric: MetricName; readonly seed: string | number; readonly draws?: number },
): PickingOptimism | null {
  const [first] = cells;
  if (cells.length < 2) return null;
  const { subjects } = first;
  const drawn = drawSubjects(subjects, draws, seed);
  const left: Draws = { ...drawn, times: drawn.times.map((times) => (times === 0 ? 1 : 0)) };
  const once: Draws = {
    draws: 1,
    subjects: subjects.length,
    times: new Uint16Array(subjects.length).fill(1),
  };
  const whole = cells.map((rows) => pooledDraws(rows, once)[metric][0]);
  const best = placeOfLargest(whole);
  if (best < 0) return null;
  const inside = cells.map((rows) => pooledDraws(rows, drawn)[metric]);
  const outside = cells.map((rows) => pooledDraws(rows, left)[metric]);
  const values: number[] = [];
  let same = 0;
  for (let draw = 0; draw < draws; draw++) {
    const picked = placeOfLargest(inside.map((own) => own[draw]));
    if (picked < 0 || Number.isNaN(outside[picked][draw])) continue;
    values.push(outside[picked][draw]);
    if (picked === best) same++;
  }
  if (values.length === 0) return null;
  const corrected = values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    metric,
    cells: cells.length,
    subjects: subjects.length,
    draws: values.length,
    picked: whole[best],
    corrected,
    ci95: percentileInterval(Float64Array.from(values)).ci95,
    optimism: whole[best] - corrected,
    same_cell: same,
  };
}

/** The first place of the largest value; -1 where none is a number. */
function placeOfLargest(values: readonly number[]): number {
  let best = -1;
  values.forEach((value, i) => {
    if (!Number.isNaN(value) && (best < 0 || value > values[best])) best = i;
  });
  return best;
}
