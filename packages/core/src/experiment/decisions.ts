import { calibrators } from '../learning/calibration/catalogue.ts';
import { classifiers } from '../learning/classifiers/catalogue.ts';
import type { RunCell } from './metrics.ts';
import type { ExperimentSpecification } from './specification.ts';

/**
 * For each kind of score in a table: which classifiers have it, and what it is that their decisions are taken on.
 *
 * @param calibration as the experiment asks for it: it replaces the scores of a classifier, or is computed from them
 */
export function describeDecisions(
  cells: readonly Pick<RunCell, 'classifier'>[],
  calibration: ExperimentSpecification['calibration'],
): readonly string[] {
  const ids = new Set(cells.map(({ classifier }) => classifier.split('?')[0]));
  const known = [...ids].filter((id) => classifiers.has(id));
  const named = (typeof calibration === 'string' ? calibration : calibration.id).split('?')[0];
  const scoreOf = (id: string) => {
    const { scoreIs } = classifiers.get(id);
    if (named === 'none') return scoreIs;
    return calibrators.get(named).maps === 'raw'
      ? `a probability that ${named} gives for the decision value`
      : `${scoreIs}, then calibrated by ${named}`;
  };
  return [...Map.groupBy(known, scoreOf)].map(([score, own]) => `${own.join(', ')}: ${score}`);
}
