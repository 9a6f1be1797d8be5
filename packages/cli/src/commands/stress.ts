import { type StressCurve, type StressDocument, stressKinds, WinceError } from '@wince/core';
import { stress } from '@wince/runtime';
import { type Command, InvalidArgumentError } from 'commander';
import { CAUTION } from '../caution.ts';
import { untilInterrupted } from '../interruption.ts';
import { openProgress } from '../progress.ts';
import { columns } from '../tables.ts';
import {
  addDatasetOptions,
  addGridOptions,
  addWorkOptions,
  type ExperimentOptions,
  specificationOf,
  type WorkOptions,
} from './experiment-options.ts';

interface StressFlags extends ExperimentOptions, WorkOptions {
  readonly cell?: string;
  readonly model?: string;
  readonly retest?: boolean;
  readonly out?: string;
  readonly overwrite?: boolean;
  readonly only?: readonly (typeof stressKinds)[number][];
  readonly json?: boolean;
}

/** `wince stress`: how a cell falls off on degraded pictures, and how near its scores stay under small changes. */
export function stressCommand(command: Command): void {
  command
    .argument('[EXPERIMENT]', 'an experiment file; without one the default grid on --dataset')
    .option('--cell <CELL>', 'the cell (default: the declared one)')
    .option('--only <stressKinds>', `these degradations alone: ${stressKinds.join(', ')}`, kindsOf)
    .option('--retest', 'no degradation: only how near the scores of the same stay')
    .option('--model <FILE>', 'score all rows by this .wince model, in the place of cells fitted in folds')
    .option('--out <DIR>', 'write the curves as stress.html and stress.json into this folder')
    .option('--overwrite', 'replace another stress test, and all else that is in its folder')
    .option('--json', 'print the curves as one JSON document');
  addWorkOptions(addGridOptions(addDatasetOptions(command)));
  command.action(async (file: string | undefined, flags: StressFlags) => {
    refuseBoth(file, flags);
    const specification = await specificationOf(file, flags);
    const progress = openProgress(process.stderr, flags);
    const wanted = flags.retest ? [] : (flags.only ?? stressKinds);
    const levels = Object.fromEntries(
      stressKinds.filter((kind) => !wanted.includes(kind)).map((kind) => [kind, []]),
    );
    const found = await progress.during(
      untilInterrupted((signal) =>
        stress(specification, { ...flags, levels, signal, onEvent: progress.show }),
      ),
    );
    if (flags.json) return console.log(JSON.stringify(found, null, 2));
    console.log(stressText(found));
    if (flags.out) console.log(`\nOpen ${flags.out}/stress.html to see the curves.`);
  });
}

/** @throws WinceError `bad-option` for a model together with what a model already has */
function refuseBoth(
  file: string | undefined,
  { model, cell, features, classifiers, retest, only }: StressFlags,
) {
  const refuse = (what: string, hint: string) => {
    throw new WinceError('bad-option', what, { hint });
  };
  if (retest && only)
    refuse('--retest and --only are both given.', '--retest asks for no degradation: leave one of them out.');
  if (model === undefined) return;
  const other = Object.entries({ '--cell': cell, '--features': features, '--classifiers': classifiers });
  const [name] = other.find(([, value]) => value !== undefined) ?? (file ? ['an experiment file'] : []);
  if (name !== undefined)
    refuse(
      `--model and ${name} are both given.`,
      'A model has its own cell and features: name it with --dataset alone.',
    );
}

function kindsOf(text: string): readonly (typeof stressKinds)[number][] {
  return text.split(',').map((word) => {
    const kind = stressKinds.find((known) => known === word.trim());
    if (kind) return kind;
    throw new InvalidArgumentError(`"${word}" is none of ${stressKinds.join(', ')}.`);
  });
}

/** The curves as tables of text. */
export function stressText(stress: StressDocument): string {
  const { cell, model, protocol, subjects, rows, row_kind, curves, retest } = stress;
  const things = row_kind === 'mixed' ? 'rows' : row_kind;
  const { small_changes, repeated_recordings: repeats, versions } = retest;
  const errors = (value: number | null | undefined) =>
    value === null || value === undefined ? 'not defined' : value.toFixed(4);
  return [
    model === null
      ? `${cell}: ${rows} ${things} of ${subjects} subjects, ${protocol}; trained on ${things} as they are, tested on degraded ones`
      : `${model} (${cell}): ${rows} ${things} of ${subjects} subjects, scored as they are and degraded`,
    ...(stress.subjects_in_training > 0
      ? [
          `warning: ${stress.subjects_in_training} of these subjects have the name of a subject that the model was trained on. If they are the same, the figures are too good.`,
        ]
      : []),
    ...curves.map(curveText),
    `test and retest, the same ${things} with changes that mean nothing (${versions.slice(1).join(', ')}):`,
    small_changes
      ? `  standard error of measurement ${errors(small_changes.error_agreement.value)}, ICC(2,1) ${errors(small_changes.agreement_single.value)}, over ${small_changes.items} ${things}`
      : `  too few ${things} have a score under two of them`,
    `several ${things} of one subject, label and period: ${
      repeats.error === null
        ? 'there are too few'
        : `standard error of measurement ${errors(repeats.error)}, ICC(1,1) ${errors(repeats.intraclass)}, over ${repeats.groups} of them`
    }`,
    `Scores are from 0 to 1. Two scores of the same differ by less than 2.77 errors in 95 of 100 cases. ${CAUTION}`,
  ].join('\n\n');
}

function curveText({ kind, unit, points }: StressCurve): string {
  const number = (value: number | null, ci95: readonly [number, number] | null = null) =>
    value === null
      ? 'none'
      : `${value.toFixed(3)}${ci95 ? ` [${ci95[0].toFixed(3)}, ${ci95[1].toFixed(3)}]` : ''}`;
  return [
    `${kind} (${unit})`,
    columns([
      ['level', 'answered', 'AUC', 'accuracy', 'Brier', 'right of all'],
      ...points.map(({ level, answered, rows, auc, accuracy, brier, accuracy_of_all, ci95 }) => [
        String(level),
        `${answered} of ${rows}`,
        number(auc, ci95.auc),
        number(accuracy, ci95.accuracy),
        number(brier),
        number(accuracy_of_all),
      ]),
    ]),
  ].join('\n');
}
