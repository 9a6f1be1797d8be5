import { WinceError } from '@wince/core';

/** The encodings of text that tables are read in. A byte order mark at the beginning of a file overrules the choice. */
export const encodings = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'] as const;
export type Encoding = (typeof encodings)[number];

/** A file as text, and the way back to its bytes. */
export interface DecodedText {
  /** The text as UTF-8, without a byte order mark. */
  readonly utf8: Uint8Array;
  /** The bytes of the byte order mark; none where the file has none. */
  readonly mark: Uint8Array;
  /** A piece of `utf8` as the file has it. */
  encode(piece: Uint8Array): Uint8Array;
}

const MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * Decodes a file of text: in the encoding that its byte order mark names, else in the given one.
 *
 * @param file how messages name the file
 * @throws WinceError `not-utf8` that names the first line that cannot be read
 */
export function decodeText(bytes: Uint8Array, file: string, encoding: Encoding = 'utf-8'): DecodedText {
  const [found, mark] = MARKS.find(([, own]) => own.every((byte, i) => bytes[i] === byte)) ?? [encoding, []];
  const body = bytes.subarray(mark.length);
  const own = { mark: bytes.subarray(0, mark.length) };
  if (found === 'utf-8') {
    refuseOtherText(body, file);
    return { ...own, utf8: body, encode: (piece) => piece };
  }
  const utf8 = new TextEncoder().encode(decodeAs(body, found, file));
  return {
    ...own,
    utf8,
    encode: (piece) => encodeAs(new TextDecoder('utf-8', { ignoreBOM: true }).decode(piece), found),
  };
}

function decodeAs(body: Uint8Array, encoding: Encoding, file: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(body);
  } catch (cause) {
    throw new WinceError('not-utf8', `${file} is not text in the encoding ${encoding}.`, {
      hint: 'Save it as UTF-8, or name its encoding with --encoding.',
      cause,
    });
  }
}

function encodeAs(text: string, encoding: Exclude<Encoding, 'utf-8'>): Uint8Array {
  if (encoding === 'windows-1252') return Uint8Array.from(text, (character) => windowsByte(character));
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16be' ? bytes.swap16() : bytes;
}

const windowsBytes = new Map(
  Array.from({ length: 256 }, (_, byte) => [
    new TextDecoder('windows-1252').decode(Uint8Array.of(byte)),
    byte,
  ]),
);

function windowsByte(character: string): number {
  const byte = windowsBytes.get(character);
  if (byte === undefined) throw new RangeError(`"${character}" is not in windows-1252`);
  return byte;
}

function refuseOtherText(body: Uint8Array, file: string): void {
  const hint =
    'Save it as UTF-8: in a spreadsheet program, "CSV UTF-8 (comma delimited)". Where a command has --encoding, name its encoding there.';
  const zero = body.indexOf(0);
  if (zero >= 0) {
    throw new WinceError('not-utf8', `${file} is not text: line ${lineOf(body, zero)} has a zero byte.`, {
      hint,
    });
  }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (cause) {
    const line = lineOf(body, firstInvalid(body));
    throw new WinceError('not-utf8', `${file} is not UTF-8 text: line ${line} cannot be read.`, {
      hint,
      cause,
    });
  }
}

/** The offset of the first line that is not UTF-8. */
function firstInvalid(body: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let from = 0; from < body.length; ) {
    const next = body.indexOf(0x0a, from);
    const end = next < 0 ? body.length : next + 1;
    try {
      decoder.decode(body.subarray(from, end));
    } catch {
      return from;
    }
    from = end;
  }
  return body.length;
}

function lineOf(body: Uint8Array, offset: number): number {
  let line = 1;
  for (let i = 0; i < offset; i++) if (body[i] === 0x0a) line++;
  return line;
}
