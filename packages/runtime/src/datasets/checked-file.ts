import type { Sample } from '@wince/core';
import type { Finding } from './finding.ts';

/** A file of a data set with the rows that name it, and what is known of its content. */
export interface CheckedFile {
  /** As the first of its rows has it. */
  readonly path: string;
  readonly rows: readonly Sample[];
  /** Whether it is a video, which is decoded only where its rows begin and end. */
  readonly isVideo?: boolean;
  /** SHA-256 of its bytes; absent where it cannot be read. */
  readonly bytesHash?: string;
  /** SHA-256 of its decoded pixels and their size; absent for clips and for what cannot be decoded. */
  readonly pixelHash?: string;
  /** Difference hash of its pixels. */
  readonly look?: Uint32Array;
}

/** What the check of one file gave. */
export interface Checked {
  readonly file: CheckedFile;
  readonly findings: readonly Finding[];
}

/** Pictures whose shorter side has fewer pixels cannot show a face that is of use. */
export const SMALLEST_SIDE = 48;

export function missingFile({ path, subject }: { path: string; subject: string }): Finding {
  return {
    level: 'error',
    code: 'missing-file',
    message: `${path} is not there.`,
    path,
    subject,
    hint: 'Put the file there, correct the path in dataset.csv, or remove the row.',
  };
}
