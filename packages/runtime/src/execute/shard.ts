import { setTimeout } from 'node:timers/promises';
import { WinceError } from '@wince/core';
import type { Store } from '../store/index.ts';
import { type Executor, interrupted, type RunOptions } from './executor.ts';
import { openThreads } from './threads.ts';
import type { Unit } from './unit.ts';
import type { OpenExecutor } from './workplace.ts';

/** A share of work that is divided among several calls of the same command: `index` of `count`, counted from 0. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * Reads a share as `3/16`. `auto/16` takes its number from the batch system (`JOB_COMPLETION_INDEX` of Kubernetes,
 * `SLURM_ARRAY_TASK_ID` of Slurm), and `auto` how many there are, too, which Slurm says.
 *
 * @throws WinceError `bad-shard`
 */
export function parseShard(
  text: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Shard {
  const [, given, of] = /^(\d+|auto)(?:\/(\d+))?$/.exec(text.trim()) ?? [];
  if (given === undefined || (given !== 'auto' && of === undefined))
    throw badShard(`"${text}" is not a share of the work`);
  const slurm = environment.SLURM_ARRAY_TASK_ID;
  // An array may count from any number.
  const own =
    environment.JOB_COMPLETION_INDEX ??
    (slurm === undefined ? undefined : String(Number(slurm) - Number(environment.SLURM_ARRAY_TASK_MIN ?? 0)));
  if (given === 'auto' && own === undefined) {
    throw badShard('Neither JOB_COMPLETION_INDEX nor SLURM_ARRAY_TASK_ID is set');
  }
  const count = of ?? environment.SLURM_ARRAY_TASK_COUNT;
  if (count === undefined) throw badShard('The number of shares is missing');
  const shard = { index: Number(given === 'auto' ? own : given), count: Number(count) };
  if (!(Number.isInteger(shard.index) && shard.index >= 0 && shard.index < shard.count)) {
    throw badShard(`There is no share ${shard.index} of ${shard.count}`);
  }
  return shard;
}

function badShard(what: string): WinceError {
  return new WinceError('bad-shard', `${what} (--shard).`, {
    hint: 'Give I/N with I from 0 to N - 1, such as 3/16; auto/16 in a Kubernetes job, auto in a Slurm array.',
  });
}

/** How a share is worked off. */
export interface ShardOptions {
  readonly shard: Shard;
  /** Seconds without a new result of another share after which this one does the missing work itself. */
  readonly patience: number;
  /** Where the own work is carried out. Default: in threads of this process. */
  readonly open?: OpenExecutor;
}

/** Milliseconds between two looks for the results of others. */
const LOOK = 1000;

/**
 * An executor that does its own share of the units, as their keys divide them, and takes the results of all others from the store, which
 * all shares have in common. What nobody has made after a while it makes itself: a share that died is done by the others. There
 * are neither locks nor messages; what two make at the same time is the same.
 */
export function openShard({ shard, patience, open = openThreads }: ShardOptions): OpenExecutor {
  return ({ store, workers }) => {
    const inner = open({ store, workers });
    return {
      async run(units, options = {}) {
        const [own, others] = divided(units, shard);
        const make = async (places: readonly number[]) => {
          await inner.run(
            places.map((place) => units[place]),
            {
              ...options,
              onDone: (done, bytes, isKept) => options.onDone?.(places[done], bytes, isKept),
            },
          );
        };
        await make(own);
        const missing = await gathered(units, others, { store, patience, options });
        await make(missing);
      },
      close: () => inner.close(),
    } satisfies Executor;
  };
}

/** The places of the own units, and of those that others make. What is not kept cannot come from others. */
function divided(
  units: readonly Unit[],
  { index, count }: Shard,
): readonly [readonly number[], readonly number[]] {
  const isOwn = ({ key, result }: Unit) =>
    result === null || Number.parseInt(key.slice(0, 12), 16) % count === index;
  const places = [...units.keys()];
  return [places.filter((i) => isOwn(units[i])), places.filter((i) => !isOwn(units[i]))];
}

/** Waits for what others make. @returns the places of what nobody has made for too long */
async function gathered(
  units: readonly Unit[],
  others: readonly number[],
  {
    store,
    patience,
    options: { signal, hint, onDone },
  }: {
    readonly store: Store;
    readonly patience: number;
    readonly options: RunOptions;
  },
): Promise<readonly number[]> {
  let missing = others;
  for (let since = Date.now(); missing.length > 0; ) {
    const still: number[] = [];
    for (const place of missing) {
      if (signal?.aborted) throw interrupted(hint, signal.reason);
      const { result } = units[place];
      const bytes = result && (await store.get(result));
      if (!bytes) {
        still.push(place);
        continue;
      }
      await onDone?.(place, bytes, true);
    }
    if (still.length < missing.length) since = Date.now();
    missing = still;
    if (missing.length === 0 || Date.now() - since > patience * 1000) break;
    await setTimeout(LOOK);
  }
  return missing;
}
