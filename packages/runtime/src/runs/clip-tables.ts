import { join } from 'node:path';
import type { ClipRow, FrameFaultName } from '@wince/core';
import { z } from 'zod';
import type { ClipFinding } from '../measure/extraction.ts';
import { decimal, decimalOrNull, isThere, readTable, type TableForm, word, writeTable } from './csv-table.ts';

/** A row of `clips.csv` as it stands there: a column for each fault. */
const clips = z.object({
  ...{ sample: word, seconds: decimal, frames: decimal, usable: decimal },
  ...ofFaults(() => decimal),
  ...{ key_frames: decimal, partial: word },
});

interface KeyFrameRow {
  readonly sample: string;
  readonly time: number;
  readonly distance: number | null;
}

const keyFrames: TableForm<KeyFrameRow> = z.object({ sample: word, time: decimal, distance: decimalOrNull });

/** How the clips among some rows were followed. */
export function followedClips(
  rows: readonly { readonly sample: string; readonly clip: ClipFinding | null }[],
): readonly ClipRow[] {
  return rows.flatMap(({ sample, clip }): readonly ClipRow[] => {
    if (!clip) return [];
    const { seconds, frames, usable, faults, partial } = clip;
    return [
      {
        ...{ sample, seconds, frames, usable, partial },
        faults: ofFaults((name) => faults[name] ?? 0),
        keyFrames: clip.keyFrames.map(({ time, distance }) => ({ time, distance })),
      },
    ];
  });
}

/**
 * Writes how clips were followed, where there are any: `clips.csv`, a row a clip, and `key-frames.csv`, a row for each frame
 * that stands for one. Shares are of the clip's time, times in seconds of the recording.
 */
export async function writeClips(folder: string, rows: readonly ClipRow[]): Promise<void> {
  if (rows.length === 0) return;
  const overview = rows.map(({ faults, keyFrames: own, partial, ...row }) => ({
    ...row,
    ...faults,
    ...{ key_frames: own.length, partial: partial ?? '' },
  }));
  await writeTable(join(folder, 'clips.csv'), clips, overview);
  const frames = rows.flatMap(({ sample, keyFrames: own }) => own.map((frame) => ({ sample, ...frame })));
  await writeTable(join(folder, 'key-frames.csv'), keyFrames, frames);
}

/** Reads `clips.csv` with `key-frames.csv`; no rows where a run has no clips. @throws WinceError as {@link readTable} */
export async function readClips(folder: string): Promise<readonly ClipRow[]> {
  const path = join(folder, 'clips.csv');
  if (!(await isThere(path))) return [];
  const rows = await readTable(path, clips);
  const frames = Map.groupBy(await readTable(join(folder, 'key-frames.csv'), keyFrames), (row) => row.sample);
  return rows.map(
    ({ sample, seconds, frames: looked, usable, partial, ...row }): ClipRow => ({
      ...{ sample, seconds, frames: looked, usable },
      faults: ofFaults((name) => row[name]),
      keyFrames: (frames.get(sample) ?? []).map(({ time, distance }) => ({ time, distance })),
      partial: partial === '' ? null : partial,
    }),
  );
}

function ofFaults<Value>(of: (name: FrameFaultName) => Value): Record<FrameFaultName, Value> {
  return {
    'no face': of('no face'),
    'two faces': of('two faces'),
    'too small': of('too small'),
    blurred: of('blurred'),
    'too dark': of('too dark'),
    clipped: of('clipped'),
    'turned away': of('turned away'),
    covered: of('covered'),
    'cut off': of('cut off'),
    unsure: of('unsure'),
  };
}
