import { caffeError, type Message, type Value } from './message.ts';

/** Deeper than any network nests its messages. */
const DEEPEST = 32;

const TOKEN =
  /\s+|#[^\n]*|(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<word>[\w.+-]+)|(?<mark>[{}<>:[\],;])/y;

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
  if (depth > DEEPEST) throw syntax(tokens[next.at], next, `nested deeper than ${DEEPEST} levels`);
  for (;;) {
    const token = tokens[next.at++];
    if (token.kind === 'end' || (token.kind === 'mark' && token.text === close)) {
      if (token.kind === 'end' && close !== 'end') throw syntax(token, next, `"${close}" is missing`);
      next.trail.length = named;
      return { place, fields };
    }
    if (token.kind === 'mark' && (token.text === ',' || token.text === ';')) continue;
    if (token.kind !== 'word') throw syntax(token, next, `a field's name was expected, not ${token.text}`);
    const values = fields.get(token.text) ?? [];
    fields.set(token.text, values);
    if (isMark(tokens[next.at], ':')) next.at += 1;
    else if (!isMark(tokens[next.at], '{') && !isMark(tokens[next.at], '<')) {
      throw syntax(tokens[next.at], next, `":" or "{" was expected behind ${token.text}`);
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
  if (token.kind !== 'word') throw syntax(token, next, 'a value was expected');
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
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) {
      tokens.push({ kind: 'other', text: JSON.stringify(text[at]), line });
      break;
    }
    for (const kind of ['string', 'word', 'mark'] as const) {
      const found = match.groups?.[kind];
      if (found !== undefined) tokens.push({ kind, text: found, line });
    }
    line += match[0].split('\n').length - 1;
  }
  tokens.push({ kind: 'end', text: 'the end', line });
  return tokens;
}

function syntax({ kind, text, line }: Token, { trail }: Next, message: string) {
  const reason = kind === 'other' ? `${text} has no meaning here` : message;
  return caffeError(`${reason}.`, { layer: trail.at(-1), line });
}
