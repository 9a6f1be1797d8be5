import { WinceError } from '../errors.ts';

/** What a field may hold: any text without a slash, digits, letters, letters and digits, or one of the listed words. */
type FieldKind = 'any' | 'number' | 'word' | 'code' | readonly string[];

type Token =
  /** Text that stands as it is. `fold`: the ending of a file name, where case does not matter. */
  | { readonly is: 'text'; readonly options: readonly string[]; readonly fold: boolean }
  | { readonly is: 'field'; readonly name: string; readonly kind: FieldKind }
  /** `*`: any text without a slash, none included. */
  | { readonly is: 'any' }
  /** Double star and slash: any folders, none included. */
  | { readonly is: 'folders' };

/** A pattern that takes the path of a file apart: `{label}/{subject}_*.{jpg,png}`. */
export interface FilePattern {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** Names of its fields, each once, in the order in which they stand. */
  readonly fields: readonly string[];
}

/**
 * Reads a pattern. It speaks of the whole path of a file under the folder of the data set, with forward slashes:
 *
 * - `{name}` is a field: one character or more, no slash. The same name twice must hold the same text.
 * - `{name:number}` holds digits alone, `{name:word}` letters alone, `{name:code}` letters and digits,
 *   `{name:pain|rest|air_puff}` one of the words.
 * - `{jpg,png}` is any of the texts; `*` any text without a slash; `**` and a slash any folders, or none.
 * - Case matters, except in the ending of the file name.
 *
 * @throws WinceError `bad-pattern` that names the place
 */
