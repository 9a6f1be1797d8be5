import type { RunView } from '../report/run-view.ts';
import { chosenValues } from '../report/tuned.ts';
import { code, listed, type Prose, prose, sentences } from './prose.ts';

/** What tuning, or the choice of a threshold, found for the cells that stand for the run, over their folds. */
export function chosenWords(view: RunView): Prose {
  const rows = Map.groupBy(view.input.tuned ?? [], ({ cell }) => cell);
  return sentences(
    view.featured.flatMap(({ id }) => {
      const byParameter = [...Map.groupBy(rows.get(id) ?? [], ({ parameter }) => parameter)];
      if (byParameter.length === 0) return [];
      const chosen = byParameter.map(
        ([parameter, own]) => prose`${code(parameter)} = ${chosenValues(own.map(({ value }) => value))}`,
      );
      return [prose`The folds of ${code(id)} chose ${listed(chosen)}.`];
    }),
  );
}
