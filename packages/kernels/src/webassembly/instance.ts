const PAGE = 65536;

/** A function of an instance: addresses in bytes and counts in, results in the memory. */
export type Exported = (...parameters: number[]) => void;

/** Functions at work on a memory of their own. */
export interface Instance {
  /** @throws Error when no function has the name */
  exported(name: string): Exported;
  /** Makes the memory at least so many bytes long. Arrays that looked at it before are not valid any more. */
  grow(bytes: number): void;
  /** The memory as it is now: not valid any more when it has grown. */
  buffer(): ArrayBuffer;
}

/**
 * The functions of a module, or undefined where there is no WebAssembly with vectors, or a page's policy forbids it.
 *
 * @param bytes a module that imports its memory as `env.memory`
 */
export function instantiate(bytes: Uint8Array<ArrayBuffer>): Instance | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  if (!WebAssembly.validate(bytes)) return undefined;
  const memory = new WebAssembly.Memory({ initial: 1 });
  let module: WebAssembly.Module;
  try {
    module = new WebAssembly.Module(bytes);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return {
    exported(name) {
      const found = exports[name];
      if (typeof found !== 'function') throw new Error(`the module exports no function "${name}"`);
      return (...parameters) => found(...parameters);
    },
    grow(bytesNeeded) {
      const missing = bytesNeeded - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    },
    buffer: () => memory.buffer,
  };
}
