import type { ErrorCode } from '../error-codes.ts';
import type { CellFailure } from './failed-cell.ts';

/** Pieces of work that tell how far they have come. What people read for them is up to whoever shows them. */
export const WORK_STAGES = [
  'draw-cohort',
  /** Faces are found and features computed; counted in files. */
  'read-recordings',
  /** Counted in cells times folds. */
  'fit-cells',
  /** The declared or best cell, once for each treatment of the middle band. */
  'fit-treatments',
  /** Counted in permutations of the labels. */
  'fit-permutations',
  'monitor-recordings',
  /** Cells under protocols that leak; counted in cells times protocols. */
  'audit-cells',
  /** What of pictures and clips could tell the label without a face; counted in files. */
  'audit-pictures',
  /** Counted in controls times folds. */
  'audit-controls',
  /** Counted in families. */
  'audit-identity',
  'compute-metrics',
  'write-report',
  /** One cell for a model. */
  'fit-model',
  /** Counted in rows. */
  'explain',
  /** Counted in seconds of the video. */
  'score-video',
] as const;
/** The name of a stage of work, in the order of `WORK_STAGES`. */
export type WorkStage = (typeof WORK_STAGES)[number];

/** A stage begins. */
export interface StageBegan {
  readonly type: 'stage';
  readonly stage: WorkStage;
  /** What it will have done at its end; 0 where nobody knows. */
  readonly total: number;
  /** The file that it is about, where it is about one. */
  readonly of?: string;
}

/** A stage has come so far: `done` of `total`. */
export interface StageProgress {
  readonly type: 'progress';
  readonly stage: WorkStage;
  readonly done: number;
  readonly total: number;
  readonly of?: string;
}

/** All folds of a cell are there. Its intervals come later, with the metrics of the run. */
export interface CellFinished {
  readonly type: 'cell-finished';
  readonly cell: string;
  /** Rows that count. */
  readonly rows: number;
  /** Pooled over rows; null where there is none. */
  readonly accuracy: number | null;
  readonly auc: number | null;
}

/** All folds of a cell were tried, and in some of them it could not be fitted: it will have no figures. */
export interface CellFailed extends CellFailure {
  readonly type: 'cell-failed';
}

/** What work tells while it goes on. */
export type WorkEvent = StageBegan | StageProgress | CellFinished | CellFailed;

/** The run folder is complete. */
export interface RunFinished {
  readonly type: 'finished';
  readonly folder: string;
}

/** The run came to no end: it failed or was stopped (`interrupted`). There is no new run folder. */
export interface RunFailed {
  readonly type: 'failed';
  /** Null for a defect of the program. */
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly hint: string;
}

/** What a run tells; the last event is `finished` or `failed`. */
export type RunEvent = WorkEvent | RunFinished | RunFailed;

/** Hears what work tells. It is called in the thread of the caller and should return at once. */
export type WorkListener = (event: WorkEvent) => void;

/** Tells that a stage begins. What it returns tells how far it has come. */
export function beginStage(
  listener: WorkListener | undefined,
  stage: WorkStage,
  total: number,
  of?: string,
): (done: number, total?: number) => void {
  const about = of === undefined ? {} : { of };
  listener?.({ type: 'stage', stage, total, ...about });
  return (done, now = total) => listener?.({ type: 'progress', stage, done, total: now, ...about });
}
