import { join, relative, resolve, sep } from 'node:path';
import { WinceError } from '@wince/core';
import type { Unit, UnitInput } from '../execute/index.ts';
import { sha256OfFile } from '../files/hash.ts';
import { systemCode, systemReason } from '../files/system-error.ts';

/**
 * A unit as it travels: files are named by their path from a folder of data, which every machine may have elsewhere.
 *
 * @throws WinceError `file-outside-data`
 */
export function unitFrom(folder: string, unit: Unit): Unit {
  return { ...unit, inputs: unit.inputs.map((input) => inputFrom(folder, input)) };
}

function inputFrom(folder: string, input: UnitInput): UnitInput {
  if (input.of !== 'file') return input;
  const path = relative(resolve(folder), resolve(input.path)).split(sep);
  if (path[0] === '..' || path[0] === '' || path.length === 0 || /^[a-z]:$/i.test(path[0])) {
    throw new WinceError('file-outside-data', `${input.path} is not in the folder of data ${folder}.`, {
      hint: 'Name a folder above all recordings with --data, and the same folder on each worker: wince worker --data DIR.',
    });
  }
  return { ...input, path: path.join('/') };
}

/**
 * A unit as a worker carries it out: its files are found in the worker's folder of data, and are what the unit names.
 *
 * @throws WinceError `no-such-recording` where a file is not there, or holds something else
 */
export async function unitIn(folder: string, unit: Unit): Promise<Unit> {
  const inputs: UnitInput[] = [];
  for (const input of unit.inputs) {
    if (input.of !== 'file') {
      inputs.push(input);
      continue;
    }
    const path = join(folder, ...input.path.split('/'));
    const found = await sha256OfFile(path).catch((cause: unknown) => {
      if (systemCode(cause) === undefined) throw cause;
      throw noSuchRecording(`${path} cannot be read (${systemReason(cause)})`, cause);
    });
    if (found !== input.sha256)
      throw noSuchRecording(`${path} is another file than the one that was submitted`);
    inputs.push({ ...input, path });
  }
  return { ...unit, inputs };
}

function noSuchRecording(what: string, cause?: unknown): WinceError {
  return new WinceError('no-such-recording', `On a worker, ${what}.`, {
    hint: 'Start each worker with --data DIR, where DIR is the folder of the recordings on its machine.',
    cause,
  });
}
