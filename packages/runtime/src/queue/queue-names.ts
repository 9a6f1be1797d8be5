import { WinceError } from '@wince/core';
import type { UnitKinds } from '../execute/index.ts';
import { sha256Of } from '../files/hash.ts';
import { version } from '../provenance.ts';
import { libraryVersions } from '../runs/software.ts';

/** The project whose queue is meant where nobody names one. */
export const DEFAULT_PROJECT = 'wince';

/** The names of a project in Redis: all of its keys begin with the project. */
export interface QueueNames {
  /** Of BullMQ's keys. */
  readonly prefix: string;
  /** The queue of one software: work travels only between programs that give the same bytes. */
  readonly queue: string;
  /** The first letters of the hash of that software, which tell it from others. */
  readonly software: string;
  /** Where workers hear that units are not needed any more. */
  readonly stop: string;
  /** Where each worker that lives has a key of its own. */
  readonly workers: string;
}

/** @throws WinceError `bad-option` */
export function queueNames(project: string, software: string): QueueNames {
  if (!/^[\w.-]{1,64}$/.test(project)) {
    throw new WinceError('bad-option', `"${project}" cannot be the name of a project.`, {
      hint: 'Use letters, digits, "-", "_" and ".": --project ward-3.',
    });
  }
  return {
    prefix: project,
    queue: `units-${software}`,
    software,
    stop: `${project}:stop-${software}`,
    workers: `${project}:worker`,
  };
}

/**
 * What decides over bytes beside a unit itself: this program's version, that of every kind of units, decoders, ONNX Runtime, and the
 * processor's family. Twelve letters of a hash.
 */
export async function softwareHash(kinds: UnitKinds): Promise<string> {
  const own = Array.from(kinds.values(), ({ id, version: of }) => [id, of]);
  const all = [version, own, await libraryVersions(), process.arch, process.platform];
  return sha256Of(JSON.stringify(all)).slice(0, 12);
}
