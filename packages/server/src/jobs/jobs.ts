import { basename, join } from 'node:path';
import { WinceError } from '@wince/core';
import { readManifest, readSpecification, runFolderName } from '@wince/runtime';
import type { JobEntry } from '@wince/workbench';
import { openProcess, type ProcessLimits } from '../processes/process.ts';
import { keptRowsOf } from '../project/kept-rows.ts';
import type { Project } from '../project/project.ts';
import type { Annotations } from '../state/annotations.ts';
import type { AuditLog } from '../state/audit.ts';
import type { WorkbenchState } from '../state/database.ts';
import { openJobsTable } from '../state/jobs-table.ts';
import type { LooksTable } from '../state/looks-table.ts';
import type { TaskEvent, WorkTask } from '../work/tasks.ts';

/** What is told of a job: what its work tells, or what became of it. */
export type JobNews = TaskEvent | { readonly type: 'job'; readonly job: JobEntry };

/** Long work of another kind than a run, a check or a model. */
export interface OtherJob {
  readonly kind: Extract<JobEntry['kind'], 'import-network' | 'test-network'>;
  readonly about: string;
  /** What the log has of it beside what it is about. */
  readonly detail: Readonly<Record<string, unknown>>;
  readonly task: WorkTask;
  readonly limits: ProcessLimits;
  /** Told of the result. @returns what it is about from then on */
  readonly onDone: (result: unknown) => string;
  /** Called once, however it ends. */
  readonly onEnd: () => Promise<void>;
}

/**
 * Long work, each piece in a process of its own: runs, checks and models one after the other, and networks one after the other beside them;
 * others wait.
 */
export interface Jobs {
  /** @param by who wants it, for the log @param dataset its place in the project @throws WinceError `too-many-jobs` */
  check(by: string, dataset: string): JobEntry;
  /** @param experiment its place in the project @throws WinceError `too-many-jobs` */
  run(by: string, experiment: string): JobEntry;
  /** @param run its place in the project @throws WinceError `too-many-jobs` */
  train(by: string, run: string, cell: string): JobEntry;
  /** @throws WinceError `too-many-jobs` */
  other(by: string, job: OtherJob): JobEntry;
  /** Ends a job soon. @throws WinceError `not-in-project` where there is no such job that goes on */
  stop(by: string, id: string): void;
  list(): readonly JobEntry[];
  /**
   * Tells what a job has told so far, and what it tells from now on.
   *
   * @returns ends the telling
   * @throws WinceError `not-in-project`
   */
  watch(id: string, listener: (event: JobNews) => void): () => void;
  /** Stops what goes on, which is `broken-off` then, and waits for it. */
  close(): Promise<void>;
}

/** What jobs work with. */
export interface JobsPlace {
  readonly project: Project;
  readonly state: WorkbenchState;
  readonly audit: AuditLog;
  readonly annotations: Annotations;
  readonly looks: LooksTable;
  readonly cache: string;
  readonly workers: number;
  /** So many jobs wait or go on. */
  readonly most: number;
}

interface Live {
  job: JobEntry;
  /** Of a run, the cell that becomes a model. */
  readonly cell: string;
  /** What it is where it is no run, check or model. */
  readonly other: OtherJob | null;
  readonly events: TaskEvent[];
  readonly listeners: Set<(event: JobNews) => void>;
  readonly stopping: AbortController;
}

