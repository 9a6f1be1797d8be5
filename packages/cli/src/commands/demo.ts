import { join } from 'node:path';
import { runDemo } from '@wince/runtime';
import type { Command } from 'commander';
import { untilInterrupted } from '../interruption.ts';
import { openProgress } from '../progress.ts';
import { differencesTable, metricsTable } from '../tables.ts';
import { addWorkOptions, positiveNumber, type WorkOptions, wholeNumber } from './experiment-options.ts';

interface DemoFlags extends WorkOptions {
  readonly out: string;
  readonly overwrite?: boolean;
  readonly subjects: number;
  readonly seed: number;
  readonly faces: boolean;
  readonly json?: boolean;
}

/** `wince demo`: the paper's experiment on synthetic neonates, from nothing to a report. */
export function demoCommand(command: Command): void {
  command
    .option('--out <DIR>', 'the folder for the cohort and the run', 'wince-demo')
    .option('--overwrite', 'replace another demo, and all else that is in its folders')
    .option('--subjects <N>', 'how many neonates', positiveNumber, 24)
    .option('--seed <N>', 'the same seed gives the same tables', wholeNumber, 7)
    .option('--no-faces', 'make a report without pictures of faces')
    .option('--json', 'print the metrics as one JSON document');
  addWorkOptions(command).action(async (flags: DemoFlags) => {
    const progress = openProgress(process.stderr, flags);
    const { run, cohort } = await progress.during(
      untilInterrupted((signal) => runDemo({ ...flags, signal, onEvent: progress.show })),
    );
    if (flags.json) {
      console.log(JSON.stringify(run.metrics, null, 2));
      return;
    }
    console.log(metricsTable(run));
    console.log(`\n${differencesTable(run.metrics.comparisons)}`);
    console.log(`
These neonates were drawn by a program (a phantom). The table shows that everything works together;
it is not an accuracy on neonates, and it does not show which network or feature is better on real faces.

The report:        ${join(run.folder, 'report.html')}
The pictures:      ${cohort.contactSheet ?? cohort.folder}
Your own folder:   npx wince dataset create FOLDER --pattern '{subject}_{label}_{index}.jpg' --positive pain
                   npx wince dataset check FOLDER
                   npx wince evaluate --dataset FOLDER --out run`);
  });
}
