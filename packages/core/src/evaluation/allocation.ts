import { seedFrom } from '../numbers/random.ts';
import { byUnits } from './protocol.ts';

interface SubjectCount {
  readonly name: string;
  negative: number;
  positive: number;
}

/**
 * Divides subjects into parts of given numbers of subjects, so that each part has its share of the rows of each label.
 *
 * Subjects come in an order that the hash of seed and name gives. Each goes to the part with room that lacks its rows
 * most; then pairs of subjects of different parts change places while that brings the rows of both labels nearer to
 * their shares (squared distance, each label relative to its own total). Exact balance may not exist: it is a partition problem.
 *
 * @param sizes subjects of each part, summing up to the number of distinct subjects
 * @returns the part of each subject, by name
 */
export function allocateSubjects(
  subjects: readonly string[],
  y: Uint8Array,
  sizes: readonly number[],
  ...seed: readonly (string | number)[]
): ReadonlyMap<string, number> {
  const counts = countRows(subjects, y);
  const room = sizes.reduce((sum, size) => sum + size, 0);
  if (room !== counts.length)
    throw new RangeError(`parts for ${room} subjects, but there are ${counts.length}`);
  const ordered = shuffledByContent(counts, seed);
  const negatives = Math.max(1, sum(counts, 'negative'));
  const positives = Math.max(1, sum(counts, 'positive'));
  // Lack of a part: rows that it should have, less rows that it has, as a share of all rows of the label.
  const lacks = sizes.map((size) => {
    const share = size / counts.length;
    return {
      negative: sum(counts, 'negative') > 0 ? share : 0,
      positive: sum(counts, 'positive') > 0 ? share : 0,
    };
  });
  const left = [...sizes];
  const negative = ordered.map((subject) => subject.negative / negatives);
  const positive = ordered.map((subject) => subject.positive / positives);
  const parts = ordered.map((_, i) => {
    let best = -1;
    let most = -Infinity;
    for (let part = 0; part < sizes.length; part++) {
      const gain = negative[i] * lacks[part].negative + positive[i] * lacks[part].positive;
      if (left[part] > 0 && gain > most) {
        most = gain;
        best = part;
      }
    }
    left[best]--;
    lacks[best].negative -= negative[i];
    lacks[best].positive -= positive[i];
    return best;
  });
  exchange(parts, negative, positive, lacks);
  return new Map(ordered.map(({ name }, i) => [name, parts[i]]));
}

/** Sizes of `parts` parts of `count` things that differ by one at most. */
export function evenSizes(count: number, parts: number): readonly number[] {
  return Array.from({ length: parts }, (_, i) => Math.floor(count / parts) + (i < count % parts ? 1 : 0));
}

/** Swaps subjects between parts while the sum of squared lacks falls. Ends: it falls by a least amount each time. */
function exchange(
  parts: number[],
  negative: readonly number[],
  positive: readonly number[],
  lacks: readonly { negative: number; positive: number }[],
): void {
  for (let improved = true; improved; ) {
    improved = false;
    for (let i = 0; i < parts.length; i++) {
      for (let j = i + 1; j < parts.length; j++) {
        if (parts[i] === parts[j]) continue;
        const from = lacks[parts[i]];
        const to = lacks[parts[j]];
        const dn = negative[i] - negative[j];
        const dp = positive[i] - positive[j];
        // Change of the halved sum of squares when `from` gets d more lack and `to` d less.
        const change = dn * (from.negative - to.negative + dn) + dp * (from.positive - to.positive + dp);
        if (change > -1e-9) continue;
        from.negative += dn;
        from.positive += dp;
        to.negative -= dn;
        to.positive -= dp;
        [parts[i], parts[j]] = [parts[j], parts[i]];
        improved = true;
      }
    }
  }
}

function countRows(subjects: readonly string[], y: Uint8Array): SubjectCount[] {
  const counts = new Map<string, SubjectCount>();
  for (let row = 0; row < y.length; row++) {
    const name = subjects[row];
    let count = counts.get(name);
    if (!count) {
      count = { name, negative: 0, positive: 0 };
      counts.set(name, count);
    }
    if (y[row] === 1) count.positive++;
    else count.negative++;
  }
  return [...counts.values()];
}

function shuffledByContent(
  counts: readonly SubjectCount[],
  seed: readonly (string | number)[],
): SubjectCount[] {
  return counts
    .map((count) => ({ count, key: seedFrom('allocation', ...seed, count.name) }))
    .sort((a, b) => a.key[0] - b.key[0] || a.key[1] - b.key[1] || byUnits(a.count.name, b.count.name))
    .map(({ count }) => count);
}

function sum(counts: readonly SubjectCount[], label: 'negative' | 'positive'): number {
  return counts.reduce((total, count) => total + count[label], 0);
}
