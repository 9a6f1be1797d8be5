import { drawSubjects, percentileInterval } from '../evaluation/intervals.ts';
import type { Matrix } from '../numbers/matrix.ts';
import { randomFrom, shuffle } from '../numbers/random.ts';

/** What a probe is asked to tell. */
export interface ProbedRows {
  /** Feature values; NaN where a row lacks a family. */
  readonly x: Matrix;
  /** Names of subjects, one a row. */
  readonly subjects: readonly string[];
  /** The session of each row within its subject. */
  readonly sessions: readonly string[];
}

/** How often the nearest other row is one of the same kind. */
export interface ProbeResult {
  /** Share of rows, in [0, 1]. */
  readonly accuracy: number;
  /** What a row that is drawn at random would reach. */
  readonly chance: number;
  /** By bootstrap over subjects. */
  readonly ci95: readonly [number, number] | null;
  readonly rows: number;
}

/** Whether rows tell whose they are, and from which session; null where nothing could be told. */
export interface IdentityProbe {
  readonly subject: ProbeResult | null;
  readonly session: ProbeResult | null;
}

/** Rows that a probe looks at, at most: it compares each with each. */
const MOST_ROWS = 600;

/**
 * A probe that tells subjects apart: the nearest other row (Euclidean distance of z-scores) is asked whose it is, and, among rows of
 * the same subject, from which session. Nothing is learned from labels. What it tells, a classifier can learn as well, where rows of
 * a subject are on both sides of a fold.
 *
 * @source Cover and Hart 1967, doi:10.1109/TIT.1967.1053964 (the nearest neighbour)
 */
export function probeIdentity(all: ProbedRows, seed: number): IdentityProbe {
  const rows = fewerRows(all, seed);
  const nearness = distancesOf(rows.x);
  const count = rows.x.rows;
  const nearest = (row: number, among: (other: number) => boolean): number => {
    let best = -1;
    for (let other = 0; other < count; other++) {
      if (other === row || !among(other)) continue;
      if (best < 0 || nearness[row * count + other] < nearness[row * count + best]) best = other;
    }
    return best;
  };
  const sameSubject = (a: number, b: number) => rows.subjects[a] === rows.subjects[b];
  const sameSession = (a: number, b: number) => sameSubject(a, b) && rows.sessions[a] === rows.sessions[b];
  return {
    subject: resultOf(rows, seed, nearest, () => true, sameSubject),
    session: resultOf(rows, seed, nearest, sameSubject, sameSession),
  };
}

/** @param among which rows are asked @param isHit whether a row that is found has what is asked for */
function resultOf(
  { subjects }: ProbedRows,
  seed: number,
  nearest: (row: number, among: (other: number) => boolean) => number,
  among: (row: number, other: number) => boolean,
  isHit: (row: number, other: number) => boolean,
): ProbeResult | null {
  const asked: { readonly subject: string; readonly hit: number; readonly chance: number }[] = [];
  for (let row = 0; row < subjects.length; row++) {
    let others = 0;
    let right = 0;
    for (let other = 0; other < subjects.length; other++) {
      if (other === row || !among(row, other)) continue;
      others++;
      if (isHit(row, other)) right++;
    }
    // A row without a fellow, or with fellows alone, tells nothing.
    if (right === 0 || right === others) continue;
    const found = nearest(row, (other) => among(row, other));
    asked.push({ subject: subjects[row], hit: isHit(row, found) ? 1 : 0, chance: right / others });
  }
  if (asked.length === 0) return null;
  const mean = (of: 'hit' | 'chance') => asked.reduce((sum, each) => sum + each[of], 0) / asked.length;
  return { accuracy: mean('hit'), chance: mean('chance'), ci95: intervalOf(asked, seed), rows: asked.length };
}

function intervalOf(
  asked: readonly { readonly subject: string; readonly hit: number }[],
  seed: number,
): readonly [number, number] | null {
  const names = [...new Set(asked.map(({ subject }) => subject))];
  const own = names.map((name) => asked.filter(({ subject }) => subject === name));
  const hits = own.map((rows) => rows.reduce((sum, { hit }) => sum + hit, 0));
  const { draws, times } = drawSubjects(names, 2000, seed);
  const shares = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    let rows = 0;
    for (let s = 0; s < names.length; s++) {
      sum += times[draw * names.length + s] * hits[s];
      rows += times[draw * names.length + s] * own[s].length;
    }
    shares[draw] = sum / rows;
  }
  return percentileInterval(shares).ci95;
}

/** Whole subjects, drawn until there are enough rows: a row keeps its fellows. */
function fewerRows({ x, subjects, sessions }: ProbedRows, seed: number): ProbedRows {
  if (x.rows <= MOST_ROWS) return { x, subjects, sessions };
  const names = shuffle([...new Set(subjects)].sort(), randomFrom('identity probe', seed));
  const kept = new Set<string>();
  let count = 0;
  for (const name of names) {
    if (count >= MOST_ROWS) break;
    kept.add(name);
    count += subjects.filter((subject) => subject === name).length;
  }
  const rows = [...subjects.keys()].filter((row) => kept.has(subjects[row])).slice(0, MOST_ROWS);
  const data = new Float64Array(rows.length * x.columns);
  rows.forEach((row, i) => {
    data.set(x.data.subarray(row * x.columns, (row + 1) * x.columns), i * x.columns);
  });
  return {
    x: { rows: rows.length, columns: x.columns, data },
    subjects: rows.map((row) => subjects[row]),
    sessions: rows.map((row) => sessions[row]),
  };
}

/** Squared distances of z-scores, `rows x rows`; a missing value is the mean of its column. */
function distancesOf({ rows, columns, data }: Matrix): Float64Array {
  const squared = new Float64Array(rows * rows);
  const column = new Float64Array(rows);
  for (let c = 0; c < columns; c++) {
    let sum = 0;
    let known = 0;
    for (let r = 0; r < rows; r++) {
      column[r] = data[r * columns + c];
      if (Number.isNaN(column[r])) continue;
      sum += column[r];
      known++;
    }
    const mean = known > 0 ? sum / known : 0;
    let variance = 0;
    for (let r = 0; r < rows; r++) {
      column[r] = Number.isNaN(column[r]) ? 0 : column[r] - mean;
      variance += column[r] ** 2;
    }
    if (variance === 0) continue;
    const weight = rows / variance;
    for (let a = 0; a < rows; a++) {
      const from = a * rows;
      const own = column[a];
      for (let b = 0; b < a; b++) squared[from + b] += weight * (own - column[b]) ** 2;
    }
  }
  for (let a = 0; a < rows; a++) for (let b = 0; b < a; b++) squared[b * rows + a] = squared[a * rows + b];
  return squared;
}
