import { z } from 'zod';
import type { Catalogue, CatalogueEntry } from './catalogue.ts';
import { WinceError } from './errors.ts';
import { parseGiven } from './parameters.ts';

/** An entry of a catalogue whose parameters a user may set. */
export interface ParameterisedEntry extends CatalogueEntry {
  readonly parameters: z.ZodType;
}

/** A method with its parameters filled in, and the one name under which tables show it. */
export const methodCall = z
  .strictObject({
    id: z.string(),
    /** All parameters, defaults included. */
    parameters: z.record(z.string(), z.unknown()).readonly(),
    /** The id, and behind `?` the parameters that differ from their defaults, sorted: `svm-linear?C=10`. */
    name: z.string(),
  })
  .readonly();
/** A method with all its parameters; see `methodCall`. */
export type MethodCall = z.infer<typeof methodCall>;

/** How a user writes a method: `knn`, `knn?k=3`, or `{ id: knn, k: 3 }`. */
export const methodSpecification = z.union([
  z.string().min(1),
  z.looseObject({
    id: z.string().min(1).describe('The name of the method. Its parameters are further keys beside it.'),
  }),
]);
/** A method as a user writes it; see `methodSpecification`. */
export type MethodSpecification = z.infer<typeof methodSpecification>;

/**
 * Reads a method as the user wrote it against its catalogue.
 *
 * @throws WinceError `unknown-<kind>` for an unknown id, `bad-parameter` that names the key, its value and the known keys.
 */
export function parseMethod(
  catalogue: Catalogue<ParameterisedEntry>,
  specification: MethodSpecification,
): MethodCall {
  const { id, given } =
    typeof specification === 'string' ? splitSpecification(specification) : splitObject(specification);
  const entry = catalogue.get(id);
  const defaults = asRecord(entry.parameters.parse({}));
  const parameters = asRecord(
    parseGiven(entry.parameters, given, {
      code: 'bad-parameter',
      where: `${catalogue.kind} "${id}"`,
      noun: 'parameter',
    }),
  );
  return { id, parameters, name: methodName(id, parameters, defaults) };
}

/** A method as a user would write it with one parameter more. @param name of a parameter that is not among those given */
export function withParameter(
  specification: MethodSpecification,
  name: string,
  value: string,
): MethodSpecification {
  if (typeof specification !== 'string') return { ...specification, [name]: value };
  return `${specification}${specification.includes('?') ? '&' : '?'}${name}=${value}`;
}

/** `knn?k=3&weights=x` as an id and its parameters; numbers and booleans are read as such. */
function splitSpecification(text: string): { id: string; given: Record<string, unknown> } {
  const mark = text.indexOf('?');
  if (mark < 0) return { id: text, given: {} };
  const given: (readonly [string, unknown])[] = [];
  for (const pair of text.slice(mark + 1).split('&')) {
    const equals = pair.indexOf('=');
    if (equals < 1) {
      throw new WinceError('bad-parameter', `"${pair}" in "${text}" is not of the form name=value.`, {
        hint: 'Write parameters after a question mark, joined by &: knn?k=3.',
      });
    }
    given.push([pair.slice(0, equals), literal(pair.slice(equals + 1))]);
  }
  return { id: text.slice(0, mark), given: Object.fromEntries(given) };
}

function splitObject({ id, ...given }: { id: string; [key: string]: unknown }) {
  return { id, given };
}

function literal(text: string): unknown {
  if (text === 'true') return true;
  if (text === 'false') return false;
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : text;
}

function methodName(
  id: string,
  parameters: Record<string, unknown>,
  defaults: Record<string, unknown>,
): string {
  const changed = Object.keys(parameters)
    .filter((key) => JSON.stringify(parameters[key]) !== JSON.stringify(defaults[key]))
    .sort()
    .map((key) => `${key}=${parameters[key]}`);
  return changed.length === 0 ? id : `${id}?${changed.join('&')}`;
}

function asRecord(value: unknown): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(value);
}
