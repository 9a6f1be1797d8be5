import type { ExperimentSpecification } from '@wince/core';
import { foldsOf, prepareExperiment } from '../experiments/prepare.ts';
import { openStore } from '../store/index.ts';

/** What a run would do, before anything costly is done. */
export interface ExperimentPlan {
  readonly task: string;
  readonly samples: { readonly eligible: number; readonly left_out: number; readonly reference: number };
  readonly subjects: number;
  readonly families: readonly { readonly name: string; readonly columns: number }[];
  readonly cells: readonly string[];
  /** As if every eligible picture had a usable face. */
  readonly folds: readonly { readonly id: string; readonly training: number; readonly test: number }[];
  readonly cost: { readonly pictures: number; readonly fits: number };
}

/** Lays an experiment out and counts it. @throws WinceError for whatever in it cannot be */
export async function planExperiment(
  specification: ExperimentSpecification,
  cacheFolder: string,
): Promise<ExperimentPlan> {
  const prepared = await prepareExperiment(specification, await openStore(cacheFolder));
  const eligible = prepared.rows.filter((row) => row.status === 'eligible');
  const count = (status: string) => prepared.rows.filter((row) => row.status === status).length;
  const folds = foldsOf(prepared, eligible);
  return {
    task: prepared.task.name,
    samples: { eligible: eligible.length, left_out: count('left-out'), reference: count('reference') },
    subjects: new Set(eligible.map((row) => row.sample.subject)).size,
    families: prepared.families.map(({ record: { name, columns } }) => ({ name, columns })),
    cells: prepared.cells.map((cell) => cell.id),
    folds: folds.map(({ id, training, test }) => ({ id, training: training.length, test: test.length })),
    cost: {
      pictures: prepared.rows.filter((row) => row.status !== 'left-out' || row.band === 'middle').length,
      fits: prepared.cells.length * folds.length,
    },
  };
}
