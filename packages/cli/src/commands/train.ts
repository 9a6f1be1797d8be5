import { howMany, NORMALISED, readCellId } from '@wince/core';
import { train, writtenManifest } from '@wince/runtime';
import { type Command, InvalidArgumentError } from 'commander';
import { CAUTION } from '../caution.ts';
import { untilInterrupted } from '../interruption.ts';
import { openProgress } from '../progress.ts';
import { ROWS } from '../tables.ts';
import {
  addDatasetOptions,
  addGridOptions,
  addWorkOptions,
  type ExperimentOptions,
  list,
  specificationOf,
  type WorkOptions,
} from './experiment-options.ts';

interface TrainFlags extends ExperimentOptions, WorkOptions {
  readonly cell: string;
  readonly leaveOut: readonly string[];
  readonly outside?: number | null;
  readonly out: string;
  readonly json?: boolean;
}

/** `wince train`: one cell of an experiment, fitted on all subjects, into one file. */
export function trainCommand(command: Command): void {
  command
    .argument('[EXPERIMENT]', 'an experiment file; without one the cell is trained on --dataset')
    .requiredOption('--cell <ID>', 'the name of the cell in the table of `wince evaluate`')
    .option('--leave-out <SUBJECTS>', 'subjects that the model must not see', list, [])
    .option(
      '--outside <SHARE>',
      'the share of new subjects of the same kind that the model may call outside its training by chance, or off (default: 0.05; off with fewer than 9 subjects)',
      outsideOption,
    )
    .option('--out <FILE>', 'the model', 'model.wince')
    .option('--json', 'print what was trained as one JSON document');
  addWorkOptions(addGridOptions(addDatasetOptions(command)));
  command.action(async (file: string | undefined, flags: TrainFlags) => {
    const specification = await specificationOf(file, { ...gridOf(file, flags), ...flags });
    const progress = openProgress(process.stderr, flags);
    const manifest = await progress.during(
      untilInterrupted((signal) => train(specification, { ...flags, signal, onEvent: progress.show })),
    );
    if (flags.json) console.log(JSON.stringify(writtenManifest(manifest), null, 2));
    else {
      const [one, many] = ROWS[manifest.rows];
      console.log(
        `${flags.out}: ${manifest.cell}, ${howMany(manifest.samples, one, many)} of ${howMany(manifest.subjects.length, 'subject')}`,
      );
      console.log(CAUTION);
    }
  });
}

function outsideOption(text: string): number | null {
  if (text === 'off') return null;
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < 1) return value;
  throw new InvalidArgumentError('Write a share between 0 and 1, such as 0.05, or off.');
}

/**
 * The grid that has this one cell; none where its name does not say all of it.
 *
 * @param id as `wince evaluate` shows it
 */
export function gridOfCell(id: string): ExperimentOptions | null {
  const { features, selection, keep, classifier } = readCellId(id);
  if (features === '' || selection === '' || features.includes(NORMALISED) || features.endsWith(':each'))
    return null;
  const parts = { features: [features], select: [selection], classifiers: [classifier] };
  return keep === null ? parts : { ...parts, keep: [keep] };
}

/** Without an experiment file and without options of a grid the name of the cell says what is trained. */
function gridOf(
  file: string | undefined,
  { cell, features, select, keep, classifiers }: TrainFlags,
): ExperimentOptions {
  if (file !== undefined || features || select || keep || classifiers) return {};
  return gridOfCell(cell) ?? {};
}
