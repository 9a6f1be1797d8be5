import { howMany, runWarnings } from '@wince/core';
import { breakdownsBy, readRun, writePaper } from '@wince/runtime';
import type { Command } from 'commander';
import { breakdownTable, metricsTable } from '../tables.ts';
import { list } from './experiment-options.ts';

interface ReportFlags {
  readonly paper?: string;
  readonly overwrite?: boolean;
  readonly by?: readonly string[];
  readonly json?: boolean;
}

/** `wince report`: a run, printed again from its folder, and what a paper on it needs. */
export function reportCommand(command: Command): void {
  command
    .argument('<RUN>', 'a run folder')
    .option(
      '--paper <DIR>',
      'write methods (Markdown, LaTeX, BibTeX), tables (CSV, LaTeX) and figures (SVG) into a folder',
    )
    .option('--overwrite', 'replace an earlier paper, and all else that is in its folder')
    .option(
      '--by <COLUMNS>',
      'break the declared cell and the best one down by columns of the data set',
      list,
    )
    .option('--json', 'print the metrics, or the groups of --by, as one JSON document')
    .action(async (folder: string, flags: ReportFlags) => {
      const run = await readRun(folder);
      const groups = flags.by && (await breakdownsBy(run, flags.by));
      const files = flags.paper === undefined ? null : await writePaper(run, { ...flags, out: flags.paper });
      if (flags.json) {
        console.log(JSON.stringify(groups ?? { ...run.metrics, warnings: runWarnings(run) }, null, 2));
        return;
      }
      if (groups) console.log(groups.map((each) => breakdownTable(run, each)).join('\n\n'));
      else if (!files) console.log(metricsTable(run));
      if (files) {
        console.log(`${howMany(files.length, 'file')} for a paper in ${flags.paper}: begin with methods.md.`);
      }
    });
}
