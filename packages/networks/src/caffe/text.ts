import { caffeError, type Message, type Value } from './message.ts';

/** Deeper than any network nests its messages. */
const DEEPEST = 32;

const TOKEN =
  /\s+|#[^\n]*|(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<word>[\w.+-]+)|(?<mark>[{}<>:[\],;])/y;

interface Token {
  readonly kind: 'string' | 'word' | 'mark' | 'end';
  readonly text: string;
  readonly line: number;
}

/**
 * Reads a message in the text form of protocol buffers (a `prototxt`). Fields are not checked against a schema: what
 * nobody asks for is not looked at.
 *
 * @throws WinceError `bad-network-file` with the line
 */
export function readText(text: string): Message {
  const tokens = tokensOf(text);
  const next = { at: 0 };
  const message = readFields(tokens, next, 'end', 0);
  return message;
}

function readFields(tokens: readonly Token[], next: { at: number }, close: string, depth: number): Message {
  const fields = new Map<string, Value[]>();
  const place = { line: tokens[next.at].line };
  if (depth > DEEPEST) throw syntax(tokens[next.at], `nested deeper than ${DEEPEST} levels`);
  for (;;) {
    const token = tokens[next.at++];
    if (token.kind === 'end' || (token.kind === 'mark' && token.text === close)) {
      if (token.kind === 'end' && close !== 'end') throw syntax(token, `"${close}" is missing`);
      return { place, fields };
    }
    if (token.kind === 'mark' && (token.text === ',' || token.text === ';')) continue;
    if (token.kind !== 'word') throw syntax(token, `a field's name was expected, not ${token.text}`);
    const values = fields.get(token.text) ?? [];
    fields.set(token.text, values);
    if (isMark(tokens[next.at], ':')) next.at += 1;
    else if (!isMark(tokens[next.at], '{') && !isMark(tokens[next.at], '<')) {
      throw syntax(tokens[next.at], `":" or "{" was expected behind ${token.text}`);
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
  }
}

function readValue(tokens: readonly Token[], next: { at: number }, depth: number): Value {
  const token = tokens[next.at++];
  if (isMark(token, '{')) return readFields(tokens, next, '}', depth + 1);
  if (isMark(token, '<')) return readFields(tokens, next, '>', depth + 1);
  if (token.kind === 'string') {
    let text = unquoted(token.text);
    while (tokens[next.at].kind === 'string') text += unquoted(tokens[next.at++].text);
    return text;
  }
  if (token.kind !== 'word') throw syntax(token, 'a value was expected');
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
    if (!match)
      throw syntax({ kind: 'mark', text: text[at], line }, `${JSON.stringify(text[at])} has no meaning here`);
    for (const kind of ['string', 'word', 'mark'] as const) {
      const found = match.groups?.[kind];
      if (found !== undefined) tokens.push({ kind, text: found, line });
    }
    line += match[0].split('\n').length - 1;
  }
  tokens.push({ kind: 'end', text: 'the end', line });
  return tokens;
}

function syntax(token: Token, message: string) {
  return caffeError(`${message}.`, { line: token.line });
}
