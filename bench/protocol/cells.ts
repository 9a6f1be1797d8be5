import { type Cell, classifiers, parseMethod, selectors } from '@wince/core';
import { FAMILY } from './inputs.ts';

/** The peer's name of each classifier, ours, and where `raw` changes sides. */
export const COMPARED = [
  { peer: 'gnb', classifier: 'naive-bayes', middle: 0 },
  { peer: 'knn5', classifier: 'knn', middle: 0.5 },
  { peer: 'linear_svm', classifier: 'svm-linear', middle: 0 },
  { peer: 'rbf_svm', classifier: 'svm-rbf', middle: 0 },
  { peer: 'random_forest', classifier: 'random-forest', middle: 0.5 },
] as const;
export type Compared = (typeof COMPARED)[number];

/** The cells of the workload: ReliefF's best 100 columns under five classifiers, or all columns under four. */
export function cellsOf(select: boolean): readonly { readonly compared: Compared; readonly cell: Cell }[] {
  const selection = parseMethod(selectors, select ? 'relieff?k=10' : 'none');
  return COMPARED.filter(({ peer }) => select || peer !== 'rbf_svm').map((compared) => ({
    compared,
    cell: {
      id: `${FAMILY}/${select ? 'relieff-100' : 'none'}/${compared.classifier}`,
      features: { name: FAMILY, families: [FAMILY], selected: 'together' },
      selection,
      keep: select ? 100 : null,
      // The product's own defaults, as an experiment file that names the classifier alone has them.
      classifier: parseMethod(classifiers, compared.classifier),
      classWeights: 'none',
      calibration: null,
      prevalence: null,
      abstention: null,
      threshold: 0.5,
      tuning: null,
    },
  }));
}
