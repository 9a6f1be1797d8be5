import { z } from 'zod';

const classifier = z.object({ accuracy: z.number(), auc: z.number().nullable() });

const result = z.object({
  folds_run: z.int(),
  classifiers: z.record(z.string(), classifier),
  linear_svm_objective_fold0: z.number(),
  selected_fold0: z.array(z.int()).readonly().optional(),
});
type Result = z.infer<typeof result>;

/** What the peer prints. */
export const peerReport = z.object({ seconds: z.number(), result });

/** Largest differences of accuracy and AUC. A forest draws other random numbers; without selection the SVM is flat. */
function tolerances(name: string, selected: boolean): readonly [number, number] {
  if (name === 'random_forest') return [0.02, 0.02];
  if (name === 'linear_svm' && !selected) return [0.015, 0.01];
  return [0.005, 0.005];
}

/** The rules under which both did the same work, and that they break. Empty where all hold. */
export function compare(ours: Result, peer: Result, selected: boolean): string[] {
  const broken: string[] = [];
  if (ours.folds_run !== peer.folds_run) broken.push(`${ours.folds_run} folds against ${peer.folds_run}`);
  for (const [name, theirs] of Object.entries(peer.classifiers)) {
    const own = ours.classifiers[name];
    if (!own) {
      broken.push(`${name} is missing`);
      continue;
    }
    const [accuracy, auc] = tolerances(name, selected);
    if (Math.abs(own.accuracy - theirs.accuracy) > accuracy) {
      broken.push(`${name}: accuracy ${own.accuracy} against ${theirs.accuracy}`);
    }
    if (own.auc === null || theirs.auc === null) broken.push(`${name} has no AUC`);
    else if (Math.abs(own.auc - theirs.auc) > auc)
      broken.push(`${name}: AUC ${own.auc} against ${theirs.auc}`);
  }
  if (selected) {
    const kept = new Set(ours.selected_fold0);
    const common = peer.selected_fold0?.filter((column) => kept.has(column)).length ?? 0;
    if (common < 98) broken.push(`${common} of the 100 columns of fold 0 are the same`);
  }
  const ceiling = peer.linear_svm_objective_fold0 * (selected ? 1.005 : 1.01);
  if (ours.linear_svm_objective_fold0 > ceiling) {
    broken.push(
      `linear_svm: objective ${ours.linear_svm_objective_fold0} against ${peer.linear_svm_objective_fold0}`,
    );
  }
  return broken;
}
