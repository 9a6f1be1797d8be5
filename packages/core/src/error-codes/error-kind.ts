/** What a code stands for, for programs and for people. */
export interface ErrorKind {
  /** Exit status of the command line: 1, the work failed; 2, the call was wrong. */
  readonly status: 1 | 2;
  /** What is wrong: one sentence. */
  readonly meaning: string;
  /** What helps: one sentence. */
  readonly whatToDo: string;
}
