import { join } from 'node:path';
import { WinceError } from '@wince/core';
import { type Accounts, openAccounts } from './accounts/accounts.ts';
import { type Jobs, openJobs } from './jobs/jobs.ts';
import { openProcess, type WorkProcess } from './processes/process.ts';
import { removePassing } from './project/passing.ts';
import { openProject, type Project } from './project/project.ts';
import { takeProject } from './project/taken.ts';
import { type Annotations, openAnnotations } from './state/annotations.ts';
import { type AuditLog, openAudit } from './state/audit.ts';
import { openState } from './state/database.ts';
import { type LooksTable, openLooksTable } from './state/looks-table.ts';
import { type NetworkTests, openNetworkTests } from './state/network-tests.ts';

/** What the server takes of others. */
export interface Limits {
  /** Bytes of a recording that is sent. */
  readonly upload: number;
  /** Bytes of all files of a network that is imported. */
  readonly weights: number;
  /** Bytes of one frame of a stream. */
  readonly frame: number;
  /** Seconds of a clip that is sent. */
  readonly seconds: number;
  /** Bytes that a process may hold which decodes a file. */
  readonly memory: number;
  /** Milliseconds for one file. */
  readonly patience: number;
  /** Milliseconds for a network that is imported or tested. */
  readonly networkPatience: number;
  /** Milliseconds in which the head of a request must be there, and the whole of it. */
  readonly head: number;
  readonly request: number;
  /** Connections at a time. */
  readonly connections: number;
  /** Requests of all sessions together: at once, and a second. */
  readonly burst: number;
  readonly perSecond: number;
  /** Runs and checks that wait or go on. */
  readonly jobs: number;
}

/** Usual limits. */
export const LIMITS: Limits = {
  upload: 512 * 2 ** 20,
  weights: 2 ** 30,
  frame: 16 * 2 ** 20,
  seconds: 600,
  memory: 3 * 2 ** 30,
  patience: 300_000,
  networkPatience: 1_200_000,
  head: 10_000,
  request: 120_000,
  connections: 2000,
  burst: 1000,
  perSecond: 400,
  jobs: 5,
};

/** Where the workbench is opened. */
export interface WorkbenchOptions {
  /** The folder of the project. */
  readonly project: string;
  readonly cache: string;
  readonly workers: number;
  /** Other limits than the usual ones. */
  readonly limits?: Partial<Limits>;
}

/** A project that is open: what it remembers, and the processes that work for it. */
export interface Workbench {
  readonly project: Project;
  readonly audit: AuditLog;
  readonly accounts: Accounts;
  readonly annotations: Annotations;
  readonly looks: LooksTable;
  readonly networkTests: NetworkTests;
  readonly jobs: Jobs;
  /** Decodes pictures of the project. */
  readonly pictures: WorkProcess;
  /** Decodes what is sent. */
  readonly predictions: WorkProcess;
  readonly cache: string;
  readonly limits: Limits;
  close(): Promise<void>;
}

/** The file in which a project's state is. */
export const STATE = 'workbench.sqlite';

/** Opens a project. @throws WinceError `no-such-folder`, `project-in-use`, `damaged-state` */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { cache, workers } = options;
  const limits = { ...LIMITS, ...options.limits };
  const project = await openProject(options.project);
  const release = await takeProject(project);
  try {
    await removePassing(project);
    const state = openState(join(project.own, STATE));
    const audit = openAudit(state);
    const accounts = openAccounts(state, audit);
    const annotations = openAnnotations(state, audit);
    const looks = openLooksTable(state);
    const networkTests = openNetworkTests(state);
    const jobs = openJobs({
      ...{ project, state, audit, annotations, looks, cache, workers },
      most: limits.jobs,
    });
    const { memory, patience } = limits;
    const pictures = openProcess({ memory, patience });
    const predictions = openProcess({ memory, patience });
    return {
      ...{
        project,
        audit,
        accounts,
        annotations,
        looks,
        networkTests,
        jobs,
        pictures,
        predictions,
        cache,
        limits,
      },
      async close() {
        await Promise.all([jobs.close(), pictures.close(), predictions.close()]);
        state.close();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Something in the project that cannot be used, as the lists say it. @throws what is no WinceError */
export function problemOf(error: unknown): { code: string; message: string; hint: string } {
  if (!(error instanceof WinceError)) throw error;
  const { code, message, hint } = error;
  return { code, message, hint };
}
