import {
  type Differing,
  FACE_LOOK,
  keptColumns,
  LIGHT_MEASURES,
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
  /** A measure of light and sharpness, the apparent age, or a column of the features. */
  readonly what: string;
  readonly of: 'light and sharpness' | 'apparent age' | 'features';
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
    what: whatDiffers(of, column, () => columns[kept[column]] ?? `column ${kept[column]}`),
    of: IN_WORDS[of],
    deviations,
  });
  return {
    is_outside: found.isOutside[0] === 1,
    p: found.p[0],
    share: known.share,
    differs: found.differing[0].map(named),
  };
}

const IN_WORDS = { columns: 'features', look: 'light and sharpness', age: 'apparent age' } as const;

function whatDiffers(of: Differing['of'], column: number, feature: () => string): string {
  if (of === 'columns') return feature();
  return FACE_LOOK[of === 'look' ? column : LIGHT_MEASURES + column];
}

/** Why a row that lies outside is not answered. */
export function outsideReason({ differs, share }: PredictedOutside): string {
  const most = differs.slice(0, 2).map(({ what, deviations }) => {
    const size = Math.abs(deviations) >= 100 ? 'more than 100' : Math.abs(deviations).toFixed(1);
    return `${what} is ${size} standard deviations ${deviations < 0 ? 'below' : 'above'} the training rows`;
  });
  const what = inSentence(differs, most);
  return `outside what this model was trained on: ${what} (at most ${Number((100 * share).toFixed(1))} % of new subjects of the same kind are called so)`;
}

function inSentence(differs: PredictedOutside['differs'], most: readonly string[]): string {
  switch (differs.at(0)?.of) {
    case undefined:
      return 'it differs in all columns';
    case 'apparent age':
      return `the face looks ${differs[0].deviations > 0 ? 'older' : 'younger'} than those that it was trained on: ${most.join(', ')}`;
    case 'light and sharpness':
      return `its light or sharpness differ most: ${most.join(', ')}`;
    default:
      return `its features differ most: ${most.join(', ')}`;
  }
}
