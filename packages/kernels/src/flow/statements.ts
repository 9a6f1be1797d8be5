import {
  type Code,
  f32x4Add,
  f32x4Subtract,
  f32x4Times,
  get,
  i32,
  i32Less,
  i32Subtract,
  repeatWhile,
  set,
} from '../webassembly/assembler.ts';

/** Bytes of a vector of four. */
export const VECTOR = 16;

/** Does the statements once for every four of `count`, which is then 0 or less. */
export const eachFour = (count: number, ...statements: readonly Code[]): Code =>
  repeatWhile(i32Less(i32(0), get(count)), ...statements, set(count, i32Subtract(get(count), i32(4))));

/** Does the statements `count` times, which is then 0. */
export const eachOne = (count: number, ...statements: readonly Code[]): Code =>
  repeatWhile(i32Less(i32(0), get(count)), ...statements, set(count, i32Subtract(get(count), i32(1))));

/** Adds a product to a vector. */
export const addProduct = (sum: number, a: Code, b: Code): Code =>
  set(sum, f32x4Add(get(sum), f32x4Times(a, b)));

/** Between two values, `share` of the way. */
export const blend = (from: Code, to: Code, share: Code): Code =>
  f32x4Add(from, f32x4Times(share, f32x4Subtract(to, from)));
