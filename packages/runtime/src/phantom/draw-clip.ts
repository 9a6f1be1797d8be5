import { join } from 'node:path';
import type { RgbImage } from '@wince/core';
import {
  ACTIONS,
  buildHeadModel,
  type Clip,
  clipScene,
  clipSound,
  cryLoudnessAt,
  cryPitchAt,
  type DrawnFrame,
  displacementOnGrid,
  drawFrame,
  type FaceTruth,
  FRAMES_PER_SECOND,
  faceTruth,
  type HeadModel,
  planClips,
  pulseAt,
  rateAt,
  type Scene,
  type SparseDisplacement,
} from '@wince/phantom';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { interrupted } from '../execute/index.ts';
import { writeAtomically } from '../files/atomic.ts';
import { clipTruth, FRAME_COLUMNS } from './clip-truth.ts';
import { shrink } from './draw-subject-pictures.ts';
import { HINT, type PhantomWork, THUMBNAIL, type Thumbnail } from './subject-task.ts';
import type { VideoFormat } from './video-format.ts';

/** Pixels from one point of the displacement table's grid to the next. */
const GRID = 8;

/** Where the files of a clip lie, relative to the data set. */
export function clipPaths(
  { id }: Clip,
  format: VideoFormat,
): {
  video: string;
  truth: string;
  frames: string;
  displacement: string;
} {
  return {
    video: `videos/${id}.${format}`,
    truth: `truth/${id}.json`,
    frames: `truth/${id}.frames.parquet`,
    displacement: `truth/${id}.displacement.parquet`,
  };
}

/**
 * Draws the clips of a subject, writes videos, truth and tables, and returns a picture of each part for the contact sheet.
 *
 * @throws WinceError `interrupted` at the next frame once the work is to stop
 */
export async function drawClips(work: PhantomWork, name: string): Promise<Thumbnail[]> {
  const { cohort, clips } = work;
  const subject = cohort.subjects.find(({ id }) => id === name);
  if (!subject || !clips) throw new Error(`the cohort has no clips of ${name}`);
  const model = buildHeadModel(subject);
  const thumbnails: Thumbnail[] = [];
  for (const clip of planClips(cohort, subject, clips)) {
    thumbnails.push(...(await drawClip(work, model, clip, clips.format)));
  }
  return thumbnails;
}

async function drawClip(
  { cohort, folder, stopped }: PhantomWork,
  model: HeadModel,
  clip: Clip,
  format: VideoFormat,
): Promise<Thumbnail[]> {
  const paths = clipPaths(clip, format);
  const log = new FrameLog(clip);
  const shown = new Map(
    clip.segments.map(({ start, end }, i) => [Math.round(((start + end) / 2) * FRAMES_PER_SECOND), i]),
  );
  const pictures: { image: RgbImage; part: number }[] = [];
  let before: DrawnFrame | undefined;
  let first: FaceTruth | undefined;
  const { encodeClip } = await import('./encode-clip.ts');
  const bytes = await encodeClip(
    format,
    clip.frames,
    (index) => {
      if (stopped()) throw interrupted(HINT);
      const scene = clipScene(clip, index);
      const frame = drawFrame(model, scene, before);
      const truth = faceTruth(model, frame);
      first ??= truth;
      log.addFrame(index, scene, truth);
      if (before) log.addDisplacement(index - 1, displacementOnGrid(before, frame, GRID));
      before = frame;
      const part = shown.get(index);
      if (part !== undefined) pictures.push({ image: frame.image, part });
      return frame.image;
    },
    clipSound(clip),
  );
  if (!first) throw new Error('a clip has a frame');
  const write = (path: string, content: string | Uint8Array): Promise<void> =>
    writeAtomically(join(folder, path), content, { flush: false });
  await write(paths.video, bytes);
  await write(paths.frames, log.frameTable(first));
  await write(paths.displacement, log.displacementTable());
  await write(paths.truth, `${JSON.stringify(clipTruth(model, clip, cohort.difficulty, first, paths))}\n`);
  return Promise.all(
    pictures.map(async ({ image, part }) => ({
      sample: `${clip.id} ${part}`,
      ...(await shrink(image, THUMBNAIL)),
      caption: clip.segments[part].condition,
    })),
  );
}

/** Collects what the tables of a clip hold, frame by frame. */
class FrameLog {
  readonly #clip: Clip;
  readonly #rows: number[][] = [];
  readonly #points: number[][] = [];
  readonly #frame: number[] = [];
  readonly #x: number[] = [];
  readonly #y: number[] = [];
  readonly #dx: number[] = [];
  readonly #dy: number[] = [];

  constructor(clip: Clip) {
    this.#clip = clip;
  }

  addFrame(index: number, scene: Scene, truth: FaceTruth): void {
    const { heart, cries } = this.#clip;
    const time = index / FRAMES_PER_SECOND;
    const { yaw, pitch, roll } = scene.pose;
    this.#rows.push([
      time,
      ...ACTIONS.map((action) => scene.actions[action]),
      yaw,
      pitch,
      roll,
      scene.flush,
      pulseAt(heart, time) * heart.amplitude,
      rateAt(heart, time),
      cryPitchAt(cries, time),
      cryLoudnessAt(cries, time),
      truth.hidden_share,
    ]);
    this.#points.push(pointsOf(truth).flatMap(({ x, y }) => [x, y]));
  }

  addDisplacement(frame: number, { x, y, dx, dy }: SparseDisplacement): void {
    for (let i = 0; i < x.length; i++) {
      this.#frame.push(frame);
      this.#x.push(x[i]);
      this.#y.push(y[i]);
      this.#dx.push(dx[i]);
      this.#dy.push(dy[i]);
    }
  }

  /** A row a frame: what is known of it, then x and y of each landmark and of each corner of the regions. */
  frameTable(first: FaceTruth): Uint8Array {
    const numbers = FRAME_COLUMNS.map((name, c) =>
      floats(
        name,
        this.#rows.map((row) => row[c]),
      ),
    );
    const points = pointsOf(first).flatMap(({ name }, k) =>
      ['x', 'y'].map((axis, c) =>
        floats(
          `${name} ${axis}`,
          this.#points.map((row) => row[2 * k + c]),
        ),
      ),
    );
    return table([
      integers(
        'frame',
        this.#rows.map((_, i) => i),
      ),
      ...numbers,
      ...points,
    ]);
  }

  /** A row a point of skin on the grid and a frame: the way to its place in the next frame, in pixels. */
  displacementTable(): Uint8Array {
    return table([
      integers('frame', this.#frame),
      integers('x', this.#x),
      integers('y', this.#y),
      floats('dx', this.#dx),
      floats('dy', this.#dy),
    ]);
  }
}

/** The points of a face by name: its landmarks, then the corners of its regions (`left eye 1`). */
function pointsOf({ landmarks, regions }: FaceTruth): { name: string; x: number; y: number }[] {
  const corners = Object.entries(regions).flatMap(([region, outline]) =>
    outline.map(([x, y], i) => ({ name: `${region} ${i + 1}`, x, y })),
  );
  return [...landmarks, ...corners];
}

interface Column {
  readonly name: string;
  readonly data: Int32Array | Float32Array;
  readonly type: 'INT32' | 'FLOAT';
  readonly nullable: false;
}

function integers(name: string, values: readonly number[]): Column {
  return { name, data: Int32Array.from(values), type: 'INT32', nullable: false };
}

function floats(name: string, values: readonly number[]): Column {
  return { name, data: Float32Array.from(values), type: 'FLOAT', nullable: false };
}

function table(columnData: Column[]): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: 'wince' }));
}
