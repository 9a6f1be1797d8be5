import { z } from 'zod';

/** What two reports of one workload are compared by. */
export const comparable = z.object({
  workload: z.string(),
  n: z.int(),
  seconds: z.number(),
  per_second: z.number(),
  result: z.record(z.string(), z.unknown()),
});
export type Comparable = z.infer<typeof comparable>;

type Result = Comparable['result'];

const numbers = z.union([z.number().transform((value) => [value]), z.array(z.number())]);

/** The rules under which two programs did the same work, and that they break. Empty where all hold. */
export function disagreements(ours: Comparable, peer: Comparable): string[] {
  if (ours.workload !== peer.workload) return [`${ours.workload} is not ${peer.workload}`];
  const [own, theirs] = [ours.result, peer.result];
  switch (ours.workload) {
    case 'embed':
      return [...inputs(own, theirs), ...outputs(own, theirs, ['pool5', 'fc7'])];
    case 'embed-small':
      return [...inputs(own, theirs), ...outputs(own, theirs, ['embedding'])];
    case 'protocol':
      return protocol(own, theirs, true);
    case 'protocol-noselect':
      return protocol(own, theirs, false);
    case 'lbp':
      return near(own, theirs, ['code_counts'], 1e-3);
    case 'hog':
      return near(own, theirs, ['length', 'mean', 'std', 'first8'], 1e-3);
    case 'gabor':
      return near(own, theirs, ['mean', 'std', 'first8', 'last8'], 1e-3);
    case 'strain':
      return near(own, theirs, ['quadrant_mean', 'flow_magnitude_mean', 'first_pair'], 1e-2);
    case 'video':
      return [
        ...near(own, theirs, ['frames'], 0),
        ...within(own, theirs, 'mean_rgb_320', 3),
        ...within(own, theirs, 'mean_rgb_224', 3),
      ];
    case 'audio':
      return [
        ...near(own, theirs, ['frames'], 0),
        ...['mean', 'std'].flatMap((name) =>
          differences(name, own[name], theirs[name], (value) => 0.01 + 1e-3 * Math.abs(value)),
        ),
      ];
    case 'pulse':
      // One bin of the spectrum.
      return within(own, theirs, 'bpm', 0.44);
    default:
      return [`there are no rules for ${ours.workload}`];
  }
}

/** Figures that may differ by a share of the peer's. */
function near(ours: Result, peer: Result, names: readonly string[], share: number): string[] {
  return names.flatMap((name) =>
    differences(name, ours[name], peer[name], (value) => share * Math.max(Math.abs(value), 1e-12)),
  );
}

/** Figures that may differ by a fixed amount. */
function within(ours: Result, peer: Result, name: string, amount: number): string[] {
  return differences(name, ours[name], peer[name], () => amount);
}

function differences(name: string, ours: unknown, peer: unknown, most: (value: number) => number): string[] {
  const [own, theirs] = [numbers.safeParse(ours).data, numbers.safeParse(peer).data];
  if (!own || own.length !== theirs?.length) return [`${name}: ${ours} is not of the form of ${peer}`];
  const at = own.findIndex((value, i) => !(Math.abs(value - theirs[i]) <= most(theirs[i])));
  return at < 0 ? [] : [`${name}, number ${at}: ${own[at]} against ${theirs[at]}`];
}

function inputs(ours: Result, peer: Result): string[] {
  return within(ours, peer, 'input_mean', 0.05);
}

const layer = z.object({
  shape: z.array(z.int()),
  mean: z.number(),
  std: z.number(),
  first8: z.array(z.number()),
});

function outputs(ours: Result, peer: Result, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const [own, theirs] = [layer.parse(ours[name]), layer.parse(peer[name])];
    return [
      ...near(own, theirs, ['shape'], 0),
      ...near(own, theirs, ['mean', 'std'], 2e-3),
      ...within(own, theirs, 'first8', 0.02 * theirs.std),
    ].map((broken) => `${name}: ${broken}`);
  });
}

const protocolResult = z.object({
  folds_run: z.int(),
  classifiers: z.record(z.string(), z.object({ accuracy: z.number(), auc: z.number().nullable() })),
  linear_svm_objective_fold0: z.number(),
  selected_fold0: z.array(z.int()).optional(),
});

/** Largest differences of accuracy and AUC. A forest draws other random numbers; without selection the SVM is flat. */
function tolerances(name: string, selected: boolean): readonly [number, number] {
  if (name === 'random_forest') return [0.02, 0.02];
  if (name === 'linear_svm' && !selected) return [0.015, 0.01];
  return [0.005, 0.005];
}

function protocol(ourResult: Result, peerResult: Result, selected: boolean): string[] {
  const [ours, peer] = [protocolResult.parse(ourResult), protocolResult.parse(peerResult)];
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
