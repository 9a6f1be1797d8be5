import { audit, runFolderName } from '@wince/runtime';
import type { Command } from 'commander';
import { auditTable } from '../audit-table.ts';
import { untilInterrupted } from '../interruption.ts';
import { openProgress } from '../progress.ts';
import {
  addDatasetOptions,
  addGridOptions,
  addWorkOptions,
  type ExperimentOptions,
  list,
  specificationOf,
  type WorkOptions,
} from './experiment-options.ts';

interface AuditFlags extends ExperimentOptions, WorkOptions {
  readonly out?: string;
  readonly overwrite?: boolean;
  readonly cells?: readonly string[];
  readonly json?: boolean;
}

/** `wince audit`: an experiment under protocols that leak, and nuisances under the strict one. */
export function auditCommand(command: Command): void {
  command
    .argument('[EXPERIMENT]', 'an experiment file; without one the default grid is audited on --dataset')
    .option('--out <DIR>', 'the folder of the audit (default: audit-NAME-TIME)')
    .option('--overwrite', 'replace another audit, and all else that is in its folder')
    .option('--cells <LIST>', 'audit these cells alone (default: all cells of the experiment)', list)
    .option(
      '--breakdown <COLUMNS>',
      'columns of the data set that must not tell the label: each is a control',
      list,
    )
    .option('--json', 'print the audit as one JSON document');
  addWorkOptions(addGridOptions(addDatasetOptions(command)));
  command.action(async (file: string | undefined, flags: AuditFlags) => {
    const specification = await specificationOf(file, flags);
    const named = runFolderName(file ?? specification.dataset, new Date()).replace(/^run-/, 'audit-');
    const out = flags.out ?? named;
    const progress = openProgress(process.stderr, flags);
    const document = await progress.during(
      untilInterrupted((signal) => audit(specification, { ...flags, out, signal, onEvent: progress.show })),
    );
    if (flags.json) return console.log(JSON.stringify(document, null, 2));
    console.log(auditTable(document));
    console.log(`\nThe audit is in ${out}. Open ${out}/audit.html to read it.`);
  });
}
