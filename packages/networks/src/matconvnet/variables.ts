import type { MatValue } from './mat-value.ts';
import { readMat5 } from './mat5.ts';

/** The variables of a MAT file of version 5, 7 or 7.3, by their names. HDF5 is loaded where a file is of it. */
export async function readMatVariables(bytes: Uint8Array): Promise<ReadonlyMap<string, MatValue>> {
  const base = startOfHdf5(bytes);
  if (base === undefined) return readMat5(bytes);
  const { readMat73 } = await import('./mat73.ts');
  return readMat73(bytes, base);
}

/** Where the mark of HDF5 stands: MATLAB puts 512 bytes in front. */
function startOfHdf5(bytes: Uint8Array): number | undefined {
  const mark = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
  return [0, 512].find((at) => mark.every((byte, i) => bytes[at + i] === byte));
}
