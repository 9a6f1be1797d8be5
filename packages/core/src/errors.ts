/**
 * The one error that users see: a code for programs, a message that names the file, column or value at fault,
 * and what to do next. Anything else that is thrown is a defect of the program.
 */
export class WinceError extends Error {
  override readonly name = 'WinceError';
  /** A stable word for programs, in kebab case: `no-such-file`, `missing-column`, ... */
  readonly code: string;
  /** What the user can do about it: one sentence. */
  readonly hint: string;
  /** Exit status of the command line: 1, the work failed; 2, the call was wrong. */
  readonly status: 1 | 2;

  constructor(code: string, message: string, options: { hint: string; status?: 1 | 2; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.status = options.status ?? 1;
  }
}
