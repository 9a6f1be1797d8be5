import {
  type ComparedCells,
  compareRuns,
  howMany,
  type PairedDifference,
  type RunComparison,
} from '@wince/core';
import { readRun } from '@wince/runtime';
import type { Command } from 'commander';
import { columns } from '../tables.ts';

/** `wince compare`: what differs between two runs, and their cells side by side. */
export function compareCommand(command: Command): void {
  command
    .argument('<FIRST>', 'a run folder')
    .argument('<SECOND>', 'another run folder')
    .option('--json', 'print the comparison as one JSON document')
    .action(async (first: string, second: string, { json }: { readonly json?: boolean }) => {
      const found = compareRuns(await readRun(first), await readRun(second));
      if (json) console.log(JSON.stringify({ first, second, ...found }, null, 2));
      else console.log(comparisonText(found, first, second));
    });
}

function comparisonText(found: RunComparison, first: string, second: string): string {
  const { differences, rows, cells } = found;
  const short = (text: string | null) =>
    text === null ? '-' : text.length > 40 ? `${text.slice(0, 38)}..` : text;
  const lines = [
    `first: ${first}`,
    `second: ${second}`,
    '',
    differences.length === 0
      ? 'data, parameters and program are the same'
      : columns([
          ['what differs', '', 'first', 'second'],
          ...differences.map((each) => [each.what, each.name, short(each.first), short(each.second)]),
        ]),
    '',
    `${howMany(rows.common, 'row')} in both runs; ${rows.only_first} only in the first, ${rows.only_second} only in the second, ${rows.other_label} with another label`,
  ];
  if (cells.length === 0) return [...lines, 'no cell is in both runs'].join('\n');
  return [
    ...lines,
    '',
    columns([
      [
        'cell',
        'rows',
        'metric',
        'first',
        'second',
        'first less second',
        '95 % interval',
        'p, exchange',
        'p, Holm',
        'detectable',
      ],
      ...cells.flatMap((each) => [
        [
          `${each.first === each.second ? each.first : `${each.first} and ${each.second}`}${each.declared ? ' (declared)' : ''}`,
          String(each.rows),
          ...differenceCells('accuracy, %', each.accuracy, 100, 1),
        ],
        ['', '', ...differenceCells('AUC', each.auc, 1, 3)],
        ['', '', ...lossCells(each)],
      ]),
    ]),
    'Both cells of a pair scored the same rows; the intervals draw subjects, and p swaps the two cells subject by subject.',
    "The Brier score is that of each subject: p, Holm is Wilcoxon's, corrected over all pairs. Detectable: what so many subjects show in 80 of 100 samples.",
    found.note,
    ...found.only_first.map((cell) => `only in the first: ${cell}`),
    ...found.only_second.map((cell) => `only in the second: ${cell}`),
  ].join('\n');
}

/** The mean difference of the Brier scores of subjects, with its test. */
function lossCells({ metrics, by_subject, p_holm }: ComparedCells): readonly string[] {
  const { first, second } = metrics.brier;
  const plain = (value: number | null) => (value === null ? 'none' : value.toFixed(4));
  const found = by_subject?.brier;
  const difference = found?.mean_difference ?? null;
  return [
    'Brier score of subjects',
    ...[plain(first), plain(second)],
    difference === null ? 'none' : `${difference >= 0 ? '+' : ''}${difference.toFixed(4)}`,
    '',
    found?.p_sign_flip === null || !found ? '' : found.p_sign_flip.toFixed(3),
    p_holm === null ? '' : p_holm.toFixed(3),
    plain(found?.detectable_difference ?? null),
  ];
}

function differenceCells(
  name: string,
  { first, second, difference, ci95, p_exchange, detectable }: PairedDifference,
  times: number,
  digits: number,
): readonly string[] {
  const plain = (value: number | null) => (value === null ? 'none' : (value * times).toFixed(digits));
  const signed = (value: number) => `${value >= 0 ? '+' : ''}${(value * times).toFixed(digits)}`;
  return [
    name,
    plain(first),
    plain(second),
    difference === null ? 'none' : signed(difference),
    ci95 ? `[${signed(ci95[0])}, ${signed(ci95[1])}]` : '',
    p_exchange === null ? '' : p_exchange.toFixed(3),
    '',
    detectable === null ? '' : plain(detectable),
  ];
}
