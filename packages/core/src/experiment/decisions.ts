import { classifiers } from '../learning/classifiers/catalogue.ts';
import type { RunCell } from './metrics.ts';

/** For each kind of score in a table: which classifiers have it, and what it is that their decisions are taken on. */
export function describeDecisions(cells: readonly Pick<RunCell, 'classifier'>[]): readonly string[] {
  const ids = new Set(cells.map(({ classifier }) => classifier.split('?')[0]));
  const known = [...ids].filter((id) => classifiers.has(id));
  const byScore = Map.groupBy(known, (id) => classifiers.get(id).scoreIs);
  return [...byScore].map(([score, own]) => `${own.join(', ')}: ${score}`);
}
