import { type ErrorCode, errorCodes, WinceError } from '@wince/core';
import { z } from 'zod';
import type { Refusal } from '../execute/index.ts';
import { sha256Of } from '../files/hash.ts';
import type { Store, TableEntry } from '../store/index.ts';

/** What a queue holds of a unit, beside its kind as the name and its key as the id: where its description stands. */
export const jobData = z.strictObject({
  /** SHA-256 of a plan; see `putPlan`. */
  plan: z.string(),
  /** The place of the unit in it. */
  at: z.int().nonnegative(),
  /** The run that has put it there, in 32 letters: logs and spans of all its units have it. */
  run: z.string(),
});

/** What a worker hands back. */
export const jobResult = z.strictObject({
  /** SHA-256 of the result as a table, where it is not kept under the unit's own name; null where it is. */
  table: z.string().nullable(),
  /** Milliseconds that it took; 0 where the store had the result already. */
  ms: z.number(),
});
export type JobData = z.infer<typeof jobData>;
export type JobResult = z.infer<typeof jobResult>;

/** What Redis says of a unit that ended its worker too often. */
const STALLED = /stalled more than/;
const REFUSED = /^refused ([0-9a-f]{64})$/;
const NO_PLAN = 'no plan';

/** Why a unit failed. */
export type Failure =
  | { readonly kind: 'stalled' }
  | { readonly kind: 'no-plan' }
  | { readonly kind: 'refused'; readonly entry: TableEntry }
  | { readonly kind: 'other'; readonly reason: string };

/** What a failed job says. */
export function failureOfJob(reason: string): Failure {
  if (STALLED.test(reason)) return { kind: 'stalled' };
  if (reason === NO_PLAN) return { kind: 'no-plan' };
  const [, sha256] = REFUSED.exec(reason) ?? [];
  return sha256 ? { kind: 'refused', entry: { of: 'table', sha256 } } : { kind: 'other', reason };
}

/** The error of a worker that does not find the description of a unit. */
export function noPlan(): Error {
  return new Error(NO_PLAN);
}

const told = z.union([
  z.object({
    refusal: z.object({ code: z.string(), message: z.string(), hint: z.string() }),
  }),
  z.object({ defect: z.string() }),
]);

/**
 * Puts an error into the store, since messages name files and subjects, which Redis is not to hold.
 *
 * @returns what the job says in its place
 */
export async function putError(store: Store, error: unknown): Promise<string> {
  const document: z.infer<typeof told> =
    error instanceof WinceError
      ? { refusal: { code: error.code, message: error.message, hint: error.hint } }
      : { defect: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  const bytes = Buffer.from(JSON.stringify(document));
  const sha256 = sha256Of(bytes);
  await store.put({ of: 'table', sha256 }, bytes);
  return `refused ${sha256}`;
}

/** The error that `putError` put there, as far as the store still has it. */
export async function readError(store: Store, entry: TableEntry): Promise<Refusal | Error> {
  const bytes = await store.get(entry);
  const read = bytes && told.safeParse(JSON.parse(Buffer.from(bytes).toString()));
  if (!read?.success)
    return new Error(`a unit failed, and the store does not have the reason ${entry.sha256}`);
  if ('defect' in read.data) return new Error(read.data.defect);
  const { code, message, hint } = read.data.refusal;
  return isCode(code) ? { code, message, hint } : new Error(message);
}

function isCode(code: string): code is ErrorCode {
  return code in errorCodes;
}
