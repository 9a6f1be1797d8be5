import { randomFrom, shuffle } from '../../../numbers/random.ts';

/**
 * Folds by subject for decisions on rows that were not trained on: each subject is in one fold, and the folds hold
 * about the same share of both labels. Depends on the order of the subjects' numbers and on the seed, not on the
 * numbers themselves nor on the order of rows.
 *
 * @param most how many folds at most; fewer where there are fewer subjects
 * @returns the fold of each row, or undefined where some fold's training rows would hold one label alone
 */
export function foldsBySubject(
  y: Uint8Array,
  subjects: Int32Array,
  most: number,
  seed: string,
): Int32Array | undefined {
  const counts = new Map<number, [number, number]>();
  for (let r = 0; r < y.length; r++) {
    const count = counts.get(subjects[r]) ?? [0, 0];
    count[y[r]]++;
    counts.set(subjects[r], count);
  }
  const folds = Math.min(most, counts.size);
  if (folds < 2) return undefined;
  const order = shuffle(
    [...counts].sort(([a], [b]) => a - b),
    randomFrom(seed, 'inner folds'),
  );
  // Large subjects first: the small ones then even the folds out.
  order.sort(([, a], [, b]) => b[0] + b[1] - (a[0] + a[1]));
  const total = [0, 0];
  for (const [, count] of order) for (const label of [0, 1]) total[label] += count[label];
  const held = Array.from({ length: folds }, () => [0, 0]);
  const foldOf = new Map<number, number>();
  for (const [subject, count] of order) {
    let best = 0;
    let least = Infinity;
    for (let f = 0; f < folds; f++) {
      const load = crowding(held[f], count, total);
      if (load < least) {
        least = load;
        best = f;
      }
    }
    foldOf.set(subject, best);
    for (const label of [0, 1]) held[best][label] += count[label];
  }
  const oneLabel = held.some((count) => count[0] === total[0] || count[1] === total[1]);
  return oneLabel ? undefined : Int32Array.from(subjects, (subject) => foldOf.get(subject) ?? 0);
}

/** How much fuller a fold would be with a subject in it: the rise of the squared shares of both labels. */
function crowding(held: readonly number[], more: readonly number[], total: readonly number[]): number {
  let rise = 0;
  for (const label of [0, 1]) {
    const before = held[label] / total[label];
    const after = (held[label] + more[label]) / total[label];
    rise += after * after - before * before;
  }
  return rise;
}