/** No job, and what became of earlier ones. */
export function openJobs(place: JobsPlace): Jobs {
  const { audit, state, most } = place;
  const table = openJobsTable(state);
  const live = new Map<string, Live>();
  let work: Promise<void> = Promise.resolve();
  let others: Promise<void> = Promise.resolve();
  let closing = false;

  const change = (own: Live, changed: Partial<JobEntry>) => {
    own.job = { ...own.job, ...changed };
    table.put(own.job);
    for (const listener of own.listeners) listener({ type: 'job', job: own.job });
  };
  const tell = (own: Live, event: TaskEvent) => {
    remember(own.events, event);
    for (const listener of own.listeners) listener(event);
  };
  const carryOut = async (own: Live) => {
    if (closing) return;
    if (own.stopping.signal.aborted) {
      live.delete(own.job.id);
      await own.other?.onEnd();
      return change(own, { state: 'stopped', ended: now() });
    }
    const { other } = own;
    const child = openProcess(other?.limits ?? { memory: null, patience: null });
    // When the server ends, the process of a job ends with it.
    const end = () => void child.close();
    closeNow.add(end);
    // A network is written whole at its end, so that nothing is lost by ending the process.
    if (other) own.stopping.signal.addEventListener('abort', end, { once: true });
    try {
      const { task, folder } = await taskOf(own, place);
      change(own, { state: 'running', folder });
      const onEvent = (event: TaskEvent) => {
        keep(own.job, event, place.looks);
        tell(own, event);
      };
      const { signal } = own.stopping;
      // What it has left is gone before anybody is told that it has ended.
      const result = await child.run(task, { signal, onEvent }).finally(() => other?.onEnd());
      const about = other ? other.onDone(result) : own.job.about;
      change(own, { state: 'done', ended: now(), about });
    } catch (error) {
      if (!closing)
        change(own, { ...failed(error, own.stopping.signal.aborted), ended: now(), folder: null });
    } finally {
      closeNow.delete(end);
      await child.close();
      live.delete(own.job.id);
    }
  };
  const closeNow = new Set<() => void>();
  const begin = (
    by: string,
    { kind, about }: Pick<JobEntry, 'kind' | 'about'>,
    { cell = '', other = null }: { readonly cell?: string; readonly other?: OtherJob | null } = {},
  ): JobEntry => {
    if (live.size >= most) {
      throw new WinceError(
        'too-many-jobs',
        `${live.size} runs and checks go on or wait, and no more are taken.`,
        {
          hint: 'Wait until one of them is done, or stop one.',
        },
      );
    }
    const id = crypto.randomUUID();
    const own: Live = {
      job: { id, kind, about, state: 'waiting', began: now(), ended: null, folder: null, failure: null },
      ...{ cell, other },
      events: [],
      listeners: new Set(),
      stopping: new AbortController(),
    };
    live.set(id, own);
    table.put(own.job);
    audit.add(by, kind, { about, id, ...(kind === 'train' ? { cell } : {}), ...other?.detail });
    if (other) others = others.then(() => carryOut(own));
    else work = work.then(() => carryOut(own));
    return own.job;
  };
  return {
    check: (by, dataset) => begin(by, { kind: 'check', about: dataset }),
    run: (by, experiment) => begin(by, { kind: 'run', about: experiment }),
    train: (by, run, cell) => begin(by, { kind: 'train', about: run }, { cell }),
    other: (by, other) => begin(by, other, { other }),
    stop(by, id) {
      const own = live.get(id);
      if (!own) throw noJob();
      audit.add(by, 'stop', { id });
      own.stopping.abort();
    },
    list: () => table.list(),
    watch(id, listener) {
      const own = live.get(id);
      const job = own?.job ?? table.list().find((each) => each.id === id);
      if (!job) throw noJob();
      for (const event of own?.events ?? []) listener(event);
      listener({ type: 'job', job });
      own?.listeners.add(listener);
      return () => void own?.listeners.delete(listener);
    },
    async close() {
      closing = true;
      for (const end of closeNow) end();
      await Promise.all([work, others]);
    },
  };
}

/** The work of a job, and the folder or file in which its result will be. */
async function taskOf(
  { job: { kind, about }, cell, other }: Live,
  place: JobsPlace,
): Promise<{ readonly task: WorkTask; readonly folder: string | null }> {
  if (other) return { task: other.task, folder: null };
  const { project, cache, workers } = place;
  const path = await project.inside(about);
  if (kind === 'check') return { task: { kind, dataset: join(path, 'dataset.csv'), cache }, folder: null };
  if (kind === 'train') {
    const { specification } = await readManifest(path);
    const folder = `${basename(path)}-${cell.replaceAll(/[^\w.-]+/g, '-')}.wince`;
    const dataset = await keptRowsOf(specification.dataset, about, place);
    const out = join(project.folder, folder);
    return { folder, task: { kind, run: path, cell, out, dataset, cache, workers } };
  }
  const { dataset } = await readSpecification(path);
  const folder = runFolderName(path, new Date());
  const out = join(project.folder, folder);
  const kept = await keptRowsOf(dataset, about, place);
  return { folder, task: { kind: 'run', experiment: path, cache, workers, out, dataset: kept } };
}

/** What a check has seen is kept as it comes: a check that is stopped has seen something, too. */
function keep({ about }: JobEntry, event: TaskEvent, looks: LooksTable): void {
  if (event.type === 'face') looks.putFace(about, event.sample, event.face);
  if (event.type === 'findings') looks.putFindings(about, event.findings);
}

/** Of progress the last alone, so that what is remembered does not grow with the length of the work. */
function remember(events: TaskEvent[], event: TaskEvent): void {
  if (event.type === 'face' || event.type === 'findings') return;
  const last = events.at(-1);
  const isStep = event.type === 'progress' || event.type === 'looked' || event.type === 'step';
  if (isStep && last?.type === event.type) events[events.length - 1] = event;
  else events.push(event);
}

function failed(error: unknown, wasStopped: boolean): Pick<JobEntry, 'state' | 'failure'> {
  if (wasStopped) return { state: 'stopped', failure: null };
  if (error instanceof WinceError) {
    const { code, message, hint } = error;
    return { state: 'failed', failure: { code, message, hint } };
  }
  console.error(error);
  return {
    state: 'failed',
    failure: {
      code: null,
      message: 'The work has a defect and could not go on.',
      hint: 'Please report it, with the lines that `wince serve` has printed.',
    },
  };
}

function noJob(): WinceError {
  return new WinceError('not-in-project', 'There is no such run or check that goes on.', {
    hint: '/api/jobs lists them.',
  });
}

function now(): string {
  return new Date().toISOString();
}
