import { didYouMean, type FaceParameters, faceParameters, WinceError } from '@wince/core';
import type { z } from 'zod';

/**
 * The face analyser's parameters as a user wrote them, with the defaults filled in: groups `locate`, `choose`,
 * `registration` and `quality`, each with its own keys.
 *
 * @throws WinceError `bad-parameter` that names the key, its value and the known keys
 */
export function faceParametersOf(given: Readonly<Record<string, unknown>>): FaceParameters {
  const parsed = faceParameters.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const known = knownKeys(issue.path);
  const hint = `Known there: ${known.join(', ')}.`;
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys;
    const name = ['face', ...issue.path, key].join('.');
    throw new WinceError('bad-parameter', `There is no parameter "${name}".${didYouMean(key, known)}`, {
      hint,
      status: 2,
    });
  }
  const name = ['face', ...issue.path].join('.');
  const value = JSON.stringify(valueAt(given, issue.path));
  throw new WinceError('bad-parameter', `The parameter "${name}" cannot be ${value}: ${issue.message}.`, {
    hint,
    status: 2,
  });
}

/** The keys of the group that a path leads into. */
function knownKeys(path: z.core.$ZodIssue['path']): readonly string[] {
  const defaults: Readonly<Record<string, unknown>> = faceParameters.parse({});
  const group = path.length === 0 ? defaults : defaults[String(path[0])];
  return typeof group === 'object' && group !== null ? Object.keys(group) : Object.keys(defaults);
}

function valueAt(given: unknown, path: z.core.$ZodIssue['path']): unknown {
  let value = given;
  for (const key of path) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }
  return value;
}
