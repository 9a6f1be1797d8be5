import type { ExperimentSpecification } from '@wince/core';
import { noMore, type ParameterGroup } from './parameter-group.ts';
import { code, prose, sentences } from './prose.ts';

/** Every parameter of a monitor, in sentences. */
export function monitorWords({
  cell,
  on,
  off,
  confirmation,
  recovery,
  leastConfidence,
  freshFor,
  largestAge,
  ...rest
}: NonNullable<ExperimentSpecification['monitor']>): ParameterGroup {
  noMore(rest);
  return {
    title: 'Monitor',
    text: sentences([
      prose`The models of ${code(cell)} monitored the recordings.`,
      `A score of ${on} or above spoke for pain, and one of ${off} or below against it.`,
      `An episode was confirmed after ${confirmation} s and was over after ${recovery} s.`,
      `A score with a confidence below ${leastConfidence} changed nothing.`,
      `A value was stale after ${freshFor} s, and was not used after ${largestAge} s.`,
    ]),
  };
}
