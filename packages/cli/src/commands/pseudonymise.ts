import { howMany } from '@wince/core';
import {
  defaultCacheFolder,
  NAME_KEY,
  type PseudonymisedRun,
  pseudonymiseModel,
  pseudonymiseRun,
} from '@wince/runtime';
import { type Command, Option } from 'commander';
import { printJson } from '../print-json.ts';

const NAMES = ['hashed', 'kept'] as const;
const FACES = ['landmarks', 'blurred', 'none', 'kept'] as const;

interface PseudonymiseFlags {
  readonly out: string;
  readonly overwrite?: boolean;
  readonly names: (typeof NAMES)[number];
  readonly faces: (typeof FACES)[number];
  readonly key: string;
  readonly cache: string;
  readonly json?: boolean;
}

/** `wince pseudonymise`: a copy of a run or a model for others. */
export function pseudonymiseCommand(command: Command): void {
  command
    .argument('<RUN>', 'a run folder, or a .wince file')
    .requiredOption('--out <DIR>', 'the folder, or the .wince file, to write')
    .addOption(
      new Option('--names <HOW>', 'names of subjects and files of a run')
        .choices([...NAMES])
        .default('hashed'),
    )
    .addOption(
      new Option('--faces <HOW>', 'faces in the report of a run').choices([...FACES]).default('landmarks'),
    )
    .option(
      '--key <FILE>',
      'the secret key from which pseudonyms are made; it is made where it is missing',
      NAME_KEY,
    )
    .option('--cache <DIR>', 'the cache of the run, in which its faces are', defaultCacheFolder())
    .option('--overwrite', 'replace an earlier run in the folder')
    .option('--json', 'print what was written as one JSON document')
    .action(async (path: string, { json, ...flags }: PseudonymiseFlags) => {
      const { out, key } = flags;
      if (path.endsWith('.wince')) {
        const written = await pseudonymiseModel(path, { out, key });
        if (json) return printJson({ file: out, ...written });
        console.log(`${out}: a model of ${howMany(written.subjects, 'subject')}, names hashed`);
      } else {
        const written = await pseudonymiseRun(path, flags);
        if (json) return printJson({ file: out, ...written });
        console.log(`${out}: ${howMany(written.subjects, 'subject')}, names ${flags.names}`);
        console.log(facesShown(written, flags.faces));
        if (flags.names === 'kept') return;
      }
      console.log(`Keep ${key} to yourself: who has it can tell whose a pseudonym is.`);
    });
}

function facesShown({ faces, wrong }: PseudonymisedRun, how: PseudonymiseFlags['faces']): string {
  if (how === 'none') return 'The report shows no faces.';
  const words = { landmarks: 'as landmarks', blurred: 'blurred', kept: 'as they are' }[how];
  const missing = wrong - faces;
  const more =
    missing === 0 ? '' : ` ${howMany(missing, 'face')} could not be shown: not in the cache, or of a clip.`;
  return `The report shows ${howMany(faces, 'face')} ${words}.${more}`;
}
