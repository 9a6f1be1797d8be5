/** How patterns that are turned or uniform are told apart. Names as in scikit-image. */
export const LBP_METHODS = ['uniform', 'nri_uniform', 'ror', 'default'] as const;
export type LbpMethod = (typeof LBP_METHODS)[number];

/** Most points for methods that keep a label for every pattern or turning class, so that a table stays a table. */
export const MOST_POINTS_OF_ALL_PATTERNS = 8;

/** The bins of a method and the bin of each pattern. */
export interface Labels {
  /** scikit-image's number of the label in each bin; `ror` uses only the least pattern of each turning class. */
  readonly numbers: readonly number[];
  /** The bin of each of the 2^points patterns. */
  readonly bins: Uint16Array;
}

const known = new Map<string, Labels>();

/**
 * The labels of a method:
 * - `uniform`: the number of ones for patterns with at most two changes around the circle, points + 1 for all others;
 * - `nri_uniform`: as `uniform`, with each turning of a pattern apart (points (points - 1) + 3 labels);
 * - `ror`: the least number that turning the pattern gives;
 * - `default`: the pattern itself.
 */
export function labelsOf(method: LbpMethod, points: number): Labels {
  const key = `${method} ${points}`;
  let labels = known.get(key);
  if (!labels) {
    labels = makeLabels(method, points);
    known.set(key, labels);
  }
  return labels;
}

function makeLabels(method: LbpMethod, points: number): Labels {
  const label = LABEL_OF[method];
  const labels = Uint32Array.from({ length: 2 ** points }, (_, pattern) => label(pattern, points));
  const numbers = [...new Set(labels)].sort((a, b) => a - b);
  const binOf = new Map(numbers.map((number, bin) => [number, bin]));
  return { numbers, bins: Uint16Array.from(labels, (number) => binOf.get(number) ?? 0) };
}

const LABEL_OF: Record<LbpMethod, (pattern: number, points: number) => number> = {
  default: (pattern) => pattern,
  ror: leastTurning,
  uniform: (pattern, points) => (changes(pattern, points) <= 2 ? ones(pattern) : points + 1),
  nri_uniform(pattern, points) {
    if (changes(pattern, points) > 2) return points * (points - 1) + 2;
    const count = ones(pattern);
    if (count === 0) return 0;
    if (count === points) return points * (points - 1) + 1;
    return 1 + (count - 1) * points + ((points - runStart(pattern, points)) % points);
  },
};

function turn(pattern: number, points: number): number {
  return (pattern >>> 1) | ((pattern & 1) << (points - 1));
}

function ones(pattern: number): number {
  let count = 0;
  for (let rest = pattern; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

function changes(pattern: number, points: number): number {
  return ones(pattern ^ turn(pattern, points));
}

function leastTurning(pattern: number, points: number): number {
  let least = pattern;
  let turned = pattern;
  for (let i = 1; i < points; i++) {
    turned = turn(turned, points);
    if (turned < least) least = turned;
  }
  return least;
}

/** The position at which the one run of ones around the circle begins. */
function runStart(pattern: number, points: number): number {
  const previous = ((pattern << 1) | (pattern >>> (points - 1))) & (2 ** points - 1);
  return Math.log2(pattern & ~previous);
}
