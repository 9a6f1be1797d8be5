import { basename, resolve } from 'node:path';
import { byUnits, WinceError } from '@wince/core';
import { readModel, writeModel } from '../models/archive.ts';
import { openNameKey } from './name-key.ts';
import { pseudonymOf } from './pseudonyms.ts';

/**
 * Writes a copy of a model for others, with pseudonyms in the place of the names of those on whom it was trained, and without folders of the
 * machine. It scores as the model itself does.
 *
 * @param key the file of the key; the first call makes it
 * @returns how many subjects it names
 * @throws WinceError those of `readModel` and `openNameKey`, `bad-option` where the copy would replace the model itself
 */
export async function pseudonymiseModel(
  path: string,
  { out, key: keyPath }: { readonly out: string; readonly key: string },
): Promise<{ readonly subjects: number }> {
  if (resolve(out) === resolve(path)) {
    throw new WinceError('bad-option', `${out} is the model itself.`, {
      hint: 'Name another file with --out: the model stays as it is.',
    });
  }
  const { manifest, fitted } = await readModel(path);
  const key = await openNameKey(keyPath);
  const renamed = (names: readonly string[]) =>
    names.map((name) => pseudonymOf(key, 'subject', name)).toSorted(byUnits);
  await writeModel(out, {
    fitted,
    manifest: {
      ...manifest,
      ...{ subjects: renamed(manifest.subjects), left_out: renamed(manifest.left_out) },
      specifications: manifest.specifications.map((given) =>
        typeof given !== 'string' && typeof given.file === 'string'
          ? { ...given, file: basename(given.file) }
          : given,
      ),
    },
  });
  return { subjects: manifest.subjects.length };
}
