import { type ClipParameters, clipParameters } from '@wince/core';
import { parametersOf } from '../../parameters.ts';

/**
 * How clips become rows, as a user wrote it under `clips`, with the defaults filled in.
 *
 * @throws WinceError `bad-parameter` that names the key, its value and the known keys
 */
export function clipParametersOf(given: Readonly<Record<string, unknown>>): ClipParameters {
  return parametersOf('clips', clipParameters, given);
}
