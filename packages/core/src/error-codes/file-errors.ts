import type { ErrorKind } from './error-kind.ts';

/** Errors of files and folders of any kind, and of work that was stopped. */
export const fileErrors = {
  'bad-name-key': {
    status: 2,
    meaning:
      'The file of the key from which pseudonyms are made cannot be read, holds no key, or can be read by others.',
    whatToDo: 'Run `chmod 600` on it, or name another file with `--key`; one that is not there yet is made.',
  },
  'bad-option': {
    status: 2,
    meaning: 'An option of the command has a value that it cannot have.',
    whatToDo: 'Give one of the values that the message lists; `--help` shows them, too.',
  },
  'bad-yaml': {
    status: 2,
    meaning: 'An experiment file or a dataset.yaml is not valid YAML.',
    whatToDo:
      'Correct the line that the message names: often the indentation is wrong or a colon is missing.',
  },
  'cannot-remove': {
    status: 1,
    meaning: 'A file or folder cannot be removed.',
    whatToDo: 'Get permission to write there, and run the command again.',
  },
  'cannot-write': {
    status: 1,
    meaning: 'A file or folder cannot be written.',
    whatToDo: 'Check that the folder exists and that you may write in it.',
  },
  'disk-full': {
    status: 1,
    meaning: 'There is no space left on the disk.',
    whatToDo: 'Free some space, or name another folder.',
  },
  'empty-file': {
    status: 1,
    meaning: 'A picture or video has no content (0 bytes).',
    whatToDo: 'Copy the file again from its source, or leave it out.',
  },
  'folder-in-use': {
    status: 2,
    meaning: 'The folder for the results contains other results, or files that were added or changed.',
    whatToDo: 'Name another folder with `--out`; `--overwrite` replaces results of the same kind.',
  },
  interrupted: {
    status: 1,
    meaning: 'The work was stopped before it was complete.',
    whatToDo: 'Run the same command again: it continues from what is in the cache.',
  },
  'no-such-file': {
    status: 2,
    meaning: 'A file that was named is not there, or cannot be opened.',
    whatToDo: 'Check the path.',
  },
  'no-such-folder': {
    status: 2,
    meaning: 'A folder that was named is not there, or cannot be read.',
    whatToDo: 'Check the path.',
  },
  'not-utf8': {
    status: 1,
    meaning: 'A text file is not in the encoding UTF-8.',
    whatToDo: 'Save the file as UTF-8.',
  },
  'unreadable-cache': {
    status: 1,
    meaning: 'An entry of the cache, or a folder in it, cannot be read.',
    whatToDo: 'Name a cache of your own with `--cache`, or get permission to read this one.',
  },
  'unreadable-file': {
    status: 1,
    meaning: 'A picture or video is there, but cannot be read.',
    whatToDo: 'Check that it is a file and that you may read it.',
  },
} as const satisfies Readonly<Record<string, ErrorKind>>;
