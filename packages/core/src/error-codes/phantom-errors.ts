import type { ErrorKind } from './error-kind.ts';

/** Errors of drawn neonates. */
export const phantomErrors = {
  'bad-phantom': {
    status: 2,
    meaning: 'A parameter of the drawn neonates has a value that it cannot have.',
    whatToDo: 'Give a value in the range that the message shows.',
  },
  'not-neonatal': {
    status: 2,
    meaning: 'The proportions of a drawn face are outside those of neonates.',
    whatToDo: 'Draw the subject with proportions in the range that the message shows.',
  },
} as const satisfies Readonly<Record<string, ErrorKind>>;
