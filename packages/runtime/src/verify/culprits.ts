import { howMany, type RunDifference } from '@wince/core';
import type { ChainCheck, ChangedFile } from '../runs/run-chain.ts';
import type { Recomputed } from './compare-folders.ts';

/** What verifying a run found, before it is put into words. */
export interface FoundByVerifying {
  readonly chain: ChainCheck;
  readonly inputs: readonly { readonly sample: string; readonly what: 'changed' | 'missing' }[];
  readonly networks: readonly string[];
  readonly differences: readonly RunDifference[];
  readonly recomputed: Recomputed | null;
  readonly refused: { readonly code: string; readonly message: string } | null;
}

/** Things of one sort that are named one by one. */
const NAMED = 5;

/** Who is to blame, in sentences, the surest first; none where the run is as it was. */
export function culpritsOf(found: FoundByVerifying): readonly string[] {
  const { chain, inputs, differences, recomputed, refused } = found;
  const named = [
    ...chain.values.map(
      (name) => `manifest.json: the value of ${name} was changed after the run was written.`,
    ),
    ...fileWords(chain.files, chain.values.length > 0),
    ...inputWords(inputs),
    ...found.networks,
    ...differences.map(differenceWords),
    ...(refused ? [`The run cannot be computed again: ${refused.message}`] : []),
  ];
  if (recomputed?.status !== 'different') return named;
  return [...named, ...scoreWords(recomputed)];
}

function fileWords(files: readonly ChangedFile[], valuesNamed: boolean): readonly string[] {
  const words: Readonly<Record<ChangedFile['what'], string>> = {
    changed: 'was changed after the run was written',
    missing: 'is missing from the run folder',
    added: 'was put into the run folder later',
  };
  return files
    .filter(({ file }) => !(valuesNamed && file === 'manifest.json'))
    .map(({ file, what }) => `${file} ${words[what]}.`);
}

function inputWords(inputs: FoundByVerifying['inputs']): readonly string[] {
  const named = inputs
    .slice(0, NAMED)
    .map(({ sample, what }) =>
      what === 'changed'
        ? `The file of the sample ${sample} is not the one that the run read.`
        : `The file of the sample ${sample} is missing.`,
    );
  const more = inputs.length - NAMED;
  return more > 0 ? [...named, `${howMany(more, 'more file')} of the data set changed, too.`] : named;
}

const SORTS: Readonly<Record<RunDifference['what'], string>> = {
  data: 'The data differ',
  parameters: 'A parameter differs',
  program: 'The program or its networks differ',
};

function differenceWords({ what, name, first, second }: RunDifference): string {
  return `${SORTS[what]}: ${name} is ${first ?? 'not there'} in the run, and ${second ?? 'not there'} now.`;
}

function scoreWords({ files, cells, unreadable, tolerance }: Recomputed): readonly string[] {
  if (unreadable !== null) return [`The tables of the run cannot be read: ${unreadable}`];
  const far = cells.filter(({ largest }) => largest === null || largest > tolerance);
  if (far.length === 0) return [`Computed again, these files are not the same: ${files.join(', ')}.`];
  return [
    ...far
      .slice(0, NAMED)
      .map(({ cell, largest, sample }) =>
        largest === null
          ? `Computed again, ${cell} scores other samples, or labels them otherwise: ${sample}.`
          : `Computed again, ${cell} gives other scores: by ${largest.toPrecision(3)} for ${sample}.`,
      ),
    ...(far.length > NAMED ? [`${howMany(far.length - NAMED, 'more cell')} give other scores, too.`] : []),
  ];
}
