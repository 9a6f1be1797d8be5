import {
  LARGEST_ERROR,
  LOWEST_COSINE,
  PRECISIONS,
  type Precision,
  type TapDifference,
} from '@wince/networks';
import {
  defaultCacheFolder,
  type MadeVariant,
  makeVariant,
  openStore,
  type VariantStep,
} from '@wince/runtime';
import { Command, Option } from 'commander';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';
import { columns } from '../tables.ts';
import { networkSummary } from './networks-list.ts';

interface Flags {
  readonly home: string;
  readonly json?: boolean;
  readonly precision: Precision;
  readonly pictures?: string;
  readonly as?: string;
  readonly cache: string;
}

const STAGES: Readonly<Record<VariantStep, string>> = {
  'find-faces': 'faces, pictures',
  calibrate: 'calibrating, faces',
  compare: 'comparing, faces',
};

/** `wince networks variant`: a network in fewer bits a weight, compared with the original before it is offered. */
export function variantCommand(): Command {
  return new Command('variant')
    .description(
      'make a float16 or int8 variant of a network, compare it with the network layer by layer, and keep it where no layer suffers; made and compared on the processor',
    )
    .argument('<NAME>')
    .addOption(
      new Option(
        '--precision <PRECISION>',
        'float16: half the size, as fast on a processor; int8: a quarter of the size, and faster where the processor multiplies bytes',
      )
        .choices([...PRECISIONS])
        .makeOptionMandatory(),
    )
    .option(
      '--pictures <DIR>',
      'pictures of faces, at least 16: the first half by path calibrates, the second half is compared (default: neonates are drawn)',
    )
    .option('--as <NEW_NAME>', 'its name (default: NAME-int8 or NAME-float16)')
    .option('--cache <DIR>', 'where converted networks are kept', defaultCacheFolder())
    .action(async (network: string, { json, cache, ...flags }: Flags) => {
      const progress = openProgress();
      const made = await progress.during(
        makeVariant({
          ...{ ...flags, network, store: await openStore(cache) },
          onStep: (step, done, total) => progress.update(STAGES[step], done, total),
        }),
      );
      if (json) return printJson(networkSummary(made.card));
      console.log(variantWords(made, flags.precision));
    });
}

function variantWords({ card, originalBytes, leftOut }: MadeVariant, precision: Precision): string {
  const { source } = card;
  if (source.kind !== 'variant') throw new Error(`${card.id} is another network`);
  const { of, bytes, calibration, comparison } = source;
  const sizes = `${megabytes(bytes)} in the place of ${megabytes(originalBytes)}`;
  const found = calibration
    ? `Its ranges were found on ${calibration.pictures} faces: ${calibration.from}.`
    : 'What is computed is float32: on a processor it takes as long as the network that it was made of.';
  const limits = `A layer may differ by ${100 * LARGEST_ERROR[precision]} % of the spread, with a cosine similarity of ${LOWEST_COSINE[precision]} at least.`;
  return [
    columns([
      ['layer', 'difference, % of the spread', 'lowest cosine', 'lowest correlation', ''],
      ...[...comparison.taps, ...leftOut].map((each) => row(each, leftOut.includes(each))),
    ]),
    '',
    `${card.id}: ${of} in ${precision}, ${sizes}. ${found}`,
    `It was compared with "${of}" on ${comparison.pictures} other faces: ${comparison.from}. ${limits}`,
  ].join('\n');
}

function row({ tap, error, cosine, correlation }: TapDifference, isLeftOut: boolean): readonly string[] {
  const figures = [(100 * error).toPrecision(2), cosine.toFixed(5), correlation?.toFixed(4) ?? '-'];
  return [tap, ...figures, isLeftOut ? 'LEFT OUT' : ''];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** How far a layer of a variant is from that of its network, in words. */
export function differenceWords({ error, cosine }: TapDifference): string {
  return `${(100 * error).toPrecision(2)} % of the spread, cosine ${cosine.toFixed(4)} at least`;
}
