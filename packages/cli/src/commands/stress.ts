import { type StressCurve, type StressDocument, stressKinds } from '@wince/core';
import { stress } from '@wince/runtime';
import { type Command, InvalidArgumentError } from 'commander';
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
  readonly only?: readonly (typeof stressKinds)[number][];
  readonly json?: boolean;
}

/** `wince stress`: how a cell falls off on degraded pictures, and how near its scores stay under small changes. */
export function stressCommand(command: Command): void {
  command
    .argument('[EXPERIMENT]', 'an experiment file; without one the default grid on --dataset')
    .option('--cell <CELL>', 'the cell (default: the declared one)')
    .option('--only <stressKinds>', `these degradations alone: ${stressKinds.join(', ')}`, kindsOf)
    .option('--json', 'print the curves as one JSON document');
  addWorkOptions(addGridOptions(addDatasetOptions(command)));
  command.action(async (file: string | undefined, flags: StressFlags) => {
    const specification = await specificationOf(file, flags);
    const progress = openProgress(process.stderr, flags);
    const levels = flags.only
      ? Object.fromEntries(
          stressKinds.filter((kind) => !flags.only?.includes(kind)).map((kind) => [kind, []]),
        )
      : {};
    const found = await progress.during(
      untilInterrupted((signal) =>
        stress(specification, { ...flags, levels, signal, onEvent: progress.show }),
      ),
    );
    console.log(flags.json ? JSON.stringify(found, null, 2) : stressText(found));
  });
}

function kindsOf(text: string): readonly (typeof stressKinds)[number][] {
  return text.split(',').map((word) => {
    const kind = stressKinds.find((known) => known === word.trim());
    if (kind) return kind;
    throw new InvalidArgumentError(`"${word}" is none of ${stressKinds.join(', ')}.`);
  });
}

/** The curves as tables of text. */
export function stressText({ cell, protocol, subjects, rows, curves, retest }: StressDocument): string {
  const { small_changes, repeated_recordings: repeats, versions } = retest;
  const errors = (value: number | null | undefined) =>
    value === null || value === undefined ? 'not defined' : value.toFixed(4);
  return [
    `${cell}: ${rows} pictures of ${subjects} subjects, ${protocol}; trained on pictures as they are, tested on degraded ones`,
    ...curves.map(curveText),
    `test and retest, the same pictures with changes that mean nothing (${versions.slice(1).join(', ')}):`,
    small_changes
      ? `  standard error of measurement ${errors(small_changes.error_agreement.value)}, ICC(2,1) ${errors(small_changes.agreement_single.value)}, over ${small_changes.items} pictures`
      : '  too few pictures have a score under two of them',
    `several pictures of one subject, label and period: ${
      repeats.error === null
        ? 'there are too few'
        : `standard error of measurement ${errors(repeats.error)}, ICC(1,1) ${errors(repeats.intraclass)}, over ${repeats.groups} of them`
    }`,
    'Scores are from 0 to 1. Two scores of the same differ by less than 2.77 errors in 95 of 100 cases.',
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
