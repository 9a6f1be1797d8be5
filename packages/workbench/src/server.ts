import { useCallback, useEffect, useState } from 'react';
import type { RefusedAnswer } from './forms/forms.ts';

/** The page is told so when the server knows it no more: the session has ended, or the server is another one. */
export const SIGNED_OUT = 'wince-signed-out';

/** An answer that the server has refused, in its words. */
export class Refused extends Error {
  readonly refusal: RefusedAnswer;

  constructor(refusal: RefusedAnswer) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** An address of the server with its parameters. */
export function address(path: string, query: Readonly<Record<string, string>> = {}): string {
  const words = new URLSearchParams(query).toString();
  return words === '' ? path : `${path}?${words}`;
}

/** Asks the server. @throws Refused */
export async function ask<Answer>(
  path: string,
  query: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return read(await fetch(address(path, query)));
}

/** Has the server change something. @throws Refused */
export async function tell<Answer>(path: string, body: unknown): Promise<Answer> {
  const headers = { 'content-type': 'application/json', 'x-wince-page': '1' };
  return read(await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

/** Sends a file. @throws Refused */
export async function send<Answer>(
  path: string,
  query: Readonly<Record<string, string>>,
  file: Blob,
): Promise<Answer> {
  const headers = { 'content-type': 'application/octet-stream', 'x-wince-page': '1' };
  return read(await fetch(address(path, query), { method: 'POST', headers, body: file }));
}

async function read<Answer>(answer: Response): Promise<Answer> {
  const given = await answer.json();
  if (answer.status === 401) dispatchEvent(new Event(SIGNED_OUT));
  if (!answer.ok) throw new Refused(given);
  return given;
}

/** Any error in words for people. */
export function refusalOf(error: unknown): RefusedAnswer {
  if (error instanceof Refused) return error.refusal;
  return {
    code: null,
    message: 'The server does not answer.',
    hint: 'Check that `wince serve` still runs, and load this page again.',
  };
}

/** What was asked for, as it is now. */
export interface Loaded<Answer> {
  readonly answer: Answer | null;
  readonly refusal: RefusedAnswer | null;
  /** Asks again. */
  readonly again: () => void;
}

/** Asks the server, and again when something changes. @param path null where there is nothing to ask for yet */
export function useAnswer<Answer>(path: string | null): Loaded<Answer> {
  const [state, setState] = useState<{
    path: string | null;
    answer: Answer | null;
    refusal: RefusedAnswer | null;
  }>({
    ...{ path, answer: null, refusal: null },
  });
  const [times, setTimes] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: to ask again is to count on
  useEffect(() => {
    if (path === null) return;
    let gone = false;
    ask<Answer>(path)
      .then((answer) => !gone && setState({ path, answer, refusal: null }))
      .catch((error: unknown) => !gone && setState({ path, answer: null, refusal: refusalOf(error) }));
    return () => {
      gone = true;
    };
  }, [path, times]);
  const again = useCallback(() => setTimes((before) => before + 1), []);
  const isOf = state.path === path;
  return { answer: isOf ? state.answer : null, refusal: isOf ? state.refusal : null, again };
}
