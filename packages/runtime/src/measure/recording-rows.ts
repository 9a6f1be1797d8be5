import {
  type ClipParameters,
  type Degradation,
  type FaceParameters,
  type FamilyValues,
  type FollowedStretch,
  type LostValues,
  type Observing,
  openRowObserver,
  type PlannedFamily,
  type RegisteredFace,
  type RowObserver,
  rememberFaces,
  WinceError,
} from '@wince/core';
import type { Video, VideoCompleteness, VideoDescription } from '@wince/media';
import {
  type FaceAtRest,
  type NoRest,
  noRestFor,
  passOver,
  type RecordingPart,
  type RestPlace,
  startStageClock,
  tellRow,
} from '@wince/observation';
import { openVideo } from '../media/index.ts';
import type { Store } from '../store/index.ts';
import { type ClipSeen, clipFaceKey, clipKey, readClip, rowKey, writeClip } from './clip-cache.ts';
import { degradedFrames, degradedKey } from './degraded-picture.ts';
import type { ClipFinding, ExtractionTask, ObservedRow, RecordingRow } from './extraction.ts';
import type { FaceTracking } from './faces/index.ts';
import { hearSound } from './recording/hear-sound.ts';
import { spansOf } from './recording/spans.ts';
import { bothPartial, clipOf, lostNeeds } from './recording/stretch-finding.ts';
import { thumbnailOf } from './recording/thumbnail.ts';
import { type LostNeeds, observedRow } from './row-finding.ts';

export interface RecordingRowsSetup {
  readonly store: Store;
  readonly face: FaceParameters;
  readonly clips: ClipParameters;
  readonly families: readonly PlannedFamily[];
  /** What is done to each frame before anything is looked for. Default: nothing. */
  readonly degradation?: Degradation;
  /** Opened when the first face is followed. */
  readonly tracking: () => Promise<FaceTracking>;
}

/** A row that was observed, before anybody decides what it is good for. */
interface SeenRow {
  readonly seen: ClipSeen;
  readonly values: readonly (FamilyValues | LostValues)[];
  readonly thumbnail: Uint8Array | null;
}

/**
 * Observes the rows of one recording, or takes them from the store. The values of a row depend on its file, its interval and the
 * interval of rest alone, not on what else is asked of the file.
 *
 * @param sha256 of the file
 * @param kind `sound` for a recording without pictures
 */
export async function observeRecording(
  task: ExtractionTask,
  { sha256, kind }: { readonly sha256: string; readonly kind: 'video' | 'sound' },
  setup: RecordingRowsSetup,
): Promise<readonly ObservedRow[]> {
  const { store, families } = setup;
  const own = clipKey(setup.face, setup.clips);
  const key = setup.degradation ? `${own} ${degradedKey(setup.degradation)}` : own;
  const needs = [...new Set(families.flatMap((family) => family.needs))];
  const kinds = families.map(({ record, columns }) => ({
    identity: record.identity,
    columns: columns.length,
  }));
  const entriesOf = (row: RecordingRow) => ({ sha256, key: rowKey(key, row, task.rest), needs });
  const rows = new Map<RecordingRow, ObservedRow>();
  const open: RecordingRow[] = [];
  for (const row of task.rows) {
    const kept = await readClip(store, entriesOf(row), kinds);
    if (!kept) {
      open.push(row);
      continue;
    }
    const { lost, ...found } = kept.seen;
    rows.set(
      row,
      observedRow(families, new Map(lost), (i) => kept.values[i], { ...found, shape: null, sha256 }),
    );
  }
  for (const [row, found] of await observeRows(task, open, kind, setup)) {
    if (found instanceof WinceError) {
      rows.set(row, unreadable(found, sha256, families));
      continue;
    }
    const { lost, ...seen } = found.seen;
    const about = { ...seen, shape: null, sha256 };
    const observed = observedRow(families, new Map(lost), (i) => found.values[i], about);
    rows.set(row, observed);
    const given = families.flatMap(({ record }, i) => {
      const reason = observed.finding.lost[i];
      const own = reason === null ? found.values[i] : { reason };
      return [{ identity: record.identity, values: own }];
    });
    await writeClip(store, entriesOf(row), found.seen, given);
    if (found.thumbnail)
      await store.put({ of: 'recording', sha256, key: clipFaceKey(key, row) }, found.thumbnail);
  }
  return task.rows.map((row) => {
    const own = rows.get(row);
    if (!own) throw new Error(`row ${row.row} of ${task.path} was not observed`);
    return own;
  });
}

function unreadable(
  { message: reason }: WinceError,
  sha256: string,
  families: readonly PlannedFamily[],
): ObservedRow {
  const state = { status: 'unreadable' as const, reason };
  const lost: LostNeeds = new Map(
    families.flatMap(({ needs }) => needs.map((need) => [need, state] as const)),
  );
  return observedRow(families, lost, () => ({ reason }), {
    sha256,
    confidence: null,
    shape: null,
    look: null,
    clip: null,
  });
}

