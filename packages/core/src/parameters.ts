import { z } from 'zod';
import { didYouMean } from './catalogue.ts';
import type { ErrorCode } from './error-codes.ts';
import { WinceError } from './errors.ts';
import { innerSchema } from './inner-schema.ts';
import { keysOfSchema, nameInFiles } from './spelling.ts';

/** How a refusal speaks of what was given. */
export interface GivenWords {
  /** Of the error: `bad-experiment`, `bad-parameter`, ... */
  readonly code: ErrorCode;
  /** What was given, in front of the message: the name of a file, `classifier "knn"`; nothing by default. */
  readonly where?: string;
  /** What the names in it are called; `key` by default. */
  readonly noun?: 'key' | 'parameter' | 'column' | 'setting';
  /** Names that stand in front of every name, as in `face.quality.maximum_yaw`. */
  readonly within?: readonly string[];
  /** What the value as a whole is called; `the file` by default. */
  readonly whole?: string;
  /** Stands behind the known names in the hint. */
  readonly hint?: string;
}

/**
 * Parses what comes from outside, with all defaults filled in. This is the one way from an issue of zod to an error.
 *
 * @throws WinceError of the given code. Its message names the place, the value and the reason; for an unknown name also
 *   the nearest known one. Its hint lists the names that are known at that place.
 */
export function parseGiven<Value>(schema: z.ZodType<Value>, given: unknown, words: GivenWords): Value {
  const { code, where, noun = 'key', hint } = words;
  const named = prototypeKey(given);
  if (named) {
    const key = [...(words.within ?? []), ...named].join('.');
    const message = `there is no ${noun} "${key}".`;
    throw new WinceError(code, where === undefined ? capitalised(message) : `${where}: ${message}`, {
      hint: 'Remove it.',
    });
  }
  const spelled = keysOfSchema(schema, given);
  const parsed = schema.safeParse(spelled);
  if (parsed.success) return parsed.data;
  const { message, known, needsQuotes } = explainIssue(schema, spelled, parsed.error, words);
  const list = known.length > 0 ? `The known ${noun}s at this place are: ${known.join(', ')}.` : '';
  const nothing = hint === undefined ? `It has no ${noun}s.` : '';
  throw new WinceError(code, where === undefined ? capitalised(message) : `${where}: ${message}`, {
    hint: [list || nothing, needsQuotes ?? '', hint ?? ''].filter((part) => part !== '').join(' '),
    cause: parsed.error,
  });
}

/** Where a value names `__proto__`, by which an object would be changed that is not in the file; undefined where it does not. */
function prototypeKey(value: unknown, seen = new Set<unknown>()): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value))
    return undefined;
  seen.add(value);
  if (Object.hasOwn(value, '__proto__')) return ['__proto__'];
  for (const [key, below] of Object.entries(value)) {
    const found = prototypeKey(below, seen);
    if (found) return [key, ...found];
  }
  return undefined;
}

/**
 * The first issue in one sentence, and the names that are known where it is.
 *
 * @param given what was parsed
 */
export function explainIssue(
  schema: z.ZodType,
  given: unknown,
  { issues }: z.ZodError,
  { noun = 'key', within = [], whole = 'the file' }: Pick<GivenWords, 'noun' | 'within' | 'whole'> = {},
): {
  readonly message: string;
  readonly known: readonly string[];
  /** What to write where a number or a truth value stands in the place of text; undefined elsewhere. */
  readonly needsQuotes?: string;
} {
  const issue = firstOf(issues);
  const known = knownNames(schema, given, issue.path).map(nameInFiles);
  const full = [...within.map(nameInFiles), ...writtenPath(schema, given, issue.path)];
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys;
    const name = [...full, key].join('.');
    return { message: `there is no ${noun} "${name}".${didYouMean(nameInFiles(key), known)}`, known };
  }
  const place = full.length === 0 ? whole : `the ${noun} "${full.join('.')}"`;
  const value = valueAt(given, issue.path);
  const reason = reasonOf(issue);
  if (value === undefined) return { message: `${place} is missing: ${reason}.`, known };
  if (value === null) return { message: `${place} is empty: ${reason}.`, known };
  const isPlain = typeof value !== 'object';
  const message = `${place} cannot be ${isPlain ? JSON.stringify(value) : 'this'}: ${reason}.`;
  return { message, known, needsQuotes: quotesFor(issue, value) };
}

