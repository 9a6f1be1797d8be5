import { howMany, type WhichFace } from '@wince/core';
import { extract, extractShare } from '@wince/runtime';
import type { Command } from 'commander';
import { untilInterrupted } from '../interruption.ts';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';
import {
  addWorkOptions,
  type Clock,
  clockOption,
  cryOnlyOption,
  extractionOf,
  FACE_OPTION,
  faceOption,
  list,
  type WorkOptions,
} from './experiment-options.ts';
import { addSpreadOptions, type SpreadFlags, shareDone, shareOf, spreadOf } from './queue-options.ts';

interface ExtractFlags extends WorkOptions, SpreadFlags {
  readonly experiment?: string;
  readonly features?: readonly string[];
  readonly subject?: string;
  readonly face?: WhichFace;
  readonly clock?: Clock;
  readonly cryOnly?: boolean;
  readonly out: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

/** `wince extract`: faces and features of a data set, as Parquet tables. */
export function extractCommand(command: Command): void {
  command
    .argument('[DATASET]', 'dataset.csv, or its folder; without it the data set of the experiment file')
    .option(
      '--experiment <FILE>',
      'take data set, features, and the parameters of faces and clips from an experiment file',
    )
    .option('--features <LIST>', 'families: hog,lbp?grid=4,faceres', list)
    .option('--subject <COLUMN>', 'the column that names the subject (default: subject)')
    .option('--face <WHICH>', FACE_OPTION, faceOption)
    .addOption(clockOption())
    .addOption(cryOnlyOption())
    .requiredOption('--out <DIR>', 'the folder for the tables')
    .option('--overwrite', 'replace other tables, and all else that is in the folder')
    .option('--json', 'print what was written as one JSON document');
  addSpreadOptions(addWorkOptions(command));
  command.action(async (dataset: string | undefined, flags: ExtractFlags) => {
    const specification = await extractionOf(flags.experiment, { ...flags, dataset });
    const place = await spreadOf(flags, specification.dataset);
    const progress = openProgress(process.stderr, flags);
    const share = await shareOf(flags);
    if (share) {
      const files = await progress.during(
        untilInterrupted((signal) =>
          extractShare(specification, { ...flags, ...place, ...share, signal, onEvent: progress.show }),
        ),
      );
      return console.log(shareDone(share.shard, `: ${howMany(files, 'file')}`));
    }
    const written = await progress.during(
      untilInterrupted((signal) =>
        extract(specification, { ...flags, ...place, signal, onEvent: progress.show }),
      ),
    );
    if (flags.json) return printJson(written);
    for (const { family, file, columns, rows } of written.tables) {
      console.log(`${file}: ${family}, ${howMany(rows, 'row')} of ${howMany(columns, 'column')}`);
    }
    console.log(
      `${written.used} of ${howMany(written.samples, 'picture or clip', 'pictures and clips')} have a usable face. samples.csv gives the reasons for the others.`,
    );
  });
}
