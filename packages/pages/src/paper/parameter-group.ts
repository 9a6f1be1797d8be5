import type { Prose } from './prose.ts';

/** Parameters that belong together, in sentences. */
export interface ParameterGroup {
  readonly title: string;
  readonly text: Prose;
}

/**
 * Stands behind the parameters that a text has put into words: what is left over must be nothing, so that a new parameter does not
 * compile before it has words.
 */
export function noMore(rest: Readonly<Record<string, never>>): void {
  const names = Object.keys(rest);
  if (names.length > 0) throw new Error(`no words for ${names.join(', ')}`);
}
