import type { FittedCell } from '../learning/pipeline/fitted-cell.ts';
import { keptColumns } from '../learning/pipeline/fitted-cell.ts';
import { impute } from '../learning/pipeline/stages/impute.ts';
import { scale } from '../learning/pipeline/stages/scale.ts';
import { select } from '../learning/pipeline/stages/select.ts';
import { randomFrom, shuffle } from '../numbers/random.ts';

/**
 * A fitted cell whose classifier has its weights shuffled: what it learnt of one column it now applies to another one. Each column keeps its
 * own mean and deviation, so that the values which the classifier gets are as usual as before. This serves each classifier alike; of a
 * linear one it is a permutation of its weights.
 *
 * @param seed with `repeat`: which of the shuffles
 */
export function shuffledCell(fitted: FittedCell, seed: number, repeat: number): FittedCell {
  const count = keptColumns(fitted).columns.length;
  const order = shuffle(
    Array.from({ length: count }, (_, i) => i),
    randomFrom('shuffled weights', seed, repeat),
  );
  const reordered = <Value>(values: readonly Value[]): Value[] => order.map((i) => values[i]);
  return {
    ...fitted,
    stages: fitted.stages.map((each) => {
      if (each.stage === select.id) {
        const { columns, weights } = select.model(each.id).parse(each.model);
        return { ...each, model: { columns: reordered(columns), weights: reordered(weights) } };
      }
      if (each.stage === impute.id) {
        const { means } = impute.model(each.id).parse(each.model);
        return { ...each, model: { means: reordered(means) } };
      }
      if (each.stage === scale.id) {
        const { mean, deviation } = scale.model(each.id).parse(each.model);
        return { ...each, model: { mean: reordered(mean), deviation: reordered(deviation) } };
      }
      return each;
    }),
  };
}
