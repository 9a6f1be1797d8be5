import { type HeldEntry, isDerivedFrom, type Store, type StoreName, writtenName } from './store.ts';

interface Entry {
  readonly name: StoreName;
  readonly bytes: Uint8Array;
}

/**
 * A store in the memory of this process, for tests and for work in line. Threads see the entries that their address
 * names; what they put stays with them. Tables are in memory that threads share: they travel without a copy.
 *
 * @param entries that it holds from the beginning
 */
export function memoryStore(entries: readonly HeldEntry[] = []): Store {
  const held = new Map<string, Entry>(entries.map((entry) => [writtenName(entry.name), entry]));
  return {
    place: 'memory',
    get: async (name) => held.get(writtenName(name))?.bytes ?? null,
    async put(name, bytes) {
      held.set(writtenName(name), {
        name,
        bytes: name.of === 'table' ? shared(bytes) : new Uint8Array(bytes),
      });
    },
    async drop(name) {
      held.delete(writtenName(name));
    },
    async forget(sha256, { dryRun = false } = {}) {
      const derived = [...held].filter(([, { name }]) => isDerivedFrom(name, sha256)).map(([line]) => line);
      if (!dryRun) for (const line of derived) held.delete(line);
      return derived;
    },
    address(names = []) {
      const asked = names.flatMap((name) => held.get(writtenName(name)) ?? []);
      return { folder: null, held: asked.map(({ name, bytes }) => ({ name, bytes: shared(bytes) })) };
    },
  };
}

/** The bytes in memory that threads share: as they are where they are there already. */
function shared(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> {
  if (isShared(bytes)) return bytes;
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

function isShared(bytes: Uint8Array): bytes is Uint8Array<SharedArrayBuffer> {
  return bytes.buffer instanceof SharedArrayBuffer;
}
