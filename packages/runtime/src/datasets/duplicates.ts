import {
  type DatasetDescription,
  DIFFERENCE_HASH_BITS,
  hashDistance,
  labelOf,
  WinceError,
} from '@wince/core';
import type { CheckedFile } from './checked-file.ts';
import { type Finding, few } from './finding.ts';

/**
 * Pictures that differ in no more bits of their difference hash look like copies of each other. Pictures of different
 * people under the same studio conditions differ in more (see the tests).
 */
export const NEAR_DUPLICATE_BITS = 12;

/** The same picture under several names, by its bytes or by its pixels; and pictures that nearly look the same. */
export function findDuplicates(
  files: readonly CheckedFile[],
  description: DatasetDescription,
): readonly Finding[] {
  const same = groupSame(files);
  const findings = same
    .filter((group) => group.length > 1 || subjectsOf(group).length > 1)
    .map((group) => sameFinding(group, description));
  // Of pictures that are the same, one stands for all.
  const representatives = same.map(([first]) => first);
  return [...findings, ...nearFindings(representatives, description)];
}

/** Files joined when their bytes or their pixels are the same, in the order of their first member. */
function groupSame(files: readonly CheckedFile[]): readonly (readonly CheckedFile[])[] {
  const parent = files.map((_, i) => i);
  const root = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]];
    return i;
  };
  const first = new Map<string, number>();
  files.forEach(({ bytesHash, pixelHash }, i) => {
    for (const hash of [bytesHash && `bytes ${bytesHash}`, pixelHash && `pixels ${pixelHash}`]) {
      if (!hash) continue;
      const earlier = first.get(hash);
      if (earlier === undefined) first.set(hash, i);
      else parent[root(i)] = root(earlier);
    }
  });
  return [...Map.groupBy(files.keys(), root).values()].map((group) => group.map((i) => files[i]));
}

function sameFinding(group: readonly CheckedFile[], description: DatasetDescription): Finding {
  const subjects = subjectsOf(group);
  const labels = labelsOf(group, description);
  const paths = few(group.map(({ path }) => path));
  const exact = group.every(({ bytesHash }) => bytesHash === group[0].bytesHash);
  const what = exact ? 'the same file' : 'the same pixels';
  const of = { path: group[0].path, ...(subjects.length === 1 ? { subject: subjects[0] } : {}) };
  if (subjects.length > 1) {
    return {
      level: 'error',
      code: 'same-picture-two-subjects',
      message: `${group.length > 1 ? `${paths} are ${what}, but belong` : `${paths} belongs`} to the subjects ${few(subjects)}: if one row is in training and the other in the test, this is a leak.`,
      ...of,
      hint: 'Find out whose picture it is and remove the other row.',
    };
  }
  if (labels.length > 1) {
    return {
      level: 'error',
      code: 'same-picture-two-labels',
      message: `${paths} are ${what}, but have the labels ${few(labels)}.`,
      ...of,
      hint: 'Find out which label is right and remove the other row.',
    };
  }
  return {
    level: 'warning',
    code: 'same-picture',
    message: `${paths} are ${what}, so it is counted ${group.length} times.`,
    ...of,
    hint: 'Keep one of the rows.',
  };
}

function nearFindings(files: readonly CheckedFile[], description: DatasetDescription): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [a, b, distance] of nearPairs(files)) {
    const subjects = subjectsOf([a, b]);
    const labels = labelsOf([a, b], description);
    if (subjects.length < 2 && labels.length < 2) continue;
    const between = subjects.length > 1 ? `the subjects ${few(subjects)}` : `the labels ${few(labels)}`;
    findings.push({
      level: 'warning',
      code: subjects.length > 1 ? 'near-duplicate-two-subjects' : 'near-duplicate-two-labels',
      message: `${a.path} and ${b.path} look almost the same (${distance} of ${DIFFERENCE_HASH_BITS} bits differ), but have ${between}.`,
      path: a.path,
      hint: 'Look at both pictures. If one is a copy of the other, it can be in training and in the test.',
    });
  }
  return findings;
}

/**
 * Every pair within `NEAR_DUPLICATE_BITS`. Of 13 or more pieces of a hash at least one is the same in such a pair, so
 * only pictures that share a piece are compared.
 */
export function* nearPairs<Pictured extends Pick<CheckedFile, 'look'>>(
  files: readonly Pictured[],
): Generator<readonly [Pictured, Pictured, number]> {
  const looks = files.flatMap((file, i) => (file.look ? [{ file, look: file.look, i }] : []));
  const pieces = DIFFERENCE_HASH_BITS / 16;
  const seen = new Set<number>();
  for (let piece = 0; piece < pieces; piece++) {
    const buckets = Map.groupBy(looks, ({ look }) => (look[piece >>> 1] >>> (16 * (piece & 1))) & 0xffff);
    for (const bucket of buckets.values()) {
      for (let b = 1; b < bucket.length; b++) {
        for (let a = 0; a < b; a++) {
          const pair = bucket[a].i * files.length + bucket[b].i;
          const distance = hashDistance(bucket[a].look, bucket[b].look);
          if (distance > NEAR_DUPLICATE_BITS || seen.has(pair)) continue;
          seen.add(pair);
          yield [bucket[a].file, bucket[b].file, distance];
        }
      }
    }
  }
}

function subjectsOf(files: readonly CheckedFile[]): readonly string[] {
  return [...new Set(files.flatMap(({ rows }) => rows.map(({ subject }) => subject)))];
}

/** The labels of whole files: intervals of one recording may well have two. */
function labelsOf(files: readonly CheckedFile[], description: DatasetDescription): readonly string[] {
  const whole = files.flatMap(({ rows }) => rows.filter(({ start, end }) => start === null && end === null));
  const labels = whole.map((row) => {
    try {
      return labelOf(description, row).label;
    } catch (error) {
      // A score that is none is a finding of its own.
      if (error instanceof WinceError) return '';
      throw error;
    }
  });
  return [...new Set(labels)].filter((label) => label !== '');
}
