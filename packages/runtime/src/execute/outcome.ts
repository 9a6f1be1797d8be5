import { WinceError } from '@wince/core';

/** The fields of a typed error, which an error would lose on its way to another thread or process. */
export type Refusal = Pick<WinceError, 'code' | 'message' | 'hint'>;

/** What work elsewhere hands back: its result, or a typed error as data. */
export type Outcome<Result> = { readonly result: Result } | { readonly refusal: Refusal };

/** Does the work, and makes a typed error fit to travel. Anything else that is thrown stays a defect. */
export async function outcomeOf<Result>(work: () => Result | Promise<Result>): Promise<Outcome<Result>> {
  try {
    return { result: await work() };
  } catch (error) {
    if (!(error instanceof WinceError)) throw error;
    const { code, message, hint } = error;
    return { refusal: { code, message, hint } };
  }
}

/** The result, or the typed error thrown again. */
export function resultOf<Result>(outcome: Outcome<Result>): Result {
  if ('result' in outcome) return outcome.result;
  const { code, message, hint } = outcome.refusal;
  throw new WinceError(code, message, { hint });
}
