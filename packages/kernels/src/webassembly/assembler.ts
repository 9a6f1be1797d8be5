/**
 * As much of the binary format of WebAssembly as our inner loops need: expressions are lists of bytes that nest as they
 * are written. Addresses are in bytes. Whatever is written here gives the same bits on every machine: none of the relaxed
 * instructions is among it.
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
const unary =
  (opcode: number) =>
  (a: Code): Code => [...a, ...vector(opcode)];
const binary =
  (opcode: number) =>
  (a: Code, b: Code): Code => [...a, ...b, ...vector(opcode)];

/** Expressions on 32-bit integers. */
export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const i32 = (value: number): Code => [0x41, ...signed(value)];
export const i32Load = (address: Code, offset = 0): Code => [...address, 0x28, ...at(offset)];
export const i32Add = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
export const i32Subtract = (a: Code, b: Code): Code => [...a, ...b, 0x6b];
export const i32Times = (a: Code, b: Code): Code => [...a, ...b, 0x6c];
export const i32ShiftRight = (a: Code, bits: number): Code => [...a, ...i32(bits), 0x75];
export const i32Less = (a: Code, b: Code): Code => [...a, ...b, 0x48];

/** Vectors of 128 bits from and into memory, and of parts of them. Bytes of `shuffled` are numbered 0 to 15, then 16 to 31. */
export const load = (address: Code, offset = 0): Code => [...address, ...vector(0x00, ...at(offset))];
export const loadFourTimes = (address: Code, offset = 0): Code => [
  ...address,
  ...vector(0x09, ...at(offset)),
];
export const zeros: Code = vector(0x0c, ...new Array<number>(16).fill(0));
const shuffled = (a: Code, b: Code, bytes: Code): Code => [...a, ...b, ...vector(0x0d, ...bytes)];
export const both = binary(0x4e);
/** The bits of `a` where `mask` has ones, those of `b` elsewhere. */
export const choose = (a: Code, b: Code, mask: Code): Code => [...a, ...b, ...mask, ...vector(0x52)];

/** Expressions on pairs of 64-bit floats. */
export const add = binary(0xf0);
export const subtract = binary(0xf1);

/** Expressions on four 32-bit floats. Comparisons give ones or zeros in all bits of a lane. */
export const f32x4Add = binary(0xe4);
export const f32x4Subtract = binary(0xe5);
export const f32x4Times = binary(0xe6);
export const f32x4Over = binary(0xe7);
export const f32x4Smaller = binary(0xe8);
export const f32x4Larger = binary(0xe9);
export const f32x4Less = binary(0x43);
export const f32x4AtLeast = binary(0x46);
export const f32x4Floor = unary(0x68);
export const f32x4Sum = (...terms: readonly Code[]): Code => terms.reduce((sum, term) => f32x4Add(sum, term));
/** Lanes 0 to 3 are of `a`, 4 to 7 of `b`. */
export const lanes = (a: Code, b: Code, ...picked: readonly number[]): Code =>
  shuffled(
    a,
    b,
    picked.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
  );
/** The two lower lanes as 64-bit floats, and two such pairs as four 32-bit floats. */
export const lowAsF64 = unary(0x5f);
export const asF32 = (low: Code, high: Code): Code =>
  lanes([...low, ...vector(0x5e)], [...high, ...vector(0x5e)], 0, 1, 4, 5);

/** Expressions on four 32-bit integers. */
export const i32x4Add = binary(0xae);
export const i32x4Times = binary(0xb5);
export const i32x4Splat = unary(0x11);
/** Towards 0; what is not a number is 0. */
export const asI32x4 = unary(0xf8);
export const asF32x4 = unary(0xfa);
export const i32x4Lane = (a: Code, lane: number): Code => [...a, ...vector(0x1b, lane)];

/** Statements. */
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
export const move = (local: number, by: Code): Code => set(local, i32Add(get(local), by));
export const store = (address: Code, value: Code, offset = 0): Code => [
  ...address,
  ...value,
  ...vector(0x0b, ...at(offset)),
];
/** A vector whose 32-bit lane, or 64-bit lane, is read from memory, the others being those of `value`. */
export const withLane32 = (value: Code, address: Code, lane: number): Code => [
  ...address,
  ...value,
  ...vector(0x56, ...at(0), lane),
];
export const withLane64 = (value: Code, address: Code, lane: 0 | 1): Code => [
  ...address,
  ...value,
  ...vector(0x57, ...at(0), lane),
];
/** Does the statements, and again for as long as the condition holds after them. */
export const repeatWhile = (condition: Code, ...statements: readonly Code[]): Code => [
  ...[0x03, 0x40],
  ...statements.flat(),
  ...condition,
  ...[0x0d, 0x00, 0x0b],
];

/** A function that takes 32-bit integers and returns nothing. */
export interface FunctionCode {
  readonly name: string;
  readonly parameters: number;
  /** The types of its further locals, in order. */
  readonly locals: Code;
  readonly body: readonly Code[];
}

const I32 = 0x7f;
const V128 = 0x7b;

/** Hands out so many locals that nothing else uses. */
export interface Locals {
  readonly integers: (count: number) => readonly number[];
  readonly vectors: (count: number) => readonly number[];
}

/**
 * Writes a function.
 *
 * @param write is given the parameters' locals and a source of further ones, and answers with the statements
 */
export function functionCode(
  name: string,
  parameters: number,
  write: (parameters: readonly number[], locals: Locals) => readonly Code[],
): FunctionCode {
  const types: number[] = [];
  const hand = (type: number) => (count: number) =>
    Array.from({ length: count }, () => parameters + types.push(type) - 1);
  const numbers = Array.from({ length: parameters }, (_, i) => i);
  const body = write(numbers, { integers: hand(I32), vectors: hand(V128) });
  return { name, parameters, locals: types, body };
}

/** A module that exports the functions, and imports its memory as `env.memory`. */
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
    ...section(2, [[...name('env'), ...name('memory'), 0x02, 0x00, 0x01]]),
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
      functions.map(({ locals, body }) =>
        sized([...list(locals.map((type) => [1, type])), ...body.flat(), 0x0b]),
      ),
    ),
  ]);
}