/** Observes rows of one recording; a typed error stands for what cannot be read at all. */
async function observeRows(
  task: ExtractionTask,
  rows: readonly RecordingRow[],
  kind: 'video' | 'sound',
  setup: RecordingRowsSetup,
): Promise<ReadonlyMap<RecordingRow, SeenRow | WinceError>> {
  const needs = new Set(setup.families.flatMap((family) => family.needs));
  const sees = needs.has('face') || needs.has('frames') || needs.has('strain');
  const observers = new Map<RecordingRow, PictureSide | WinceError>();
  if (rows.length === 0) return new Map();
  if (sees && kind === 'video') {
    for (const [row, found] of await watchRows(task, rows, setup)) observers.set(row, found);
  }
  const seen = new Map<RecordingRow, SeenRow | WinceError>();
  for (const row of rows) {
    const found = observers.get(row) ?? (sees ? NO_PICTURES : null);
    if (found instanceof WinceError && !needs.has('sound')) {
      seen.set(row, found);
      continue;
    }
    const side = found instanceof WinceError || !found ? withoutPictures(row, found, task, setup) : found;
    const lost = new Map(side.lost);
    let { clip } = side;
    if (needs.has('sound')) {
      const heard = await hearSound(task.path, row, side.observer, setup.clips);
      if (heard instanceof WinceError) lost.set('sound', { status: 'no-features', reason: heard.message });
      else {
        const partial = bothPartial(clip.partial, heard.partial);
        clip = { ...clip, partial, seconds: clip.seconds === 0 ? heard.seconds : clip.seconds };
      }
    }
    seen.set(row, {
      seen: { confidence: side.confidence, look: side.look, clip, lost: [...lost] },
      values: side.observer.values(),
      thumbnail: side.thumbnail,
    });
  }
  return seen;
}

const NO_PICTURES = new WinceError('no-video-track', 'The recording has sound, but no pictures.', {
  hint: 'Choose features of sound, or name a recording with pictures.',
});

/** What the pictures of a row gave, with the observer that has seen them. */
interface PictureSide {
  readonly observer: RowObserver;
  readonly confidence: number | null;
  readonly look: number[] | null;
  readonly clip: ClipFinding;
  readonly lost: ClipSeen['lost'];
  readonly thumbnail: Uint8Array | null;
}

function withoutPictures(
  row: RecordingRow,
  error: WinceError | null,
  task: ExtractionTask,
  setup: RecordingRowsSetup,
): PictureSide {
  const state = error && { status: 'unreadable' as const, reason: error.message };
  return {
    observer: openObserver(row, task, setup),
    confidence: null,
    look: null,
    clip: { frames: 0, seconds: 0, usable: 0, faults: {}, keyFrames: [], partial: null },
    lost: state ? (['face', 'frames', 'strain'] as const).map((need) => [need, state]) : [],
    thumbnail: null,
  };
}

function openObserver(
  { reference }: RecordingRow,
  { path }: ExtractionTask,
  { families, clips }: RecordingRowsSetup,
  age?: Observing['age'],
): RowObserver {
  return openRowObserver(families, { clips, describe: rememberFaces(path), age }, { reference });
}

/** Watches the pictures of rows: those that overlap or touch are read once. */
async function watchRows(
  task: ExtractionTask,
  rows: readonly RecordingRow[],
  setup: RecordingRowsSetup,
): Promise<ReadonlyMap<RecordingRow, PictureSide | WinceError>> {
  const seen = new Map<RecordingRow, PictureSide | WinceError>();
  let video: Video;
  try {
    video = await openVideo(task.path, { clock: setup.clips.clock });
  } catch (error) {
    if (!(error instanceof WinceError)) throw error;
    return new Map(rows.map((row) => [row, error]));
  }
  try {
    const rest = { start: task.rest?.start ?? 0, end: task.rest?.end ?? null };
    const spans = spansOf(rows.map((row) => ({ row, start: row.start ?? 0, end: row.end })));
    const hasRest = (span: readonly RecordingPart[]) =>
      span.some(({ start, end }) => start <= rest.start && (end === null || rest.start < end));
    let known: FaceAtRest | NoRest | undefined;
    for (const span of spans.toSorted((a, b) => Number(hasRest(b)) - Number(hasRest(a)))) {
      const own = span.map(({ row }) => row);
      const together = await watchSpan(video, task, own, { ...rest, known }, setup);
      known ??= together.rest;
      const alone = own.length > 1 && !together.isWhole;
      for (const [i, row] of own.entries()) {
        const found = alone
          ? (await watchSpan(video, task, [row], { ...rest, known }, setup)).rows
          : together.rows;
        seen.set(row, found instanceof WinceError ? found : found[alone ? 0 : i]);
      }
    }
    return seen;
  } finally {
    await video.close();
  }
}

