import { type ErrorCode, WinceError } from '@wince/core';
import type { RefusedAnswer } from '@wince/workbench';

/** The status of HTTP for codes that have one of their own. */
const STATUSES: Readonly<Partial<Record<ErrorCode, number>>> = {
  'not-signed-in': 401,
  'wrong-password': 401,
  'not-allowed': 403,
  'foreign-request': 403,
  'no-such-address': 404,
  'not-in-project': 404,
  'no-run': 404,
  'changed-meanwhile': 409,
  'dataset-exists': 409,
  'file-exists': 409,
  'upload-too-large': 413,
  'picture-too-large': 413,
  'wrong-upload': 415,
  'too-many-requests': 429,
  'too-many-jobs': 429,
};

/** An error as an answer. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: RefusedAnswer;
  /** Whether it is a defect of the program, which belongs into the log. */
  readonly isDefect: boolean;
}

/** An error as an answer: a defect says nothing of where it came from. */
export function answerToError(error: unknown): ErrorAnswer {
  const known = error instanceof WinceError ? error : ofHttp(error);
  if (!known) {
    return {
      status: 500,
      isDefect: true,
      body: {
        code: null,
        message: 'The server has a defect: it could not answer this request.',
        hint: 'Please report it, with the lines that `wince serve` has printed.',
      },
    };
  }
  const { code, message, hint, status } = known;
  const answer = STATUSES[code] ?? (status === 2 ? 400 : 422);
  return { status: answer, body: { code, message, hint }, isDefect: false };
}

/** What fastify and the form of a route find wrong with a request. */
function ofHttp(error: unknown): WinceError | null {
  if (!(error instanceof Error)) return null;
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  if (status === 413) return tooLarge('The request');
  if (status === 415) return wrongUpload();
  if (status >= 400 && status < 500) {
    return new WinceError('bad-request', `The request cannot be read: ${error.message.slice(0, 500)}.`, {
      hint: 'Correct the field that the message names; /api/openapi.json describes each address.',
    });
  }
  return null;
}

/** @param what "The request", "face.jpg" */
export function tooLarge(what: string): WinceError {
  return new WinceError('upload-too-large', `${what} is larger than the server takes.`, {
    hint: 'Send a smaller file, or use the command line, which has no such limit.',
  });
}

/** The body of a request is of a kind that its address does not take. */
export function wrongUpload(): WinceError {
  return new WinceError(
    'wrong-upload',
    'The body of the request is of a kind that this address does not take.',
    {
      hint: 'Send JSON as application/json, and recordings as application/octet-stream, without compression.',
    },
  );
}
