import type { FunctionCode } from '../webassembly/assembler.ts';

/** What plain loops see of the memory, each view from its first byte. They are exchanged when the memory grows. */
export interface Views {
  floats: Float32Array;
  doubles: Float64Array;
  integers: Int32Array;
}

/**
 * A loop over the memory, written twice: as WebAssembly, and in plain TypeScript, which rounds to 32 bits where WebAssembly
 * does and so gives the same bits. Parameters are addresses in bytes and counts.
 */
export interface Loop {
  readonly code: FunctionCode;
  readonly plain: (views: Views, ...parameters: number[]) => void;
}

/** To 32 bits, as WebAssembly does after each sum and product. */
export const round = Math.fround;

/** Between two values, `share` of the way. */
export const blended = (from: number, to: number, share: number): number =>
  round(from + round(share * round(to - from)));
