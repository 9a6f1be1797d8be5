/** The labels that are not ruled out for a row: a number for each of the four sets. */
export const labelSet = { neither: 0, negative: 1, positive: 2, both: 3 } as const;

/** The set that holds the labels that are named. */
export function labelSetOf(negative: boolean, positive: boolean): number {
  return (negative ? labelSet.negative : 0) | (positive ? labelSet.positive : 0);
}

/** Whether a label (1 positive, 0 negative) is in a set. */
export function holdsLabel(set: number, label: number): boolean {
  return (set & (label === 1 ? labelSet.positive : labelSet.negative)) !== 0;
}

/** Whether a set names one label, so that there is an answer. */
export function isAnswer(set: number): boolean {
  return set === labelSet.negative || set === labelSet.positive;
}

const SIGNS = 'signs of ';
const NO_SIGN = 'no sign of ';
const BOTH = 'cannot tell: neither label is ruled out';
const NEITHER = 'cannot tell: both labels are ruled out';

/** A set in the words of `predictions.csv`. @param positive the word of the positive label */
export function answerWords(set: number, positive: string): string {
  if (set === labelSet.positive) return `${SIGNS}${positive}`;
  if (set === labelSet.negative) return `${NO_SIGN}${positive}`;
  return set === labelSet.both ? BOTH : NEITHER;
}

/** The set that words stand for; null for words that stand for none. */
export function readAnswer(words: string): number | null {
  if (words === BOTH) return labelSet.both;
  if (words === NEITHER) return labelSet.neither;
  if (words.startsWith(SIGNS)) return labelSet.positive;
  return words.startsWith(NO_SIGN) ? labelSet.negative : null;
}
