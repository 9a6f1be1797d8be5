import type { FittedCell } from '../learning/pipeline/fitted-cell.ts';
import type { FittedStage } from '../learning/pipeline/stage.ts';
import { fuse } from '../learning/pipeline/stages/fuse.ts';
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
  return { ...fitted, stages: shuffledStages(fitted.stages, seed, repeat) };
}

/** The stages of a cell, or of a modality of one that puts scores of modalities together: each is shuffled for itself. */
function shuffledStages(stages: readonly FittedStage[], seed: number, repeat: number): FittedStage[] {
  const selected = stages.find(({ stage }) => stage === select.id);
  const count = selected ? select.model(selected.id).parse(selected.model).columns.length : 0;
  const order = shuffle(
    Array.from({ length: count }, (_, i) => i),
    randomFrom('shuffled weights', seed, repeat),
  );
  const reordered = <Value>(values: readonly Value[]): Value[] => order.map((i) => values[i]);
  return stages.map((each) => {
    if (each.stage === fuse.id) {
      const fused = fuse.model(each.id).parse(each.model);
      const modalities = fused.modalities.map((own) => ({
        ...own,
        stages: shuffledStages(own.stages, seed, repeat),
      }));
      return { ...each, model: { ...fused, modalities } };
    }
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
  });
}
