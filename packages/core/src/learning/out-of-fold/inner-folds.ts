import { randomFrom, shuffle } from '../../numbers/random.ts';

/** What inner folds are made from. Both arrays have one entry a row. */
export interface InnerRows {
  /** 1 for the positive label (pain), 0 for the negative one. */
  readonly y: Uint8Array;
  /** The subject of each row, as any whole number that is the subject's own. */
  readonly subjects: Int32Array;
}

/** Rows to learn from and rows to score, all within training rows, as ascending row numbers. No subject is on both sides. */
export interface InnerFold {
  readonly training: Int32Array;
  readonly test: Int32Array;
}

/**
 * Divides training rows once more, by subject: each subject is tested in one fold, and the folds hold about the same share
 * of both labels. Depends on the order of the subjects' numbers and on the seed, not on the numbers themselves nor on the
 * order of rows.
 *
 * @param most how many folds at most; fewer where there are fewer subjects
 * @returns the folds; none for one subject. Their training rows may hold one label alone: see `trainsOnBoth`.
 */
export function divideBySubject(
  { y, subjects }: InnerRows,
  most: number,
  seed: string,
): readonly InnerFold[] {
  if (!Number.isInteger(most) || most < 2)
    throw new RangeError(`there must be 2 or more inner folds, not ${most}`);
  const counts = new Map<number, [number, number]>();
  for (let r = 0; r < y.length; r++) {
    const count = counts.get(subjects[r]) ?? [0, 0];
    count[y[r]]++;
    counts.set(subjects[r], count);
  }
  const folds = Math.min(most, counts.size);
  if (folds < 2) return [];
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
  const rows = Int32Array.from(y.keys());
  return held.flatMap((_, f) => {
    const test = rows.filter((r) => foldOf.get(subjects[r]) === f);
    // Where subjects have one label each, some folds may stay empty.
    return test.length === 0 ? [] : [{ training: rows.filter((r) => foldOf.get(subjects[r]) !== f), test }];
  });
}

/** Whether the training rows of a fold hold both labels, so that a classifier can learn from them. */
export function trainsOnBoth({ y }: Pick<InnerRows, 'y'>, { training }: InnerFold): boolean {
  let positive = 0;
  for (const row of training) positive += y[row];
  return positive > 0 && positive < training.length;
}

/** The same as `divideBySubject`, or undefined where there is one subject, or a fold would train on one label. */
export function innerFolds(rows: InnerRows, most: number, seed: string): readonly InnerFold[] | undefined {
  const folds = divideBySubject(rows, most, seed);
  return folds.length > 0 && folds.every((fold) => trainsOnBoth(rows, fold)) ? folds : undefined;
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
