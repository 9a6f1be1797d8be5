import { sha256Of } from '../files/hash.ts';
import { nameOfWritten, type StoreName } from './store.ts';

/** Where an entry stands in a store, as the parts of a path. */
export function entryPath(name: StoreName): readonly string[] {
  switch (name.of) {
    case 'recording':
      return ['pictures', name.sha256.slice(0, 2), `${name.sha256}-${shortened(name.key)}.bin`];
    case 'fits':
      return ['fits', `${shortened(name.key)}.bin`];
    case 'table':
      return ['tables', name.sha256.slice(0, 2), `${name.sha256}.bin`];
    case 'network':
      return ['networks', `${name.network}-${shortened(name.key)}.bin`];
  }
}

/** The same of a name that is written as `writtenName` does; null for what is no name. */
export function pathOfWritten(written: string): readonly string[] | null {
  const name = nameOfWritten(written);
  return name && entryPath(name);
}

/** The beginnings of the paths of all that was derived from a recording: its own, and all that mix recordings. */
export function originsOf(sha256: string): readonly string[] {
  return [`pictures/${sha256.slice(0, 2)}/${sha256}-`, 'fits/', 'tables/'];
}

function shortened(key: string): string {
  return sha256Of(key).slice(0, 32);
}
