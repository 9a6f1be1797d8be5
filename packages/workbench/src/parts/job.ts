import { useEffect, useState } from 'react';
import type { CheckedFinding, JobEntry } from '../forms/forms.ts';

/** An event of a job, as far as the page shows it. */
export type JobEvent =
  | { readonly type: 'job'; readonly job: JobEntry }
  | { readonly type: 'stage'; readonly stage: string; readonly total: number }
  | { readonly type: 'progress'; readonly stage: string; readonly done: number; readonly total: number }
  | { readonly type: 'step'; readonly step: string }
  | { readonly type: 'looked'; readonly done: number; readonly total: number }
  | {
      readonly type: 'cell-finished';
      readonly cell: string;
      readonly rows: number;
      readonly accuracy: number | null;
      readonly auc: number | null;
    }
  | { readonly type: 'cell-failed'; readonly cell: string; readonly message?: string }
  | { readonly type: 'findings'; readonly findings: readonly CheckedFinding[] }
  | { readonly type: 'face' | 'finished' | 'failed' };

/** A job as it goes on. */
export interface WatchedJob {
  readonly job: JobEntry | null;
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  readonly cells: readonly Extract<JobEvent, { type: 'cell-finished' }>[];
}

const BEGINNING: WatchedJob = { job: null, stage: 'starting', done: 0, total: 0, cells: [] };
/** A job in one of these states tells nothing more. */
const ENDED = ['done', 'failed', 'stopped', 'broken-off'];

/** Whether a job goes on or waits. */
export function goesOn({ state }: JobEntry): boolean {
  return !ENDED.includes(state);
}

/** Hears a job. @param onEnd called once when it has ended */
export function useJob(id: string | null, onEnd: () => void): WatchedJob {
  const [watched, setWatched] = useState(BEGINNING);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another function is no other job
  useEffect(() => {
    setWatched(BEGINNING);
    if (id === null) return;
    const source = new EventSource(`/api/jobs/events?job=${id}`);
    // After a break all is told again.
    source.onopen = () => setWatched(BEGINNING);
    source.onmessage = ({ data }) => {
      const event: JobEvent = JSON.parse(data);
      setWatched((before) => after(before, event));
      if (event.type !== 'job' || goesOn(event.job)) return;
      source.close();
      onEnd();
    };
    return () => source.close();
  }, [id]);
  return watched;
}

function after(before: WatchedJob, event: JobEvent): WatchedJob {
  switch (event.type) {
    case 'job':
      return { ...before, job: event.job };
    case 'stage':
      return { ...before, stage: event.stage, done: 0, total: event.total };
    case 'progress':
      return { ...before, stage: event.stage, done: event.done, total: event.total };
    case 'step':
      return { ...before, stage: event.step, done: 0, total: 0 };
    case 'looked':
      return { ...before, stage: 'look-for-faces', done: event.done, total: event.total };
    case 'cell-finished':
      return { ...before, cells: [...before.cells.filter(({ cell }) => cell !== event.cell), event] };
    default:
      return before;
  }
}
