import { type ErrorCode, errorCodes } from './error-codes.ts';

/**
 * The one error that users see: a code for programs, a message that names the file, column or value at fault,
 * and what to do next. Anything else that is thrown is a defect of the program.
 */
export class WinceError extends Error {
  override readonly name = 'WinceError';
  /** A stable word for programs, of the table in `error-codes.ts`: `no-such-file`, `missing-column`, ... */
  readonly code: ErrorCode;
  /** What the user can do about it: one sentence. */
  readonly hint: string;
  /** Exit status of the command line, as the table gives it for the code: 1, the work failed; 2, the call was wrong. */
  readonly status: 1 | 2;

  constructor(code: ErrorCode, message: string, options: { hint: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.status = errorCodes[code].status;
  }
}
