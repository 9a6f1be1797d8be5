/** What a protocol of the audit lets the training rows know of the rows that are scored. */
export const LEAKS = ['selection', 'scaling', 'pictures', 'tuning', 'normalisation', 'time'] as const;
/** One fault of a protocol; see `LEAKS`. */
export type Leak = (typeof LEAKS)[number];

/** A way to score the same rows, and which faults it has. */
export interface AuditProtocol {
  readonly id: string;
  /** The letter under which tables and papers name it. */
  readonly letter: string;
  /** As a table has it. */
  readonly title: string;
  /** What is done, in one sentence. */
  readonly words: string;
  readonly leaks: readonly Leak[];
}

/** The strict protocol of the experiment, and the ways to break it, in the order in which the audit shows them. */
export const AUDIT_PROTOCOLS = [
  {
    id: 'strict',
    letter: 'a',
    title: 'strict',
    words:
      'All that is learned is learned from the training rows of a fold, and no subject is on both sides of it.',
    leaks: [],
  },
  {
    id: 'selection-on-all-rows',
    letter: 'b',
    title: 'selection on all rows',
    words: 'The columns are ranked once on all rows, the scored ones too.',
    leaks: ['selection'],
  },
  {
    id: 'scaling-on-all-rows',
    letter: 'c',
    title: 'scaling on all rows',
    words: 'Means, deviations and values for missing families come from all rows, the scored ones too.',
    leaks: ['scaling'],
  },
  {
    id: 'folds-by-picture',
    letter: 'd',
    title: 'folds by picture',
    words: 'Rows are divided without regard to their subject, so that a subject is on both sides of a fold.',
    leaks: ['pictures'],
  },
  {
    id: 'tuning-on-the-test-fold',
    letter: 'e',
    title: 'tuning on the test fold',
    words: 'In each fold the setting is kept that has the smallest log loss on the scored rows.',
    leaks: ['tuning'],
  },
  {
    id: 'all-of-them',
    letter: 'f',
    title: 'b, c, d and e together',
    words: 'Selection and scaling on all rows, folds by picture, and tuning on the test fold.',
    leaks: ['selection', 'scaling', 'pictures', 'tuning'],
  },
  {
    id: 'normalised-with-scored-rows',
    letter: 'g',
    title: 'per-subject normalisation with the scored rows',
    words:
      'Each column is centred and scaled by all rows of the subject, the scored ones too. At the bedside these rows are not there yet.',
    leaks: ['normalisation'],
  },
  {
    id: 'neighbours-in-time',
    letter: 'h',
    title: 'frames near in time on both sides',
    words:
      'Rows of one recording go to the folds in turn, so that the frames before and after a scored one are trained on.',
    leaks: ['time'],
  },
] as const satisfies readonly AuditProtocol[];

/** The id of a protocol of the audit. */
export type AuditProtocolId = (typeof AUDIT_PROTOCOLS)[number]['id'];

/** The protocol of that id. */
export function auditProtocol(id: AuditProtocolId): AuditProtocol {
  const found = AUDIT_PROTOCOLS.find((protocol) => protocol.id === id);
  if (!found) throw new Error(`the audit has no protocol "${id}"`);
  return found;
}
