import type { ErrorKind } from './error-kind.ts';

/** Errors of the pulse in the colour of skin. */
export const pulseErrors = {
  'bad-band': {
    status: 2,
    meaning: 'The band of heart rates is not valid, or does not fit the rate of the frames.',
    whatToDo: 'Write neonate, adult, or the lower and the upper edge in hertz, for example 1.2-4.',
  },
  'bad-trace': {
    status: 1,
    meaning: 'The colour of skin over time is not a trace that can be used.',
    whatToDo: 'Correct the times or the values that the message names.',
  },
  'unknown-pulse-method': {
    status: 2,
    meaning: 'There is no such method that makes a pulse signal of colours.',
    whatToDo: 'Choose one of those that the message lists.',
  },
} as const satisfies Readonly<Record<string, ErrorKind>>;
