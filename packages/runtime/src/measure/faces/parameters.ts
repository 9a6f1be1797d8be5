import { type FaceParameters, faceParameters } from '@wince/core';
import { parametersOf } from '../../parameters.ts';

/**
 * The face analyser's parameters as a user wrote them, with the defaults filled in: groups `locate`, `choose`,
 * `registration` and `quality`, each with its own keys.
 *
 * @throws WinceError `bad-parameter` that names the key, its value and the known keys
 */
export function faceParametersOf(given: Readonly<Record<string, unknown>>): FaceParameters {
  return parametersOf('face', faceParameters, given);
}
