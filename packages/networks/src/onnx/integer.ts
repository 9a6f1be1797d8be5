import { z } from 'zod';

/** A whole number as the decoder has it: those of 64 bits are objects, which are kept, as a number does not carry all of them. */
export type Int64 = number | { toString(): string };

export const int64 = z.custom<Int64>(
  (value) => typeof value === 'number' || (typeof value === 'object' && value !== null),
);

/** The same where it is a size. */
export const integer = int64.transform((value) => Number(value.toString())).pipe(z.int());