/** YAML reads 1, 01, true and no as numbers and truth values; a word of a table is text. */
function quotesFor(issue: z.core.$ZodIssue, value: unknown): string | undefined {
  if (typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  if (!takesText(issue)) return undefined;
  const zeros = typeof value === 'number' ? ` (without quotes, YAML reads 0${value} as ${value}, too)` : '';
  return `Write the word in quotes, exactly as the table has it: "${String(value)}"${zeros}.`;
}

function takesText(issue: z.core.$ZodIssue): boolean {
  if (issue.code === 'invalid_type') return issue.expected === 'string';
  return issue.code === 'invalid_union' && issue.errors.some(([first]) => first && takesText(first));
}

/** The issue that says most. Where a value may have several forms it is one of the form that it comes nearest to. */
function firstOf(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  // A name that was mistyped is often missing under its right name, too: the first says more.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue.code !== 'invalid_union') return issue;
  const ofOtherForm = ({ code, path }: z.core.$ZodIssue) =>
    path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
  const near = issue.errors.filter((own) => own.length > 0 && !own.some(ofOtherForm));
  if (near.length !== 1) return issue;
  const inner = firstOf(near[0]);
  return { ...inner, path: [...issue.path, ...inner.path] };
}

/** Why a value is refused: a clause without a full stop. */
function reasonOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `it must be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `it must be ${alternatives(issue.values.map((value) => JSON.stringify(value)))}`;
    case 'too_small':
      return `it must ${sized(issue.origin, Number(issue.minimum), issue.inclusive ? 'at least' : 'more than')}`;
    case 'too_big':
      return `it must ${sized(issue.origin, Number(issue.maximum), issue.inclusive ? 'at most' : 'less than')}`;
    case 'invalid_union': {
      const reasons = issue.errors.map(([first]) => reasonOf(first));
      const must = /^it must be /;
      return reasons.length > 0 && reasons.every((reason) => must.test(reason))
        ? `it must be ${alternatives([...new Set(reasons.map((reason) => reason.replace(must, '')))])}`
        : (reasons[0] ?? issue.message);
    }
    default:
      return issue.message;
  }
}

const TYPES: Readonly<Partial<Record<string, string>>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'names with values',
  record: 'names with values',
  null: 'empty',
};

function sized(origin: string, limit: number, bound: string): string {
  if (origin === 'string') return limit === 1 ? 'not be empty' : `have ${bound} ${limit} characters`;
  if (origin === 'array') return `have ${bound} ${limit} ${limit === 1 ? 'entry' : 'entries'}`;
  return `be ${bound} ${limit}`;
}

function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** The names of the innermost group that a path leads into. */
function knownNames(schema: z.ZodType, given: unknown, path: readonly PropertyKey[]): readonly string[] {
  let known: readonly string[] = [];
  let at: z.core.$ZodType | undefined = schema;
  let value = given;
  for (const key of [...path, undefined]) {
    at = at && innerSchema(at, value);
    if (at instanceof z.ZodObject) known = Object.keys(at.shape);
    if (key === undefined) break;
    at = at && childOf(at, key);
    value = valueAt(value, [key]);
  }
  return known;
}

/** A path as files write it: the names that a schema knows in snake_case, those of users as they are. */
function writtenPath(schema: z.ZodType, given: unknown, path: readonly PropertyKey[]): readonly string[] {
  let at: z.core.$ZodType | undefined = schema;
  let value = given;
  return path.map((key) => {
    at = at && innerSchema(at, value);
    const written = at instanceof z.ZodObject ? nameInFiles(String(key)) : String(key);
    at = at && childOf(at, key);
    value = valueAt(value, [key]);
    return written;
  });
}

function childOf(schema: z.core.$ZodType, key: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(key)];
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return undefined;
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  let value = given;
  for (const key of path) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }
  return value;
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
