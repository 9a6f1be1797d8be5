import {
  type Agreement,
  type AgreementFigure,
  agreementOf,
  howMany,
  layRatings,
  type RatingLevel,
  ratingLevels,
  WinceError,
} from '@wince/core';
import { type RatingColumns, readRatings } from '@wince/runtime';
import { type Command, Option } from 'commander';
import { columns } from '../tables.ts';
import { list } from './experiment-options.ts';

interface AgreementFlags {
  readonly raters?: readonly string[];
  readonly raterColumn?: string;
  readonly ratingColumn?: string;
  readonly itemColumn?: string;
  readonly subjectColumn?: string;
  readonly sheet?: string;
  readonly level: RatingLevel;
  readonly order?: readonly string[];
  readonly json?: boolean;
}

/** `wince agreement`: how well raters agree. */
export function agreementCommand(command: Command): void {
  command
    .argument('<FILE>', 'a table of ratings: CSV, XLSX or Parquet')
    .option('--raters <COLUMNS>', 'a column for each rater; each row is an item', list)
    .option('--rater-column <COLUMN>', 'the column that names the rater; each row is one rating')
    .option('--rating-column <COLUMN>', 'the column of the rating, with --rater-column (default: rating)')
    .option('--item-column <COLUMN>', 'the column that names the item (default: item)')
    .option('--subject-column <COLUMN>', 'the column that names the subject (default: subject)')
    .option('--sheet <SHEET>', 'the sheet of a workbook: its name, or its number')
    .addOption(
      new Option('--level <LEVEL>', 'what ratings are: names, an order, differences or ratios')
        .choices(ratingLevels)
        .default('nominal'),
    )
    .option('--order <CATEGORIES>', 'the categories in their order, for ordinal ratings in words', list)
    .option('--json', 'print all figures as one JSON document')
    .action(async (file: string, flags: AgreementFlags) => {
      const read = await readRatings(file, columnsOf(flags));
      const found = agreementOf(layRatings(read, { level: flags.level, order: flags.order }));
      console.log(flags.json ? JSON.stringify(found, null, 2) : agreementText(found));
    });
}

function columnsOf(flags: AgreementFlags): RatingColumns {
  const { raters, raterColumn, ratingColumn, itemColumn, subjectColumn, sheet } = flags;
  if ((raters === undefined) === (raterColumn === undefined)) {
    throw new WinceError('bad-option', 'The call does not name the columns with the ratings.', {
      hint: 'Give either --raters ANNA,BEN (a column for each rater) or --rater-column RATER (a row for each rating).',
    });
  }
  const number = Number(sheet);
  return {
    ...{ raters, rater: raterColumn, rating: ratingColumn, item: itemColumn, subject: subjectColumn },
    sheet: sheet !== undefined && Number.isInteger(number) && number > 0 ? number : sheet,
  };
}

const KAPPAS = [
  ['unweighted', "Cohen's kappa"],
  ['linear', "Cohen's kappa, linear weights"],
  ['quadratic', "Cohen's kappa, quadratic weights"],
] as const;

const INTRACLASS = [
  ['agreement_single', 'ICC(2,1), absolute agreement, one rating'],
  ['agreement_mean', 'ICC(2,k), absolute agreement, mean of the ratings'],
  ['consistency_single', 'ICC(3,1), consistency, one rating'],
  ['consistency_mean', 'ICC(3,k), consistency, mean of the ratings'],
  ['error_agreement', 'standard error of measurement, raters included'],
  ['error_consistency', 'standard error of measurement, raters left out'],
] as const;

function agreementText(found: Agreement): string {
  const { level, raters, items, subjects, categories, pairs, fleiss, krippendorff, intraclass } = found;
  const k = raters.length;
  const rows: string[][] = [];
  for (const pair of pairs) {
    const who = pair.raters.join(' and ');
    const of = howMany(pair.items, 'item');
    for (const [weights, words] of KAPPAS) {
      const figure = pair.kappa?.[weights];
      if (figure) rows.push([words, who, of, figureText(figure)]);
    }
    if (pair.agreement) rows.push(['agreement, share of items', who, of, figureText(pair.agreement)]);
    if (pair.indices) {
      const { prevalence, bias, adjusted } = pair.indices;
      rows.push(['prevalence index', who, of, prevalence.toFixed(3)]);
      rows.push(['bias index', who, of, bias.toFixed(3)]);
      rows.push(['kappa adjusted for both', who, of, adjusted.toFixed(3)]);
    }
    if (pair.bland_altman) {
      const { bias, bias_ci95, limits, deviation } = pair.bland_altman;
      rows.push([
        'mean difference, first less second',
        who,
        of,
        figureText({ value: bias, ci95: bias_ci95 }),
      ]);
      if (limits && deviation !== null) {
        rows.push(['95 % limits of agreement', who, of, `${plain(limits[0])} to ${plain(limits[1])}`]);
      }
    }
  }
  if (fleiss) rows.push(["Fleiss' kappa", `all ${k}`, howMany(fleiss.items, 'item'), figureText(fleiss)]);
  for (const [name, words] of intraclass ? INTRACLASS : []) {
    const of = howMany(intraclass?.items ?? 0, 'item');
    const figure = intraclass?.[name];
    if (figure) rows.push([words.replace('k)', `${k})`), `all ${k}`, of, figureText(figure)]);
  }
  rows.push([
    `Krippendorff's alpha, ${level}`,
    `all ${k}`,
    howMany(krippendorff.items, 'item'),
    figureText(krippendorff),
  ]);
  return [
    `${howMany(items, 'item')} of ${howMany(subjects, 'subject')}, ${howMany(k, 'rater')}: ${raters.join(', ')}`,
    ...(categories ? [`categories, in this order: ${categories.join(', ')}`] : []),
    '',
    columns([['figure', 'raters', 'over', 'value, with its 95 % interval'], ...rows]),
    '',
    subjects === items
      ? 'Each item counts as a subject of its own: where subjects have several items, name their column with --subject-column.'
      : 'The intervals are by bootstrap over subjects.',
  ].join('\n');
}

function figureText({ value, ci95 }: AgreementFigure): string {
  if (value === null) return 'not defined';
  return `${plain(value)}${ci95 ? ` [${plain(ci95[0])}, ${plain(ci95[1])}]` : ''}`;
}

function plain(value: number): string {
  return value.toFixed(3);
}
