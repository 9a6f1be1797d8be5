import type { StoreFiles } from './store-files.ts';

/** What a process that died says of everything it would have done. */
export class Crash extends Error {}

/** What goes wrong, at which step of a store's work: the steps of a kind are counted from 0. */
export interface Fault {
  readonly step: 'makeFolder' | 'write' | 'rename' | 'read';
  readonly at: number;
  readonly what:
    | { readonly crash: 'before' | 'after' }
    /** The machine dies when a share of the bytes is written. */
    | { readonly crashHaving: number }
    /** The system refuses, once or always; of a write, when a share of the bytes is there. */
    | { readonly code: string; readonly times: number; readonly having?: number }
    /** A byte of what is written changes on the disk, at a share of the length; nobody is told. */
    | { readonly flip: number }
    /** What is written has only a share of its bytes after a while, as after a loss of power; nobody is told. */
    | { readonly torn: number }
    /** What was renamed is not seen by so many readers. */
    | { readonly unseen: number };
}

/** The files of a machine on which one thing goes wrong. */
export function faultyFiles(
  files: StoreFiles,
  { step, at, what }: Fault,
): StoreFiles & { readonly happened: () => boolean } {
  const count = { makeFolder: 0, write: 0, rename: 0, read: 0 };
  let isDead = false;
  let happened = false;
  let refusals = 0;
  let hidden: { path: string; looks: number } | null = null;
  const die = (): never => {
    isDead = true;
    throw new Crash('the machine died');
  };
  const part = (bytes: Uint8Array, share: number) => bytes.subarray(0, Math.floor(bytes.length * share));
  const doing = async <Result>(
    name: Fault['step'],
    work: (changed: (bytes: Uint8Array) => Uint8Array) => Promise<Result>,
    half?: (share: number) => Promise<unknown>,
  ): Promise<Result> => {
    if (isDead) throw new Crash('the machine is dead');
    const number = count[name]++;
    const isNow = name === step && (number === at || ('code' in what && happened && refusals < what.times));
    if (!isNow) return work((bytes) => bytes);
    happened = true;
    if ('crash' in what) {
      if (what.crash === 'before') return die();
      await work((bytes) => bytes);
      return die();
    }
    if ('crashHaving' in what) {
      await half?.(what.crashHaving);
      return die();
    }
    if ('code' in what) {
      refusals++;
      if (what.having !== undefined) await half?.(what.having);
      throw Object.assign(new Error(what.code), { code: what.code });
    }
    if ('flip' in what)
      return work((bytes) => {
        const changed = Uint8Array.from(bytes);
        changed[Math.min(bytes.length - 1, Math.floor(what.flip * bytes.length))] ^= 0x10;
        return changed;
      });
    if ('torn' in what) return work((bytes) => part(bytes, what.torn));
    return work((bytes) => bytes);
  };
  return {
    happened: () => happened,
    makeFolder: (path) => doing('makeFolder', () => files.makeFolder(path)),
    write: (path, bytes) =>
      doing(
        'write',
        (changed) => files.write(path, changed(bytes)),
        (share) => files.write(path, part(bytes, share)),
      ),
    async rename(from, to) {
      const number = count.rename;
      await doing('rename', () => files.rename(from, to));
      if (step === 'rename' && 'unseen' in what && number === at) hidden = { path: to, looks: what.unseen };
    },
    read: (path) =>
      doing('read', async () => {
        if (hidden?.path === path && hidden.looks-- > 0)
          throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
        return files.read(path);
      }),
    use: async (path) => (isDead ? undefined : files.use(path)),
    async remove(path) {
      if (isDead) throw new Crash('the machine is dead');
      await files.remove(path);
    },
    list: (folder) => files.list(folder),
    describe: (path) => files.describe(path),
  };
}
