import type { Form } from '../form.ts';
import { moduleOf } from '../webassembly/assembler.ts';
import { instantiate } from '../webassembly/instance.ts';
import type { Loop, Views } from './loop.ts';

/** Bytes of a 32-bit float or integer. */
export const WORD = 4;

/** A count of values in vectors of four. */
export const roundUpToFour = (count: number): number => (count + 3) & ~3;

/** Loops and the memory that they work on. An address is a number of bytes; nothing is ever given back. */
export interface FlowMemory {
  readonly form: Form;
  /** @throws Error when no loop has the name */
  loop(name: string): (...parameters: number[]) => void;
  /** Room for so many 32-bit values, all 0: its address, a multiple of 16. */
  room(count: number): number;
  /** Room with these values in it, rounded to 32 bits. */
  floats(values: ArrayLike<number>): number;
  integers(values: ArrayLike<number>): number;
  /** What stands at an address. Valid until the next room is made. */
  floatsAt(address: number, count: number): Float32Array;
  integersAt(address: number, count: number): Int32Array;
}

/** Where loops run: bytes that grow, and the loops by name. */
interface Machine {
  readonly form: Form;
  loop(name: string): (...parameters: number[]) => void;
  grow(bytes: number): void;
  buffer(): ArrayBuffer;
}

/** Read beyond the end of a plane by the last vectors of it, and thrown away. */
const SLACK = 4096;

/** Loops in WebAssembly; in plain TypeScript where there is none, or where `plain` asks for it. */
export function openFlowMemory(loops: readonly Loop[], plain = false): FlowMemory {
  const machine = (plain ? undefined : compiled(loops)) ?? plainly(loops);
  let end = 0;
  const room = (count: number): number => {
    const address = end;
    end += WORD * roundUpToFour(count);
    machine.grow(end + SLACK);
    return address;
  };
  const floatsAt = (address: number, count: number) => new Float32Array(machine.buffer(), address, count);
  const integersAt = (address: number, count: number) => new Int32Array(machine.buffer(), address, count);
  return {
    form: machine.form,
    loop: (name) => machine.loop(name),
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

function compiled(loops: readonly Loop[]): Machine | undefined {
  const instance = instantiate(moduleOf(loops.map(({ code }) => code)));
  return (
    instance && {
      form: 'webassembly',
      loop: (name) => instance.exported(name),
      grow: (bytes) => instance.grow(bytes),
      buffer: () => instance.buffer(),
    }
  );
}

function plainly(loops: readonly Loop[]): Machine {
  let buffer = new ArrayBuffer(0);
  const views: Views = viewsOf(buffer);
  return {
    form: 'plain',
    loop(name) {
      const found = loops.find(({ code }) => code.name === name);
      if (!found) throw new Error(`there is no loop "${name}"`);
      return (...parameters) => found.plain(views, ...parameters);
    },
    grow(bytes) {
      if (bytes <= buffer.byteLength) return;
      // Twice as much, so that many small rooms do not copy all of it each time.
      const larger = new ArrayBuffer(16 * Math.ceil(bytes / 8));
      new Uint8Array(larger).set(new Uint8Array(buffer));
      buffer = larger;
      Object.assign(views, viewsOf(buffer));
    },
    buffer: () => buffer,
  };
}

function viewsOf(buffer: ArrayBuffer): Views {
  return {
    floats: new Float32Array(buffer),
    doubles: new Float64Array(buffer),
    integers: new Int32Array(buffer),
  };
}
