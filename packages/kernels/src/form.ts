/**
 * How a kernel computes: in WebAssembly with vectors, or in plain TypeScript, where a machine has none or a page's policy
 * forbids it.
 */
export type Form = 'webassembly' | 'plain';