const NOT_LOOKED_FOR: NoRest = { reason: 'no family needs a face' };

function nobodyTracks(): never {
  throw new Error('a face is followed although no family needs one');
}

interface WatchedSpan {
  readonly rows: readonly PictureSide[] | WinceError;
  readonly rest: FaceAtRest | NoRest | undefined;
  /** Whether every row has frames and none of them is broken: else each row is read alone, to know what is missing of it. */
  readonly isWhole: boolean;
}

async function watchSpan(
  video: Video,
  task: ExtractionTask,
  rows: readonly RecordingRow[],
  place: RestPlace,
  setup: RecordingRowsSetup,
): Promise<WatchedSpan> {
  const { clips, families } = setup;
  const needs = new Set(families.flatMap((family) => family.needs));
  const face = needs.has('face') || needs.has('strain');
  // Asked about faces that were tracked alone.
  const age = async (seen: RegisteredFace) => (await setup.tracking()).age(seen);
  const observers = rows.map((row) => openObserver(row, task, setup, age));
  let rest: FaceAtRest | NoRest | undefined = place.known;
  let completeness: VideoCompleteness | null = null;
  try {
    // Without a family that needs a face nobody looks for one.
    const tracking = face ? await setup.tracking() : null;
    const shownWidth = video.description.width;
    const track: FaceTracking['track'] = tracking
      ? (options) => tracking.track({ ...options, shownWidth })
      : nobodyTracks;
    const events = passOver({
      frames: (options) => {
        const frames = video.frames(options);
        return setup.degradation ? degradedFrames(frames, setup.degradation) : frames;
      },
      rests: [face ? place : { ...place, known: NOT_LOOKED_FOR }],
      watches: rows.map((row) => ({
        ...{ start: row.start ?? 0, end: row.end, rate: clips.rate, rest: 0 },
        ...{ face, strain: needs.has('strain'), between: needs.has('every-frame') },
      })),
      setup: { track, parameters: clips, clock: startStageClock() },
      onRest: (_, found) => {
        if (face) rest = found;
      },
      onRead: () => {
        completeness = video.completeness;
      },
      onRestError: noRestFor,
    });
    for await (const event of events) await tellRow(observers[event.watch], event);
  } catch (error) {
    if (!(error instanceof WinceError)) throw error;
    return { rows: error, rest, isWhole: false };
  }
  const partial = whyPartial(completeness);
  const decoded = shareDecoded(completeness);
  const stretches = observers.map((observer, i) => {
    const followed = observer.followed(clips.rate, partOfFile(rows[i], video.description));
    return { ...followed, usable: Math.min(followed.usable, decoded) };
  });
  return {
    rest,
    isWhole: decoded === 1 && !isPartial(completeness) && stretches.every(({ frames }) => frames > 0),
    rows: await Promise.all(
      observers.map(async (observer, i) => ({
        observer,
        confidence: stretches[i].confidence,
        look: lookOf(observer),
        clip: clipOf(stretches[i], partial),
        lost: [...lostNeeds(stretches[i], { rest, face, clips, decoded })],
        thumbnail: await thumbnailOfStretch(stretches[i]),
      })),
    ),
  };
}

function lookOf(observer: RowObserver): number[] | null {
  const look = observer.look();
  return look && [...look];
}

async function thumbnailOfStretch({ sharpest }: FollowedStretch): Promise<Uint8Array | null> {
  return sharpest ? thumbnailOf(sharpest.face.registered) : null;
}

/** What could not be read, and what was done to times, in sentences; null where there is nothing to tell. */
function whyPartial(completeness: VideoCompleteness | null): string | null {
  if (!completeness) return null;
  const told = [...completeness.reasons.map(({ message }) => message), ...completeness.notes];
  return told.length === 0 ? null : told.join(' ');
}

function isPartial(completeness: VideoCompleteness | null): boolean {
  return completeness?.state === 'partial';
}

/** Of the frames that the file holds, the share that could be decoded. */
function shareDecoded(completeness: VideoCompleteness | null): number {
  if (!completeness || completeness.lostFrames === 0) return 1;
  return completeness.soundFrames / (completeness.soundFrames + completeness.lostFrames);
}

/** What of a row its file holds, in seconds; an end of null where the file does not tell. */
function partOfFile(row: RecordingRow, { container, duration, hasSound, isCutOff }: VideoDescription) {
  // A length that is that of the longest track says nothing of the pictures.
  const isOwn = !hasSound || OWN_LENGTH.includes(container);
  const end = duration === null || isCutOff || !isOwn ? null : Math.min(row.end ?? duration, duration);
  return { start: row.start ?? 0, end };
}

/** Containers that tell how long the pictures are, beside the sound. */
const OWN_LENGTH: readonly VideoDescription['container'][] = ['mp4', 'mov', 'avi', 'mpeg-ts', 'mpeg-ps'];
