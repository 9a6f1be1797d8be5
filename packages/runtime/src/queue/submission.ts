import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { WinceError } from '@wince/core';
import { interrupted, type RunOptions, resultOf, type Unit } from '../execute/index.ts';
import type { Store } from '../store/index.ts';
import { failureOfJob, readError } from './job.ts';
import { livingWorkers } from './living-workers.ts';
import type { EndedUnit, QueueLink } from './queue-link.ts';
import { putPlan } from './unit-plan.ts';

/** How many units of a submitter are in the queue at a time: work for thousands of workers, and a bound on Redis' memory. */
const AHEAD = 4096;

/** How many units one entry of the store describes. */
const TOGETHER = 256;

/** How many results are read at a time. */
const READ = 16;

/** Milliseconds after which a submitter that hears nothing looks for itself. */
const LOOK = 2000;

/** Milliseconds after which it says that nobody works. */
const NOBODY = 5000;

/** How many units that failed stay in Redis with their reason. */
const KEPT_FAILURES = 10_000;

/** How often a unit that is done, but whose result is not seen, is given to workers again, and the milliseconds that one looks for it. */
const ROUNDS = 3;
const UNSEEN = [10, 50, 200, 500, 1000, 2000, 4000];

/** What a submission needs beside its units. */
export interface SubmissionPlace {
  readonly link: QueueLink;
  readonly store: Store;
  readonly priority: number;
  /** How often a unit is tried that fails for a reason that may pass. */
  readonly tries: number;
  /** Milliseconds before that, which double each time. */
  readonly pause: number;
  /** Puts into the store what units read and only this process has. */
  readonly prepare: (units: readonly Unit[]) => Promise<void>;
  readonly onNotice?: (text: string) => void;
}

interface Outstanding {
  readonly places: number[];
  /** How often its result was not to be found. */
  rounds: number;
}

/**
 * Puts units into the queue, some thousands at a time, and gathers their results. One that has ended its workers too often is left
 * aside until all others are done.
 */
