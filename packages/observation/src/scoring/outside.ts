import {
  type Differing,
  FACE_LOOK,
  keptColumns,
  type Matrix,
  matrix,
  type OutsideRows,
  outsideOf,
} from '@wince/core';
import type { TrainedModel } from './trained-model.ts';

/** How unlike the training rows a row is. */
export interface PredictedOutside {
  /** Whether the row lies outside what the model was trained on, so that nothing is answered. */
  readonly is_outside: boolean;
  /** The share of training subjects that are at least as far from the others, counted with the row itself, in (0, 1]. */
  readonly p: number;
  /** The share of new subjects of the same kind that are called outside by chance: where `p` is at most this, a row is outside. */
  readonly share: number;
  /** What of a row outside differs most, the most first. */
  readonly differs: readonly PredictedDifference[];
}

/** What of a row differs from the training rows. */
export interface PredictedDifference {
  /** A measure of light and sharpness, or a column of the features. */
  readonly what: string;
  readonly of: 'light and sharpness' | 'features';
  /** How many standard deviations of the training rows it lies above their mean, negative below. */
  readonly deviations: number;
}

/** Light and sharpness of one row, as a model takes them. */
export function lookMatrix(look: readonly number[] | null): Matrix {
  return matrix(1, FACE_LOOK.length, Float64Array.from(look ?? FACE_LOOK.map(() => Number.NaN)));
}

/**
 * How unlike the training rows a row is; null for a model that does not tell.
 *
 * @param columns names of all columns of the model's families, in their order
 */
export function predictedOutside(
  { fitted }: Pick<TrainedModel, 'fitted'>,
  found: OutsideRows | null,
  columns: readonly string[],
): PredictedOutside | null {
  const known = outsideOf(fitted);
  if (!known || !found) return null;
  const kept = found.isOutside[0] === 1 ? keptColumns(fitted).columns : [];
  const named = ({ of, column, deviations }: Differing): PredictedDifference => ({
    what: of === 'look' ? FACE_LOOK[column] : (columns[kept[column]] ?? `column ${kept[column]}`),
    of: of === 'look' ? 'light and sharpness' : 'features',
    deviations,
  });
  return {
    is_outside: found.isOutside[0] === 1,
    p: found.p[0],
    share: known.share,
    differs: found.differing[0].map(named),
  };
}

/** Why a row that lies outside is not answered. */
export function outsideReason({ differs, share }: PredictedOutside): string {
  const most = differs.slice(0, 2).map(({ what, deviations }) => {
    const size = Math.abs(deviations) >= 100 ? 'more than 100' : Math.abs(deviations).toFixed(1);
    return `${what} is ${size} standard deviations ${deviations < 0 ? 'below' : 'above'} the training rows`;
  });
  const of = differs.at(0)?.of === 'light and sharpness' ? 'light or sharpness' : 'features';
  const what = most.length > 0 ? `its ${of} differ most: ${most.join(', ')}` : 'it differs in all columns';
  return `outside what this model was trained on: ${what} (at most ${Number((100 * share).toFixed(1))} % of new subjects of the same kind are called so)`;
}
