import { defaultWorkers, type RunVerification, readSpecification, verifyRun } from '@wince/runtime';
import type { Command } from 'commander';
import { untilInterrupted } from '../interruption.ts';
import { openProgress } from '../progress.ts';
import { positiveNumber } from './experiment-options.ts';

interface VerifyFlags {
  readonly dataset?: string;
  readonly recompute: boolean;
  readonly cache?: string;
  readonly workers: number;
  readonly json?: boolean;
}

/** `wince verify`: whether a run is as it was written, and comes out again. */
export function verifyCommand(command: Command): void {
  command
    .argument('<RUN>', 'a run folder')
    .argument('[EXPERIMENT]', 'the experiment file to compare the parameters of the run with')
    .option('--dataset <FILE>', 'where the data set is now (default: where the run found it)')
    .option('--no-recompute', 'look at the files alone, and compute nothing again')
    .option('--cache <DIR>', 'a cache that may be read (default: everything is computed again)')
    .option('--workers <N>', 'the number of workers', positiveNumber, defaultWorkers())
    .option('--json', 'print what was found as one JSON document')
    .action(async (folder: string, file: string | undefined, flags: VerifyFlags) => {
      const experiment = file === undefined ? undefined : await readSpecification(file);
      const progress = openProgress();
      const found = await progress.during(
        untilInterrupted((signal) =>
          verifyRun(folder, { ...flags, experiment, signal, onEvent: progress.show }),
        ),
      );
      if (found.verdict === 'different') process.exitCode = 1;
      console.log(flags.json ? JSON.stringify(found, null, 2) : verificationText(found));
    });
}

const VERDICTS: Readonly<Record<RunVerification['verdict'], string>> = {
  equal: 'equal: computed again, every table is the same to the byte',
  'within-tolerance': 'within tolerance: computed again, no score differs by more than 0.000001',
  different: 'different',
  'not-recomputed': 'nothing was changed; the run was not computed again',
};

/** What verifying found, for a terminal. */
export function verificationText({ run, verdict, chain, culprits }: RunVerification): string {
  return [
    `${run}: ${VERDICTS[verdict]}`,
    ...culprits.map((culprit) => `  ${culprit}`),
    chain.head === null
      ? 'The run has no chain.json: whether its files were changed cannot be told.'
      : `chain: ${chain.head}`,
  ].join('\n');
}
