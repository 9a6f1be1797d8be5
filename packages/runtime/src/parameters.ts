import { didYouMean, WinceError } from '@wince/core';
import { z } from 'zod';

/**
 * Parameters in groups as a user wrote them, with the defaults filled in.
 *
 * @param name how messages call the whole: `face`, `clips`
 * @param schema gives all defaults for `{}`
 * @throws WinceError `bad-parameter` that names the key, its value and the known keys
 */
export function parametersOf<Parameters>(
  name: string,
  schema: z.ZodType<Parameters>,
  given: Readonly<Record<string, unknown>>,
): Parameters {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const known = knownKeys(schema, issue.path);
  const hint = `Known there: ${known.join(', ')}.`;
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys;
    const full = [name, ...issue.path, key].join('.');
    throw new WinceError('bad-parameter', `There is no parameter "${full}".${didYouMean(key, known)}`, {
      hint,
    });
  }
  const full = [name, ...issue.path].join('.');
  const value = JSON.stringify(valueAt(given, issue.path));
  throw new WinceError('bad-parameter', `The parameter "${full}" cannot be ${value}: ${issue.message}.`, {
    hint,
  });
}

/** The keys of the innermost group that a path leads into. */
function knownKeys(schema: z.ZodType, path: z.core.$ZodIssue['path']): readonly string[] {
  const groups = z.record(z.string(), z.unknown());
  let group = groups.parse(schema.parse({}));
  for (const key of path) {
    const inner = groups.safeParse(group[String(key)]);
    if (!inner.success) break;
    group = inner.data;
  }
  return Object.keys(group);
}

function valueAt(given: unknown, path: z.core.$ZodIssue['path']): unknown {
  let value = given;
  for (const key of path) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }
  return value;
}