export async function submitUnits(
  units: readonly Unit[],
  { link, store, priority, tries, pause, prepare, onNotice }: SubmissionPlace,
  { signal, onDone, hint }: RunOptions,
): Promise<void> {
  const { redis, queue } = link;
  if (signal?.aborted) throw interrupted(hint, signal.reason);
  const outstanding = new Map<string, Outstanding>();
  const aside: Unit[] = [];
  const failures: unknown[] = [];
  const mail = openMailbox<EndedUnit>();
  const run = randomUUID().replaceAll('-', '');
  let next = 0;
  let silentSince = Date.now();

  const enqueue = async (some: readonly Unit[]) => {
    const plan = await putPlan(store, some);
    await redis.during(dropFailed(link, some, (unit) => setAside(unit)));
    const own = some.map((unit, at) => ({ unit, at })).filter(({ unit }) => outstanding.has(unit.key));
    await redis.during(
      queue.addBulk(
        own.map(({ unit, at }) => ({
          name: unit.kind,
          data: { plan, at, run },
          opts: {
            jobId: unit.key,
            priority,
            attempts: tries,
            backoff: { type: 'exponential', delay: pause },
            // What is done is found in the store, and may be asked for again.
            removeOnComplete: true,
            removeOnFail: { count: KEPT_FAILURES },
            stackTraceLimit: 0,
          },
        })),
      ),
    );
  };
  const setAside = (unit: Unit) => {
    if (!outstanding.delete(unit.key)) return;
    aside.push(unit);
  };
  const fill = async () => {
    while (next < units.length && outstanding.size < AHEAD) {
      const some: Unit[] = [];
      for (; next < units.length && some.length < TOGETHER; next++) {
        const unit = units[next];
        const known = outstanding.get(unit.key);
        if (known) known.places.push(next);
        else {
          outstanding.set(unit.key, { places: [next], rounds: 0 });
          some.push(unit);
        }
      }
      if (some.length === 0) continue;
      await prepare(some);
      await enqueue(some);
    }
  };
  const again = async (key: string, own: Outstanding) => {
    await redis.during(queue.remove(key));
    outstanding.set(key, own);
    await enqueue([units[own.places[0]]]);
  };
  const settle = async (ended: EndedUnit) => {
    const own = outstanding.get(ended.key);
    if (!own) return;
    const unit = units[own.places[0]];
    if ('failed' in ended) {
      const failure = failureOfJob(ended.failed);
      if (failure.kind === 'stalled') return setAside(unit);
      outstanding.delete(ended.key);
      if (failure.kind === 'no-plan') throw notShared(store.place);
      if (failure.kind === 'other') throw new Error(failure.reason);
      const error = await readError(store, failure.entry);
      if (error instanceof Error) throw error;
      // Somebody else stopped it, who wanted it no more.
      if (error.code === 'interrupted' && !signal?.aborted) return again(ended.key, own);
      return resultOf({ refusal: error });
    }
    const name = ended.result.table ? ({ of: 'table', sha256: ended.result.table } as const) : unit.result;
    const bytes = name && (await seen(() => store.get(name)));
    if (!outstanding.delete(ended.key)) return;
    if (!bytes) {
      if (++own.rounds > ROUNDS) throw notShared(store.place);
      return again(ended.key, own);
    }
    for (const index of own.places) await onDone?.(index, bytes, true);
  };
  /** Looks at units of which nothing was heard: their events may have been lost with a server that started again. */
  const look = async () => {
    const keys = [...outstanding.keys()];
    for (const { key, state, reason } of await redis.during(statesOf(link, keys))) {
      const own = outstanding.get(key);
      if (!own) continue;
      if (state === 'failed') mail.put({ key, failed: reason });
      if (state !== 'absent') continue;
      const { result } = units[own.places[0]];
      if (result && (await store.get(result))) mail.put({ key, result: { table: null, ms: 0 } });
      else await again(key, own);
    }
    if (onNotice && Date.now() - silentSince > NOBODY && outstanding.size > 0) {
      silentSince = Date.now();
      const workers = await redis.during(livingWorkers(link));
      const [mine, others] = [true, false].map(
        (same) => workers.filter(({ software }) => (software === link.names.software) === same).length,
      );
      if (mine === 0) onNotice(nobodyWorks(others));
    }
  };

  const unlisten = link.listen((ended) => {
    if (outstanding.has(ended.key)) mail.put(ended);
  });
  const wake = () => mail.wake();
  signal?.addEventListener('abort', wake, { once: true });
  try {
    while (failures.length === 0 && !signal?.aborted) {
      try {
        await fill();
        if (outstanding.size === 0) break;
        const ended = await redis.during(mail.take(READ, LOOK));
        if (ended.length > 0) silentSince = Date.now();
        else if (!signal?.aborted) await look();
        const settled = await Promise.allSettled(ended.map(settle));
        for (const one of settled) if (one.status === 'rejected') failures.push(one.reason);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0 || signal?.aborted)
      await withdraw(link, outstanding).catch((error) => failures.push(error));
  } finally {
    unlisten();
    signal?.removeEventListener('abort', wake);
  }
  if (failures.length > 0) throw failures[0];
  if (signal?.aborted) throw interrupted(hint, signal.reason);
  if (aside.length > 0) throw unitsSetAside(aside);
}

/** Takes units out of the queue that nobody has begun, tells workers to stop the others, and waits until these have ended. */
async function withdraw(
  { redis, queue, names }: QueueLink,
  outstanding: Map<string, unknown>,
): Promise<void> {
  let told = false;
  for (;;) {
    for (const key of [...outstanding.keys()]) {
      const isRunning = await redis.during(queue.remove(key)).then(
        (removed) => removed === 0,
        // BullMQ says so of one that a worker holds.
        () => true,
      );
      const lock = isRunning && (await redis.during(redis.client.exists(`${queue.toKey(key)}:lock`)));
      // Nobody holds it: its worker is dead, and it will be given to another one that finds the result, or stops.
      if (!lock) outstanding.delete(key);
    }
    if (outstanding.size === 0) return;
    if (!told) await redis.during(redis.client.publish(names.stop, JSON.stringify([...outstanding.keys()])));
    told = true;
    await setTimeout(50);
  }
}

/** Of units that failed before, those that are set aside stay so, and the others are taken away, to be tried anew. */
async function dropFailed(
  link: QueueLink,
  units: readonly Unit[],
  setAside: (unit: Unit) => void,
): Promise<void> {
  const byKey = new Map(units.map((unit) => [unit.key, unit]));
  for (const { key, state, reason } of await statesOf(link, [...byKey.keys()])) {
    const unit = byKey.get(key);
    if (state !== 'failed' || !unit) continue;
    if (failureOfJob(reason).kind === 'stalled') setAside(unit);
    else await link.queue.remove(key).catch(() => undefined);
  }
}

interface UnitState {
  readonly key: string;
  readonly state: 'absent' | 'queued' | 'failed';
  readonly reason: string;
}

/** What Redis has of units, in one question. */
async function statesOf({ redis, queue }: QueueLink, keys: readonly string[]): Promise<readonly UnitState[]> {
  const pipeline = redis.client.pipeline();
  for (const key of keys) pipeline.hmget(queue.toKey(key), 'name', 'finishedOn', 'failedReason');
  const answers = (await pipeline.exec()) ?? [];
  return keys.map((key, i) => {
    const [error, found] = answers[i];
    if (error) throw error;
    const [name, finished, reason] = Array.isArray(found) ? found : [];
    const state = !name ? 'absent' : finished && reason ? 'failed' : 'queued';
    return { key, state, reason: typeof reason === 'string' ? reason : '' };
  });
}

/** What a store has, looked for again for a while: over a network a file that was renamed may not be seen at once. */
async function seen(look: () => Promise<Uint8Array | null>): Promise<Uint8Array | null> {
  for (const pause of UNSEEN) {
    const bytes = await look();
    if (bytes) return bytes;
    await setTimeout(pause);
  }
  return look();
}

/** Letters that come in, to be taken some at a time. */
function openMailbox<Letter>() {
  const letters: Letter[] = [];
  let arrive: () => void = () => {};
  return {
    put(letter: Letter) {
      letters.push(letter);
      arrive();
    },
    wake: () => arrive(),
    /** At most so many, as soon as there are some; none after so many milliseconds, or when woken. */
    async take(most: number, patience: number): Promise<readonly Letter[]> {
      if (letters.length === 0) {
        const controller = new AbortController();
        const woken = new Promise<void>((resolve) => {
          arrive = resolve;
        });
        const waited = setTimeout(patience, undefined, { signal: controller.signal }).catch(() => undefined);
        await Promise.race([woken, waited]);
        controller.abort();
      }
      return letters.splice(0, most);
    },
  };
}

function nobodyWorks(others: number): string {
  const also =
    others > 0 ? ` ${others} of another version of the software are there, and do not take this work.` : '';
  return `No worker takes the work.${also} Start one: wince worker --redis URL --store DIR`;
}

function notShared(place: string): WinceError {
  return new WinceError('store-not-shared', `What a worker has put into its store is not in ${place}.`, {
    hint: 'Name the same store for both: wince worker --store DIR, and --store DIR here.',
  });
}

function unitsSetAside(units: readonly Unit[]): WinceError {
  const named = units.slice(0, 3).map(({ kind, key, inputs }) => {
    const files = inputs.flatMap((input) => (input.of === 'file' ? [input.path] : []));
    return `${kind} ${files.length > 0 ? files.join(', ') : key.slice(0, 12)}`;
  });
  const more = units.length > named.length ? ` and ${units.length - named.length} more` : '';
  return new WinceError(
    'unit-set-aside',
    `Work that ended its worker each time was set aside: ${named.join('; ')}${more}. All other work is done.`,
    { hint: 'Leave the recording out, or run "wince queue retry" and the same command again.' },
  );
}
