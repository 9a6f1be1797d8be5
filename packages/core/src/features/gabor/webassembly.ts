/**
 * As much of the binary format of WebAssembly as two line filters need: expressions are lists of bytes that nest as they
 * are written. Addresses are in bytes.
 *
 * @source WebAssembly Core Specification 2.0, chapter 5 (binary format)
 */
export type Code = readonly number[];

/** Unsigned LEB128. */
function unsigned(value: number): Code {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

/** Signed LEB128. */
function signed(value: number): Code {
  const rest = value >> 7;
  const done = (rest === 0 && (value & 64) === 0) || (rest === -1 && (value & 64) !== 0);
  return done ? [value & 127] : [(value & 127) | 128, ...signed(rest)];
}

const vector = (opcode: number, ...operands: Code): Code => [0xfd, ...unsigned(opcode), ...operands];
const at = (offset: number): Code => [0, ...unsigned(offset)];

/** Expressions on 32-bit integers (`i32`) and on pairs of 64-bit floats (`f64x2`). */
export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const i32 = (value: number): Code => [0x41, ...signed(value)];
export const i32Add = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
export const i32Subtract = (a: Code, b: Code): Code => [...a, ...b, 0x6b];
export const i32Times = (a: Code, b: Code): Code => [...a, ...b, 0x6c];
export const i32Less = (a: Code, b: Code): Code => [...a, ...b, 0x48];
export const load = (address: Code, offset: number): Code => [...address, ...vector(0x00, ...at(offset))];
export const loadTwice = (address: Code): Code => [...address, ...vector(0x0a, ...at(0))];
export const zeros: Code = vector(0x0c, ...new Array<number>(16).fill(0));
export const add = (a: Code, b: Code): Code => [...a, ...b, ...vector(0xf0)];
export const subtract = (a: Code, b: Code): Code => [...a, ...b, ...vector(0xf1)];
export const times = (a: Code, b: Code): Code => [...a, ...b, ...vector(0xf2)];

/** Statements. */
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
export const storeLane = (address: Code, value: Code, lane: 0 | 1): Code => [
  ...address,
  ...value,
  ...vector(0x5b, ...at(0), lane),
];
/** Does the statements, and again for as long as the condition holds after them. */
export const repeatWhile = (condition: Code, ...statements: readonly Code[]): Code => [
  ...[0x03, 0x40],
  ...statements.flat(),
  ...condition,
  ...[0x0d, 0x00, 0x0b],
];

/** A function that returns nothing: its locals are its parameters (i32), then `integers` more, then `vectors`. */
export interface FunctionCode {
  readonly name: string;
  readonly parameters: number;
  readonly integers: number;
  readonly vectors: number;
  readonly body: readonly Code[];
}

const I32 = 0x7f;
const V128 = 0x7b;

/** A module that exports the functions, and imports its memory as `wince.memory`. */
export function moduleOf(functions: readonly FunctionCode[]): Uint8Array<ArrayBuffer> {
  const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
  const sized = (content: Code): Code => [...unsigned(content.length), ...content];
  const section = (id: number, items: readonly Code[]): Code => [id, ...sized(list(items))];
  const name = (text: string): Code => sized([...text].map((letter) => letter.charCodeAt(0)));
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(
      1,
      functions.map(({ parameters }) => [0x60, ...list(new Array<Code>(parameters).fill([I32])), 0x00]),
    ),
    ...section(2, [[...name('wince'), ...name('memory'), 0x02, 0x00, 0x01]]),
    ...section(
      3,
      functions.map((_, i) => unsigned(i)),
    ),
    ...section(
      7,
      functions.map((code, i) => [...name(code.name), 0x00, ...unsigned(i)]),
    ),
    ...section(
      10,
      functions.map(({ integers, vectors, body }) =>
        sized([
          ...list([
            [...unsigned(integers), I32],
            [...unsigned(vectors), V128],
          ]),
          ...body.flat(),
          0x0b,
        ]),
      ),
    ),
  ]);
}
