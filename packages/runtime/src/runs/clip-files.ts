import { join } from 'node:path';
import { FRAME_FAULTS } from '@wince/core';
import { stringify } from 'csv-stringify/sync';
import { writeAtomically } from '../files/atomic.ts';
import type { FoundClip } from '../measure/extraction.ts';

/**
 * Writes how clips were followed, where there are any: `clips.csv`, a row a clip, and `key-frames.csv`, a row for each frame
 * that stands for one. Shares are of the clip's time, times in seconds of the recording.
 */
export async function writeClips(
  folder: string,
  rows: readonly { readonly sample: string; readonly clip: FoundClip | null }[],
): Promise<void> {
  const clips = rows.flatMap(({ sample, clip }) => (clip ? [{ sample, ...clip }] : []));
  if (clips.length === 0) return;
  const overview = clips.map(({ sample, seconds, frames, usable, faults, keyFrames, partial }) => [
    sample,
    seconds,
    frames,
    usable,
    ...FRAME_FAULTS.map((name) => faults[name] ?? 0),
    keyFrames.length,
    partial ?? '',
  ]);
  const columns = ['sample', 'seconds', 'frames', 'usable', ...FRAME_FAULTS, 'key_frames', 'partial'];
  await writeAtomically(join(folder, 'clips.csv'), table(overview, columns));
  const keyFrames = clips.flatMap(({ sample, keyFrames: own }) =>
    own.map(({ time, distance }) => [sample, time, distance ?? '']),
  );
  await writeAtomically(join(folder, 'key-frames.csv'), table(keyFrames, ['sample', 'time', 'distance']));
}

function table(rows: readonly (readonly (string | number)[])[], columns: readonly string[]): string {
  return stringify(
    rows.map((row) => [...row]),
    {
      header: true,
      columns: [...columns],
      cast: { number: (value) => String(value) },
    },
  );
}
