import { type Prediction, predict, predictionsCsv } from '@wince/runtime';
import { Command, Option } from 'commander';
import { untilInterrupted } from '../interruption.ts';
import { openProgress } from '../progress.ts';
import { columns } from '../tables.ts';
import { addWorkOptions, type WorkOptions } from './experiment-options.ts';

interface PredictFlags extends WorkOptions {
  readonly model: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** `wince predict`: a trained model on pictures. */
export function predictCommand(): Command {
  const command = new Command('predict')
    .description('score pictures with a trained model')
    .argument('<FILE...>', 'pictures')
    .requiredOption('--model <FILE>', 'a .wince file that `wince train` wrote')
    .addOption(new Option('--json', 'print one JSON document').conflicts('csv'))
    .option('--csv', 'print a table as CSV');
  addWorkOptions(command);
  return command.action(async (files: readonly string[], flags: PredictFlags) => {
    const progress = openProgress();
    const result = await untilInterrupted((signal) =>
      predict(files, { ...flags, signal, onProgress: progress.update }),
    ).finally(progress.end);
    if (flags.json) return console.log(JSON.stringify(result, null, 2));
    if (flags.csv) return void process.stdout.write(predictionsCsv(result.predictions));
    console.log(columns([['file', 'state', 'score', 'reason'], ...result.predictions.map(line)]));
    console.log(`\nscore: ${result.model.score_means}`);
    if (result.model.synthetic) console.log('Trained on synthetic faces: it says nothing about a neonate.');
    console.log('Research use only: not a medical device.');
    return undefined;
  });
}

function line({ file, state, score }: Prediction): readonly string[] {
  return [file, state, score.value === null ? '' : score.value.toFixed(3), score.reason ?? ''];
}