export function parsePattern(text: string): FilePattern {
  const tokens: Token[] = [];
  const ending = text.lastIndexOf('.') > text.lastIndexOf('/') ? text.lastIndexOf('.') : text.length;
  const pushText = (literal: string, from: number) => {
    // A text that runs over the last full stop is cut there: only what follows is an ending.
    const cut = Math.min(Math.max(ending + 1 - from, 0), literal.length);
    for (const [part, fold] of [
      [literal.slice(0, cut), false],
      [literal.slice(cut), true],
    ] as const) {
      if (part !== '') tokens.push({ is: 'text', options: [part], fold });
    }
  };
  let at = 0;
  while (at < text.length) {
    if (text[at] === '{') {
      const close = text.indexOf('}', at);
      if (close < 0) throw badPattern(text, at, 'this brace is never closed');
      tokens.push(readBraces(text, at, close, at > ending));
      at = close + 1;
    } else if (text.startsWith('**/', at) && (at === 0 || text[at - 1] === '/')) {
      tokens.push({ is: 'folders' });
      at += 3;
    } else if (text[at] === '*') {
      if (tokens.at(-1)?.is !== 'any') tokens.push({ is: 'any' });
      at += 1;
    } else {
      const next = /[{*]/.exec(text.slice(at));
      const end = next ? at + next.index : text.length;
      if (text.slice(at, end).includes('}'))
        throw badPattern(text, text.indexOf('}', at), 'a closing brace has no opening brace before it');
      pushText(text.slice(at, end), at);
      at = end;
    }
  }
  const fields = [...new Set(tokens.flatMap((token) => (token.is === 'field' ? [token.name] : [])))];
  return { text, tokens, fields };
}

function readBraces(text: string, open: number, close: number, fold: boolean): Token {
  const inside = text.slice(open + 1, close);
  if (inside.includes(',')) {
    const options = inside.split(',');
    if (options.some((option) => /[{/]/.test(option)))
      throw badPattern(text, open, 'the texts to choose from cannot contain a brace or a slash');
    return { is: 'text', options, fold };
  }
  const parts = /^([a-z][a-z0-9_]*)(?::(.+))?$/.exec(inside);
  if (!parts) {
    throw badPattern(
      text,
      open,
      'the name of a field has only small letters, digits and underscores, for example {subject}',
    );
  }
  const [, name, kind] = parts;
  if (name === 'path') throw badPattern(text, open, '"path" is the path itself and cannot be a field');
  if (kind === undefined) return { is: 'field', name, kind: 'any' };
  if (kind === 'number' || kind === 'word' || kind === 'code') return { is: 'field', name, kind };
  if (kind.includes('|') && kind.split('|').every((word) => word !== '' && !/[{/]/.test(word))) {
    return { is: 'field', name, kind: kind.split('|') };
  }
  throw badPattern(
    text,
    open,
    `the kind of a field can be number, word, code, or a choice of words (a|b), but not "${kind}"`,
  );
}

function badPattern(text: string, at: number, why: string): WinceError {
  return new WinceError('bad-pattern', `The pattern "${text}" is not valid at character ${at + 1}: ${why}.`, {
    hint: "A pattern looks like '{subject}_{sex}_{label}_{index}.jpg' or '{label}/{subject}_*.{jpg,png}'.",
  });
}

/** How a path reads under a pattern. */
export type PatternMatch =
  | { readonly is: 'match'; readonly fields: Readonly<Record<string, string>> }
  | { readonly is: 'none' }
  /** Two ways to read it that differ in a field. */
  | { readonly is: 'ambiguous'; readonly readings: readonly Readonly<Record<string, string>>[] };

/** Takes a path apart. A path that can be read in two ways is never guessed at. */
export function matchPattern(pattern: FilePattern, path: string): PatternMatch {
  const { tokens } = pattern;
  const readings = new Map<string, Record<string, string>>();
  const repeats = tokens.filter(({ is }) => is === 'field').length > pattern.fields.length;
  /** What was found from a place: nothing, or a reading with these fields before it. */
  const seen = new Map<string, string | null>();

  /** Whether the rest of the path can be read at all; stops at the second reading. */
  const read = (token: number, at: number, fields: Record<string, string>): boolean => {
    if (token === tokens.length) {
      if (at < path.length) return false;
      readings.set(JSON.stringify(fields), fields);
      return true;
    }
    // A place from which nothing can be read stays so, whatever stood before, unless a field is repeated; and one that
    // was read with the same fields before it gives nothing new.
    const before = JSON.stringify(fields);
    const place = repeats ? `${token} ${at} ${before}` : `${token} ${at}`;
    const earlier = seen.get(place);
    if (earlier === null) return false;
    if (earlier === before) return true;
    let found = false;
    for (const [end, name] of ends(tokens[token], path, at, fields)) {
      const next = name === undefined ? fields : { ...fields, [name]: path.slice(at, end) };
      if (read(token + 1, end, next)) found = true;
      if (readings.size > 1) return true;
    }
    seen.set(place, found ? before : null);
    return found;
  };
  read(0, 0, {});

  const all = [...readings.values()];
  if (all.length === 0) return { is: 'none' };
  return all.length === 1 ? { is: 'match', fields: all[0] } : { is: 'ambiguous', readings: all };
}

/** Where a token that begins at `at` can end, with the name of the field that it fills. */
function* ends(
  token: Token,
  path: string,
  at: number,
  fields: Readonly<Record<string, string>>,
): Generator<readonly [number, string?]> {
  if (token.is === 'text') {
    for (const option of token.options) {
      const here = path.slice(at, at + option.length);
      if (here === option || (token.fold && here.toLowerCase() === option.toLowerCase()))
        yield [at + option.length];
    }
  } else if (token.is === 'folders') {
    yield [at];
    for (let slash = path.indexOf('/', at); slash >= 0; slash = path.indexOf('/', slash + 1))
      yield [slash + 1];
  } else {
    const slash = path.indexOf('/', at);
    const last = slash < 0 ? path.length : slash;
    if (token.is === 'any') {
      for (let end = at; end <= last; end++) yield [end];
    } else {
      const before = fields[token.name];
      for (let end = at + 1; end <= last; end++) {
        const value = path.slice(at, end);
        if (before !== undefined ? value === before : allows(token.kind, value)) yield [end, token.name];
      }
    }
  }
}

function allows(kind: FieldKind, value: string): boolean {
  if (kind === 'any') return true;
  if (kind === 'number') return /^\d+$/.test(value);
  if (kind === 'word') return /^\p{L}+$/u.test(value);
  if (kind === 'code') return /^[\p{L}\d]+$/u.test(value);
  return kind.includes(value);
}

/**
 * The path that has the given fields: stars and folders are left empty, and the first of several texts is taken.
 *
 * @throws WinceError `bad-field` where a field is missing, or is not what the pattern allows there
 */
export function composePath(pattern: FilePattern, fields: Readonly<Record<string, string>>): string {
  return pattern.tokens
    .map((token) => {
      if (token.is === 'text') return token.options[0];
      if (token.is !== 'field') return '';
      const value = fields[token.name] ?? '';
      if (value === '' || value.includes('/') || !allows(token.kind, value)) {
        throw new WinceError(
          'bad-field',
          `"${value}" cannot be the ${token.name} of the pattern "${pattern.text}".`,
          {
            hint: 'A field must not be empty, must not contain a slash, and must be of the kind that the pattern gives.',
          },
        );
      }
      return value;
    })
    .join('');
}

/** Patterns of layouts that data sets are known to have. */
export const knownLayouts: Readonly<Record<string, { readonly pattern: string; readonly title: string }>> = {
  icope: {
    pattern: '{subject}_{sex:M|F}_{label}_{index:number}.{jpg,jpeg,png,bmp,tif,tiff}',
    title: 'iCOPE: one folder of files such as S04_M_pain_1.jpg',
  },
  'label-folders': {
    pattern: '{label}/{subject}_*.{jpg,jpeg,png,bmp,tif,tiff,webp,gif}',
    title: 'one folder for each label; the names of the files begin with the subject: pain/S04_1.jpg',
  },
};
