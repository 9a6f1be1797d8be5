import { stat } from 'node:fs/promises';
import { EXPLANATION_METHODS, type ExplanationMethod, WinceError } from '@wince/core';
import { type Explained, explainFiles, explainRun, writeExplanation } from '@wince/runtime';
import { type Command, InvalidArgumentError } from 'commander';
import { CAUTION } from '../caution.ts';
import { explanationTable } from '../explanation-table.ts';
import { untilInterrupted } from '../interruption.ts';
import { openProgress } from '../progress.ts';
import { addWorkOptions, list, positiveNumber, type WorkOptions, wholeNumber } from './experiment-options.ts';

interface ExplainFlags extends WorkOptions {
  readonly cell?: string;
  readonly method?: readonly ExplanationMethod[];
  readonly masks?: number;
  readonly most: number;
  readonly seed?: number;
  readonly dataset?: string;
  readonly checks: boolean;
  readonly faces: boolean;
  readonly out?: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

/** `wince explain`: where in the face the evidence for a decision lies, and what each column gave. */
export function explainCommand(command: Command): void {
  command
    .argument('<MODEL|RUN>', 'a .wince file that `wince train` wrote, or the folder of a run')
    .argument(
      '[PICTURE...]',
      'of a model: the files to explain; of a run: names of samples (default: a row of each label of each subject, up to --most)',
    )
    .option('--method <LIST>', `${EXPLANATION_METHODS.join(', ')} (default: all but rise)`, methodsOf)
    .option('--cell <CELL>', 'of a run: the cell (default: the declared one)')
    .option('--most <N>', 'of a run: how many rows are explained where none is named', positiveNumber, 24)
    .option('--dataset <FILE>', 'of a run: where the data set is now')
    .option('--masks <N>', 'the number of masks of rise (default: 400)', positiveNumber)
    .option('--seed <N>', 'the seed of masks, noise and shuffles (default: 7)', wholeNumber)
    .option('--no-checks', 'leave out curves, noise, folds and shuffled weights: some ten times faster')
    .option('--out <DIR>', 'write explanation.json, a page, and each map over its face as SVG')
    .option('--no-faces', 'draw maps over outlines of the face in place of the face')
    .option('--overwrite', 'replace another explanation, and all else that is in its folder')
    .option('--json', 'print the explanation as one JSON document');
  addWorkOptions(command);
  command.action(async (path: string, names: readonly string[], flags: ExplainFlags) => {
    const progress = openProgress();
    const explained = await progress.during(
      untilInterrupted((signal) => explain(path, names, { ...flags, signal, onEvent: progress.show })),
    );
    if (flags.out !== undefined) await writeExplanation(explained, { ...flags, out: flags.out });
    const { document } = explained;
    if (document.rows.every(({ raw }) => raw === null)) process.exitCode = 1;
    if (flags.json) return console.log(JSON.stringify(document, null, 2));
    console.log(explanationTable(document));
    if (flags.out !== undefined) console.log(`\nOpen ${flags.out}/explanation.html to read it.`);
    console.log(`\n${CAUTION}`);
  });
}

type Work = ExplainFlags & Pick<Parameters<typeof explainRun>[1], 'signal' | 'onEvent'>;

async function explain(path: string, names: readonly string[], flags: Work): Promise<Explained> {
  const { method: methods, masks, seed, checks, cache, workers, signal, onEvent } = flags;
  const effort = {
    checks,
    ...(masks === undefined ? {} : { masks }),
    ...(seed === undefined ? {} : { seed }),
  };
  const options = { methods, effort, cache, workers, signal, onEvent };
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) {
    const { cell, most, dataset } = flags;
    return explainRun(path, { ...options, cell, most, dataset, samples: names });
  }
  if (flags.cell !== undefined || flags.dataset !== undefined)
    throw new WinceError('bad-option', '--cell and --dataset belong to a run, but a model is given.', {
      hint: 'Leave them out, or name the folder of a run.',
    });
  if (names.length === 0)
    throw new WinceError('bad-option', `No file is named that ${path} should explain.`, {
      hint: 'Name pictures behind the model: wince explain model.wince picture.jpg',
    });
  return explainFiles(path, names, options);
}

function methodsOf(text: string): readonly ExplanationMethod[] {
  return list(text).map((word) => {
    const method = EXPLANATION_METHODS.find((known) => known === word);
    if (method) return method;
    throw new InvalidArgumentError(`"${word}" is none of ${EXPLANATION_METHODS.join(', ')}.`);
  });
}
