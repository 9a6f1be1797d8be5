import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Zip, ZipDeflate } from 'fflate';

/**
 * The files that stand in a folder as a ZIP, piece by piece: no more of it is in memory than what was read last. Links and what is in folders
 * below are left out.
 */
export async function* zippedFolder(folder: string): AsyncGenerator<Uint8Array, void, undefined> {
  let ready: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    ready.push(piece);
  });
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  for (const name of names.toSorted()) {
    // A fixed time: the same files give the same bytes.
    const file = Object.assign(new ZipDeflate(name, { level: 6 }), { mtime: new Date(1980, 0, 1) });
    zip.add(file);
    for await (const piece of createReadStream(join(folder, name))) {
      file.push(piece);
      yield* ready;
      ready = [];
    }
    file.push(new Uint8Array(), true);
  }
  zip.end();
  yield* ready;
}
