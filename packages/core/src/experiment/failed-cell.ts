import { z } from 'zod';
import { type ErrorCode, errorCodes } from '../error-codes.ts';
import { howMany } from '../how-many.ts';

/** Where a cell could not be fitted, and why. */
export interface CellFailure {
  readonly cell: string;
  /** The first fold in which it failed. */
  readonly fold: string;
  /** In how many folds it failed, of how many. */
  readonly failed_folds: number;
  readonly folds: number;
  /** The code of the error, and its message. */
  readonly code: ErrorCode;
  readonly reason: string;
  /** How the middle band of the scale was treated, where the cell failed under this treatment alone; else null. */
  readonly middle: 'left-out' | 'as-pain' | 'as-no-pain' | null;
}

/** A cell of the grid without a result: what its id says of it, and why. */
export interface FailedCell extends CellFailure {
  readonly features: string;
  readonly selection: string;
  readonly keep: number | null;
  readonly classifier: string;
}

/** A code of the error table, read back from a file. */
export const errorCode = z.custom<ErrorCode>((value) => typeof value === 'string' && value in errorCodes, {
  error: 'it is not a code of the error table',
});

/** The form of a failed cell in `metrics.json`. */
export const failedCell: z.ZodType<FailedCell> = z.object({
  ...{ cell: z.string(), fold: z.string(), failed_folds: z.int(), folds: z.int() },
  ...{ code: errorCode, reason: z.string() },
  middle: z.enum(['left-out', 'as-pain', 'as-no-pain']).nullable(),
  ...{ features: z.string(), selection: z.string(), keep: z.int().nullable(), classifier: z.string() },
});

/** A failure in one line: the cell, the fold, in how many folds, and the reason. */
export function describeFailure({ cell, fold, failed_folds, folds, reason }: CellFailure): string {
  const others =
    failed_folds > 1
      ? ` and ${failed_folds - 1} more of ${folds} folds`
      : ` (1 of ${howMany(folds, 'fold')})`;
  return `${cell} failed in the fold ${fold}${others}: ${reason}`;
}
