import { type Cell, classifiers, parseMethod, selectors } from '@wince/core';
import { FAMILY } from './protocol-inputs.ts';

/** The peer's name of each classifier, ours, and where `raw` changes sides. */
export const COMPARED = [
  { peer: 'gnb', classifier: 'naive-bayes', middle: 0 },
  { peer: 'knn5', classifier: 'knn', middle: 0.5 },
  { peer: 'linear_svm', classifier: 'svm-linear', middle: 0 },
  { peer: 'rbf_svm', classifier: 'svm-rbf', middle: 0 },
  { peer: 'random_forest', classifier: 'random-forest', middle: 0.5 },
] as const;
export type Compared = (typeof COMPARED)[number];

/** The cells of the workload: ReliefF's best columns under five classifiers, or all columns under four. @param keep null for all */
export function cellsOf(
  keep: number | null,
): readonly { readonly compared: Compared; readonly cell: Cell }[] {
  const selection = parseMethod(selectors, keep === null ? 'none' : 'relieff?k=10');
  return COMPARED.filter(({ peer }) => keep !== null || peer !== 'rbf_svm').map((compared) => ({
    compared,
    cell: {
      id: `${FAMILY}/${keep === null ? 'none' : `relieff-${keep}`}/${compared.classifier}`,
      features: { name: FAMILY, families: [FAMILY], selected: 'together' },
      selection,
      keep,
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
