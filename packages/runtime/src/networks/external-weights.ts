import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { type ExternalData, networkError } from '@wince/networks';

const FORMAT = 'ONNX file';

/** Weights of an ONNX file that lie in files beside it. */
export interface ExternalWeightFiles {
  readonly read: ExternalData;
  /** The files that were read so far, by the names that the ONNX file has for them. */
  files(): ReadonlyMap<string, string>;
}

/**
 * Reads weights from the folder of an ONNX file, and from nowhere else: a link that leads out of it is refused.
 *
 * @throws WinceError `bad-network-file` where a file is absent, no plain file, or outside
 */
export function externalWeights(folder: string): ExternalWeightFiles {
  const used = new Map<string, string>();
  return {
    files: () => used,
    read(location, offset, length) {
      const file = used.get(location) ?? insideOf(folder, location);
      used.set(location, file);
      return readPart(file, location, offset, length);
    },
  };
}

function insideOf(folder: string, location: string): string {
  const [root, file] = [path.resolve(folder), path.resolve(folder, location)].map((place) => {
    try {
      return realpathSync(place);
    } catch (cause) {
      throw refused(`${path.join(folder, location)}, which holds its weights, cannot be read`, cause);
    }
  });
  const inside = path.relative(root, file);
  if (inside === '' || inside.split(path.sep)[0] === '..' || path.isAbsolute(inside))
    throw refused(`the weights "${location}" are a link that leads out of the folder of the network`);
  return file;
}

function readPart(file: string, location: string, offset: number, length: number): Uint8Array {
  // A pipe would be waited for.
  const handle = open(file, location);
  try {
    const about = fstatSync(handle);
    if (!about.isFile()) throw refused(`"${location}", which contains its weights, is not a plain file`);
    const bytes = new Uint8Array(Math.max(0, Math.min(length, about.size - offset)));
    let filled = 0;
    while (filled < bytes.length) {
      const count = readSync(
        handle,
        bytes,
        filled,
        Math.min(bytes.length - filled, 2 ** 30),
        offset + filled,
      );
      if (count === 0) return bytes.subarray(0, filled);
      filled += count;
    }
    return bytes;
  } finally {
    closeSync(handle);
  }
}

function open(file: string, location: string): number {
  try {
    return openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (cause) {
    throw refused(`"${location}", which holds its weights, cannot be read`, cause);
  }
}

function refused(reason: string, cause?: unknown) {
  const hint = 'Put all files of the network into one folder.';
  return networkError('bad-network-file', FORMAT, `${reason}.`, { hint }, cause);
}
