import type { Executor, OpenExecutor, Unit, UnitInput } from '../execute/index.ts';
import { openStoreAt, type Store } from '../store/index.ts';
import { unitFrom } from './data-folder.ts';
import type { LinkOptions } from './link-options.ts';
import { openLink, type QueueLink } from './queue-link.ts';
import { submitUnits } from './submission.ts';

/** How units are given to workers on any machines. */
export interface QueueOptions extends LinkOptions {
  /** The folder of the recordings: workers may have it elsewhere. */
  readonly data: string;
  /** Units of a lower number come first. Default: 10. */
  readonly priority?: number;
  /** How often a unit is tried that fails for a reason that may pass, as a disk that is full. Default: 5. */
  readonly tries?: number;
  /** Milliseconds before it is tried again; the pause doubles from try to try. Default: 500. */
  readonly pause?: number;
  /** Told what a person should know, such as that nobody works. Default: nobody is told. */
  readonly onNotice?: (text: string) => void;
}

/** Seconds for which Redis may be away where nobody says otherwise: it may start again. */
export const PATIENCE = 30;

/** Units of commands that do not say how urgent they are. */
const PRIORITY = 10;

const TRIES = 5;

const PAUSE = 500;

/**
 * An executor that gives units to the workers of a project over Redis, and gathers the results from the store that all of them share.
 * A unit whose key is in the queue already is not put there again, whoever has put it: the work is done once.
 */
export function openQueue(options: QueueOptions): OpenExecutor {
  return ({ store }) => {
    let opening: Promise<QueueLink> | undefined;
    const shared = sharedStore(store);
    return {
      async run(units, run = {}) {
        if (units.length === 0) return;
        opening ??= openLink(options);
        const link = await opening;
        const place = await shared;
        const own = units.map((unit) => unitFrom(options.data, unit));
        await submitUnits(
          own,
          {
            ...{
              link,
              store: place.store,
              priority: options.priority ?? PRIORITY,
              tries: options.tries ?? TRIES,
              pause: options.pause ?? PAUSE,
              onNotice: options.onNotice,
            },
            prepare: (some) => place.share(some),
          },
          run,
        );
      },
      async close() {
        // What could not be opened has been told already.
        await (await opening?.catch(() => undefined))?.close();
      },
    } satisfies Executor;
  };
}

/** The store that workers see, and how entries that this process has in memory come into it. */
async function sharedStore(store: Store) {
  const below = await openStoreAt({ ...store.address(), held: [] });
  const given = new Set<string>();
  return {
    store: below,
    async share(units: readonly Unit[]): Promise<void> {
      const names = units.flatMap(({ inputs }) => inputs.filter(isInStore));
      for (const { name, bytes } of store.address(names).held) {
        const line = JSON.stringify(name);
        if (given.has(line)) continue;
        await below.put(name, bytes);
        given.add(line);
      }
    },
  };
}

function isInStore(input: UnitInput): input is Exclude<UnitInput, { of: 'file' }> {
  return input.of !== 'file';
}
