import type { FunctionCode } from '../webassembly/assembler.ts';
import { type Exported, instantiate } from '../webassembly/instance.ts';

/** Bytes of a 32-bit float or integer. */
export const WORD = 4;

/** A count of values in vectors of four. */
export const roundUpToFour = (count: number): number => (count + 3) & ~3;

/** Compiled loops and the memory that they work on. An address is a number of bytes; nothing is ever given back. */
export interface FlowMemory {
  exported(name: string): Exported;
  /** Room for so many 32-bit values, all 0: its address, a multiple of 16. */
  room(count: number): number;
  /** Room with these values in it, rounded to 32 bits. */
  floats(values: ArrayLike<number>): number;
  integers(values: ArrayLike<number>): number;
  /** What stands at an address. Valid until the next room is made. */
  floatsAt(address: number, count: number): Float32Array;
  integersAt(address: number, count: number): Int32Array;
}

/** Read beyond the end of a plane by the last vectors of it, and thrown away. */
const SLACK = 4096;

/** @throws Error where there are no vectors to compute with */
export function openFlowMemory(functions: readonly FunctionCode[]): FlowMemory {
  const instance = instantiate(functions);
  if (!instance) {
    throw new Error('Optical flow needs WebAssembly with vectors, which is not there.');
  }
  let end = 0;
  const room = (count: number): number => {
    const address = end;
    end += WORD * roundUpToFour(count);
    instance.grow(end + SLACK);
    return address;
  };
  const floatsAt = (address: number, count: number) => new Float32Array(instance.buffer(), address, count);
  const integersAt = (address: number, count: number) => new Int32Array(instance.buffer(), address, count);
  return {
    exported: (name) => instance.exported(name),
    room,
    floats(values) {
      const address = room(values.length);
      floatsAt(address, values.length).set(values);
      return address;
    },
    integers(values) {
      const address = room(values.length);
      integersAt(address, values.length).set(values);
      return address;
    },
    floatsAt,
    integersAt,
  };
}
