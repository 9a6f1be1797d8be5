import { runWarnings } from '@wince/core';
import {
  evaluate,
  evaluateShare,
  linkLatestRun,
  planExperiment,
  runFolderName,
  specificationSchema,
} from '@wince/runtime';
import type { Command } from 'commander';
import { untilInterrupted } from '../interruption.ts';
import { monitoringTable } from '../monitoring-table.ts';
import { openProgress } from '../progress.ts';
import { metricsTable } from '../tables.ts';
import {
  addDatasetOptions,
  addGridOptions,
  addWorkOptions,
  type ExperimentOptions,
  list,
  specificationOf,
  type WorkOptions,
  wholeNumber,
} from './experiment-options.ts';
import { addSpreadOptions, type SpreadFlags, shareDone, shareOf, spreadOf } from './queue-options.ts';

interface EvaluateFlags extends ExperimentOptions, WorkOptions, SpreadFlags {
  readonly out?: string;
  readonly overwrite?: boolean;
  readonly faces: boolean;
  readonly dryRun?: boolean;
  readonly schema?: boolean;
  readonly json?: boolean;
}

/** `wince evaluate`: the grid of an experiment, into a run folder. */
export function evaluateCommand(command: Command): void {
  command
    .argument('[EXPERIMENT]', 'an experiment file; without one the default grid runs on --dataset')
    .option('--out <DIR>', 'the run folder (default: run-NAME-TIME; "run" becomes a link to it)')
    .option('--overwrite', 'replace another run, and all else that is in the run folder')
    .option('--no-faces', 'make a report without pictures of faces')
    .option('--dry-run', 'print cells, folds and cost, but compute nothing')
    .option('--schema', "print the experiment file's JSON Schema")
    .option(
      '--monitor <CELL>',
      'for videos: monitor each with the model of its fold, and write monitoring.json',
    )
    .option(
      '--permutations <M>',
      'fit all again M times with labels permuted within subjects: a test against chance',
      wholeNumber,
    )
    .option('--breakdown <COLUMNS>', 'columns of the data set by which the report breaks results down', list)
    .option('--json', 'print the metrics as one JSON document');
  addSpreadOptions(addWorkOptions(addGridOptions(addDatasetOptions(command))));
  command.action(async (file: string | undefined, flags: EvaluateFlags) => {
    if (flags.schema) return print(specificationSchema());
    const specification = await specificationOf(file, flags);
    if (flags.dryRun) return print(await planExperiment(specification, flags.store ?? flags.cache));
    const place = await spreadOf(flags, specification.dataset);
    const out = flags.out ?? runFolderName(file ?? specification.dataset, new Date());
    const progress = openProgress(process.stderr, flags);
    const share = await shareOf(flags);
    if (share) {
      await progress.during(
        untilInterrupted((signal) =>
          evaluateShare(specification, { ...flags, ...place, ...share, signal, onEvent: progress.show }),
        ),
      );
      return console.log(shareDone(share.shard, ''));
    }
    const run = await progress.during(
      untilInterrupted((signal) =>
        evaluate(specification, { ...flags, ...place, out, signal, onEvent: progress.show }),
      ),
    );
    const { metrics, monitoring } = run;
    const link = flags.out === undefined ? await linkLatestRun(out) : null;
    // A reader of the document alone gets what the terminal and the report warn of.
    const document = { ...metrics, warnings: runWarnings(run) };
    if (flags.json) return print(monitoring ? { ...document, monitoring } : document);
    console.log(metricsTable(run));
    if (monitoring) console.log(`\n${monitoringTable(monitoring)}`);
    const also = link === null ? '' : ` ("run" is a link to it)`;
    console.log(`\nResults are in ${run.folder}${also}. Open ${run.folder}/report.html to read them.`);
  });
}

function print(document: unknown): void {
  console.log(JSON.stringify(document, null, 2));
}
