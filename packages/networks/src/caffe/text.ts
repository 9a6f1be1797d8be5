import { caffeError, type Message, type Value } from './message.ts';

/** Deeper than any network nests its messages. */
const DEEPEST = 32;

const SPACE = /(?:\s|#[^\n]*)+/y;
const STRING = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y;
const WORD = /[\w.+-]+/y;
const MARKS = '{}<>:[],;';

interface Token {
  /** `other` has no meaning: nothing is read behind it. */
  readonly kind: 'string' | 'word' | 'mark' | 'end' | 'other';
  readonly text: string;
  readonly line: number;
}

/** What was read last. */
interface Next {
  at: number;
  /** Names of the layers that are being read, the innermost last; left there where an error is thrown. */
  readonly trail: string[];
}

/**
 * Reads a message in the text form of protocol buffers (a `prototxt`). Fields are not checked against a schema: what
 * nobody asks for is not looked at.
 *
 * @throws WinceError `bad-network-file` with the line, and with the layer that it is in
 */
export function readText(text: string): Message {
  const next: Next = { at: 0, trail: [] };
  return readFields(tokensOf(text), next, 'end', 0);
}

function readFields(tokens: readonly Token[], next: Next, close: string, depth: number): Message {
  const fields = new Map<string, Value[]>();
  const place = { line: tokens[next.at].line };
  const named = next.trail.length;
  if (depth > DEEPEST)
    throw syntax(tokens[next.at], next, `the text is nested deeper than ${DEEPEST} levels`);
  for (;;) {
    const token = tokens[next.at++];
    if (token.kind === 'end' || (token.kind === 'mark' && token.text === close)) {
      if (token.kind === 'end' && close !== 'end') throw syntax(token, next, `"${close}" is missing`);
      next.trail.length = named;
      return { place, fields };
    }
    if (token.kind === 'mark' && (token.text === ',' || token.text === ';')) continue;
    if (token.kind !== 'word') throw syntax(token, next, `a field name is expected, not ${token.text}`);
    const values = fields.get(token.text) ?? [];
    fields.set(token.text, values);
    if (isMark(tokens[next.at], ':')) next.at += 1;
    else if (!isMark(tokens[next.at], '{') && !isMark(tokens[next.at], '<')) {
      throw syntax(tokens[next.at], next, `":" or "{" is expected after ${token.text}`);
    }
    if (isMark(tokens[next.at], '[')) {
      next.at += 1;
      while (!isMark(tokens[next.at], ']')) {
        values.push(readValue(tokens, next, depth));
        if (isMark(tokens[next.at], ',')) next.at += 1;
      }
      next.at += 1;
    } else {
      values.push(readValue(tokens, next, depth));
    }
    const [value] = values;
    if (token.text === 'name' && depth > 0 && typeof value === 'string') next.trail.push(value);
  }
}

function readValue(tokens: readonly Token[], next: Next, depth: number): Value {
  const token = tokens[next.at++];
  if (isMark(token, '{')) return readFields(tokens, next, '}', depth + 1);
  if (isMark(token, '<')) return readFields(tokens, next, '>', depth + 1);
  if (token.kind === 'string') {
    let text = unquoted(token.text);
    while (tokens[next.at].kind === 'string') text += unquoted(tokens[next.at++].text);
    return text;
  }
  if (token.kind !== 'word') throw syntax(token, next, 'a value is expected');
  const number = Number(token.text.replace(/(?<=[\d.])f$/, ''));
  return Number.isNaN(number) ? token.text : number;
}

function isMark(token: Token, mark: string): boolean {
  return token.kind === 'mark' && token.text === mark;
}

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, (_, letter: string) => ({ n: '\n', t: '\t' })[letter] ?? letter);
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let last: Token['kind'] | undefined;
  for (let at = 0; last !== 'end' && last !== 'other'; ) {
    const start = endOf(SPACE, text, at);
    for (; at < start; at++) if (text[at] === '\n') line += 1;
    const [kind, end] = tokenAt(text, start);
    tokens.push({
      kind,
      text: kind === 'other' ? JSON.stringify(text[start]) : text.slice(start, end),
      line,
    });
    last = kind;
    at = end;
  }
  if (last === 'other') tokens.push({ kind: 'end', text: '', line });
  return tokens;
}

function tokenAt(text: string, at: number): readonly [kind: Token['kind'], end: number] {
  if (at >= text.length) return ['end', at];
  if (MARKS.includes(text[at])) return ['mark', at + 1];
  const word = endOf(WORD, text, at);
  if (word > at) return ['word', word];
  const string = endOf(STRING, text, at);
  return string > at ? ['string', string] : ['other', at];
}

/** Where what is looked for ends, or the same place where it does not stand there. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function syntax({ kind, text, line }: Token, { trail }: Next, message: string) {
  const reason = kind === 'other' ? `the character ${text} is not allowed here` : message;
  return caffeError(`${reason}.`, { layer: trail.at(-1), line });
}
