import { howMany } from '@wince/core';
import {
  CLIP_SECONDS,
  CONFOUNDS,
  CONTRASTS,
  type Confound,
  type Contrast,
  SYNTHETIC_NOTICE,
} from '@wince/phantom';
import {
  COHORT_LAYOUTS,
  type CohortLayout,
  defaultWorkers,
  VIDEO_FORMATS,
  type VideoFormat,
  writeCohort,
} from '@wince/runtime';
import { type Command, Option } from 'commander';
import { untilInterrupted } from '../interruption.ts';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';
import { anyNumber, positiveNumber } from './experiment-options.ts';

interface PhantomFlags {
  readonly subjects: number;
  readonly out: string;
  readonly overwrite?: boolean;
  readonly seed: number;
  readonly difficulty: number;
  readonly confound?: Confound;
  readonly layout?: CohortLayout;
  readonly video?: VideoFormat | true;
  readonly contrast?: Contrast;
  readonly seconds?: number;
  readonly size?: number;
  readonly workers: number;
  readonly json?: boolean;
}

/** `wince phantom`: a cohort of synthetic neonates whose truth is known. */
export function phantomCommand(command: Command): void {
  command
    .requiredOption('--out <DIR>', 'the folder of the data set')
    .option('--overwrite', 'replace another phantom, and all else that is in the folder')
    .option('--subjects <N>', 'how many neonates', anyNumber, 24)
    .option('--seed <N>', 'the same seed gives the same bytes', anyNumber, 7)
    .option(
      '--difficulty <D>',
      '0: the face shows the label clearly; 1: the face does not show the label',
      anyNumber,
      0.5,
    )
    .option('--confound <NAME>', `make one thing depend on the label on purpose: ${CONFOUNDS.join(', ')}`)
    .addOption(
      new Option(
        '--layout <NAME>',
        'dataset: a data set with its truth; names: pictures alone, named S01_F_pain_1.jpg',
      )
        .choices(COHORT_LAYOUTS)
        .default('dataset'),
    )
    .option('--video [FORMAT]', `clips with sound instead of pictures: ${VIDEO_FORMATS.join(' or ')}`)
    .option('--contrast <NAME>', `what a clip compares with pain: ${CONTRASTS.join(', ')} (default: any)`)
    .option('--seconds <N>', `length of a clip (default: ${CLIP_SECONDS.usual})`, anyNumber)
    .option('--size <N>', 'pixels a side (default: 320, clips 224)', anyNumber)
    .option('--workers <N>', 'the number of workers', positiveNumber, defaultWorkers())
    .option('--json', 'print what was written as one JSON document')
    .action(async (flags: PhantomFlags) => {
      const format = flags.video === true ? 'mp4' : flags.video;
      const progress = openProgress();
      const { cohort: _, ...written } = await progress.during(
        untilInterrupted((signal) =>
          writeCohort({ ...flags, video: format, signal, onEvent: progress.show }),
        ),
      );
      if (flags.json) {
        printJson(written);
        return;
      }
      console.log(
        `${flags.video ? howMany(written.samples, 'part of a clip', 'parts of clips') : howMany(written.samples, 'picture')} of ${howMany(written.subjects, 'synthetic neonate')} in ${written.folder}.`,
      );
      console.log(
        written.dataset === null
          ? `${SYNTHETIC_NOTICE}.`
          : `${SYNTHETIC_NOTICE}. Look at ${written.contactSheet}; the table is ${written.dataset}.`,
      );
    });
}
