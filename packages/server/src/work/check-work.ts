import { join } from 'node:path';
import { type FaceAnalysis, type Sample, sampleName, squareCorners, WinceError } from '@wince/core';
import { checkDataset, openFaceAnalyser, openStore, readDataset, recordingKind } from '@wince/runtime';
import type { CheckedFace } from '@wince/workbench';
import { imageAt } from './picture-work.ts';
import type { CheckTask, TaskEvent } from './tasks.ts';

/** Pixels of the longer side of a frame of a clip in which a face is looked for. */
const FRAME_SIDE = 960;

/** Of the 468 landmarks those that show the shape of brows, eyes, nose, mouth and chin. */
const SHOWN = [
  ...[70, 105, 107, 336, 334, 300, 33, 159, 133, 145, 362, 386, 263, 374],
  ...[1, 98, 327, 61, 0, 291, 17, 13, 14, 78, 308, 152],
];

/** Checks a data set, then looks for the face of each row: of a clip, in its first frame. */
export async function checkWork(
  { dataset: place, cache }: CheckTask,
  signal: AbortSignal,
  tell: (event: TaskEvent) => void,
): Promise<null> {
  const dataset = await readDataset(place, { escapes: 'keep' });
  tell({ type: 'findings', findings: [...(await checkDataset(dataset))] });
  const analyser = await openFaceAnalyser({ store: await openStore(cache) });
  try {
    for (const [done, sample] of dataset.samples.entries()) {
      if (signal.aborted) throw stopped();
      const face = await seenFaceOf(join(dataset.folder, sample.path), sample, analyser);
      tell({ type: 'face', sample: sampleName(sample), face });
      tell({ type: 'looked', done: done + 1, total: dataset.samples.length });
    }
  } finally {
    await analyser.close();
  }
  return null;
}

async function seenFaceOf(
  path: string,
  { start }: Sample,
  analyser: Awaited<ReturnType<typeof openFaceAnalyser>>,
): Promise<CheckedFace> {
  try {
    const from = (await recordingKind(path)) === 'picture' ? null : (start ?? 0);
    const image = await imageAt(path, FRAME_SIDE, from);
    return asSeen(await analyser.analyse(image), image);
  } catch (error) {
    // A file that cannot be read is a row with its reason.
    if (error instanceof WinceError) return none('unreadable', error.message);
    if (error instanceof Error && 'code' in error) return none('unreadable', error.message);
    throw error;
  }
}

function none(status: 'unreadable' | 'no-face', reason: string): CheckedFace {
  return { status, reason, faces: 0, measures: {}, corners: null, landmarks: [] };
}

function asSeen(found: FaceAnalysis, { width, height }: { width: number; height: number }): CheckedFace {
  if (found.status === 'no-face') return none('no-face', found.reason);
  const share = (value: number, i: number) => Number((value / (i % 2 === 0 ? width : height)).toFixed(4));
  return {
    status: found.status,
    reason: found.reason,
    faces: found.facesFound,
    measures: Object.fromEntries(
      Object.entries(found.quality.measures).map(([name, { value, unit }]) => [
        name.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`),
        { value: Number(value.toPrecision(4)), unit },
      ]),
    ),
    corners: squareCorners(found.box).map(share),
    landmarks: SHOWN.flatMap((point) => [found.landmarks[2 * point], found.landmarks[2 * point + 1]]).map(
      share,
    ),
  };
}

function stopped(): WinceError {
  return new WinceError('interrupted', 'The check was stopped.', {
    hint: 'What was seen until then is kept. Start the check again to look at the rest.',
  });
}
