/** How patterns that are turned or uniform are told apart. Names as in scikit-image. */
export const LBP_METHODS = ['uniform', 'nri_uniform', 'ror', 'default'] as const;
export type LbpMethod = (typeof LBP_METHODS)[number];

/** The bins of a method. */
export interface Labels {
  /** scikit-image's number of the label in each bin; `ror` uses only the least pattern of each turning class. */
  readonly numbers: readonly number[];
  /** The bin of a pattern of so many points. */
  binOf(pattern: number): number;
}

/** Up to so many points the bins of all patterns are kept in a table; for more of them that would be 16 million. */
const MOST_POINTS_OF_A_TABLE = 16;

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

/** How many labels a method has. */
export function labelCount(method: LbpMethod, points: number): number {
  if (method === 'uniform') return points + 2;
  if (method === 'nri_uniform') return points * (points - 1) + 3;
  if (method === 'default') return 2 ** points;
  // Burnside: patterns that each turning leaves as they are, on the mean over all turnings.
  let fixed = 0;
  for (let by = 1; by <= points; by++) fixed += 2 ** greatestDivisor(by, points);
  return fixed / points;
}

/** The label of one pattern, by scikit-image's number. */
export function labelNumber(method: LbpMethod, pattern: number, points: number): number {
  return LABEL_OF[method](pattern, points);
}

function makeLabels(method: LbpMethod, points: number): Labels {
  const label = LABEL_OF[method];
  // The numbers of `uniform` and `nri_uniform` leave none out, so that they are the bins.
  if (points > MOST_POINTS_OF_A_TABLE && method !== 'ror') {
    const numbers = Array.from({ length: labelCount(method, points) }, (_, number) => number);
    return { numbers, binOf: (pattern) => label(pattern, points) };
  }
  const labels = Uint32Array.from({ length: 2 ** points }, (_, pattern) => label(pattern, points));
  const numbers = Array.from(new Set(labels)).sort((a, b) => a - b);
  const bins = new Map(numbers.map((number, bin) => [number, bin]));
  const table = Uint16Array.from(labels, (number) => bins.get(number) ?? 0);
  return { numbers, binOf: (pattern) => table[pattern] };
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
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
