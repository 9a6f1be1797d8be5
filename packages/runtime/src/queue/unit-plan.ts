import { z } from 'zod';
import type { Unit } from '../execute/index.ts';
import { sha256Of } from '../files/hash.ts';
import type { Store, StoreName, TableEntry } from '../store/index.ts';

const storeName: z.ZodType<StoreName> = z.union([
  z.strictObject({ of: z.literal('recording'), sha256: z.string(), key: z.string() }),
  z.strictObject({ of: z.literal('fits'), key: z.string() }),
  z.strictObject({ of: z.literal('table'), sha256: z.string() }),
  z.strictObject({ of: z.literal('network'), network: z.string(), key: z.string() }),
]);

const units: z.ZodType<readonly Unit[]> = z.array(
  z.object({
    kind: z.string(),
    key: z.string(),
    inputs: z.array(
      z.union([z.strictObject({ of: z.literal('file'), path: z.string(), sha256: z.string() }), storeName]),
    ),
    parameters: z.unknown(),
    result: storeName.nullable(),
  }),
);

/**
 * Puts units into a store, so that a queue need hold no more of each than the name of this entry and a number: neither paths nor
 * parameters are seen in Redis.
 *
 * @returns the hash by which `planReader` finds them
 */
export async function putPlan(store: Store, some: readonly Unit[]): Promise<string> {
  const bytes = Buffer.from(JSON.stringify(some));
  const name: TableEntry = { of: 'table', sha256: sha256Of(bytes) };
  await store.put(name, bytes);
  return name.sha256;
}

/** How many plans a worker keeps at hand. */
const KEPT = 8;

/** Reads plans, the last ones from memory. Null where the store has none of this hash. */
export function planReader(store: Store): (sha256: string) => Promise<readonly Unit[] | null> {
  const kept = new Map<string, readonly Unit[]>();
  return async (sha256) => {
    const known = kept.get(sha256);
    if (known) return known;
    const bytes = await store.get({ of: 'table', sha256 });
    if (bytes === null) return null;
    const read = units.parse(JSON.parse(Buffer.from(bytes).toString()));
    kept.set(sha256, read);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT) break;
      kept.delete(oldest);
    }
    return read;
  };
}
