/**
 * The file of a worker, named from the root of this package's source without its ending. A checkout runs `.ts`; a
 * package that was built holds `.js` files of the same names beside its entry.
 */
export function workerUrl(name: string): string {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`../${name}.${ending}`, import.meta.url).href;
}
