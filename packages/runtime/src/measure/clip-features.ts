import {
  type ClipParameters,
  type FaceParameters,
  FRAME_FAULTS,
  type RegisteredFace,
  WinceError,
} from '@wince/core';
import type { Video } from '@wince/media';
import { z } from 'zod';
import { openVideo } from '../media/index.ts';
import type { Store } from '../store/index.ts';
import { type ClipValues, clipValues, faceRequestOf, needsRest } from './clip-row.ts';
import type { ExtractedFamily, ExtractionTask, FoundFace, RecordingRow } from './extraction.ts';
import { type FaceTracking, faceTrackingVersion } from './faces/index.ts';
import type { FaceFamilyRequest } from './families.ts';
import { type FamilyComputer, refuseNaN } from './family-computer.ts';
import { type MeasuredClip, measureClip } from './recording/measure-clip.ts';
import { type FaceAtRest, type NoRest, restOf } from './recording/rest.ts';
import { startStageClock } from './recording/stages.ts';

/** Rises when the same clip with the same parameters gives other numbers. */
const CLIP_VERSION = 1;

export interface ClipExtractorSetup {
  readonly store: Store;
  readonly face: FaceParameters;
  readonly clips: ClipParameters;
  readonly families: readonly ExtractedFamily[];
  /** Opened when the first clip needs it. */
  readonly tracking: () => Promise<FaceTracking>;
  readonly computer: FamilyComputer;
}

/** Computes families of the clips of one file. */
export interface ClipExtractor {
  /** @param sha256 of the file */
  extract(task: ExtractionTask, sha256: string): Promise<readonly FoundFace[]>;
}

/** What a clip's values depend on beside its file, its interval and the family. */
export function clipKey(face: FaceParameters, clips: ClipParameters): string {
  return JSON.stringify(['clip', CLIP_VERSION, faceTrackingVersion({ ...clips.tracking, face }), clips]);
}

/** Under which a clip's face for the report is in the store. */
export function clipFaceKey(key: string, row: Pick<RecordingRow, 'start' | 'end'>): string {
  return `${key} ${row.start ?? 0}-${row.end ?? ''} face`;
}

/**
 * Makes ready to extract clips. The values of a clip depend on its file, its interval and the interval of rest alone, not on
 * what else is asked of the file: each interval is followed anew.
 */
export function openClipExtractor(setup: ClipExtractorSetup): ClipExtractor {
  const { store, families, clips } = setup;
  const key = clipKey(setup.face, clips);
  return {
    async extract(task, sha256) {
      const open: RecordingRow[] = [];
      const found = new Map<number, FoundFace>();
      const keyOf = (row: RecordingRow) => entryKey(key, row, task.rest);
      for (const row of task.rows) {
        const cached = await cachedRow(store, sha256, keyOf(row), row, families);
        if (cached) found.set(row.row, { ...cached, sha256 });
        else open.push(row);
      }
      if (open.length > 0) {
        for (const [row, seen] of await readRows(task, open, setup)) {
          found.set(row.row, { ...seen.found, sha256 });
          if (seen.values) fillRow(row, seen.values, families);
          if (seen.found.status !== 'unreadable' && seen.found.status !== 'no-features') {
            await keepRow(store, sha256, { key: keyOf(row), faceKey: clipFaceKey(key, row) }, seen, families);
          }
        }
      }
      return task.rows.map((row) => {
        const own = found.get(row.row);
        if (!own) throw new Error(`row ${row.row} of ${task.path} was not looked at`);
        return own;
      });
    },
  };
}

/** A row that was measured. */
interface SeenRow {
  readonly found: Omit<FoundFace, 'sha256'>;
  readonly thumbnail: Uint8Array | null;
  /** Of each family; null where the row is not used. */
  readonly values: readonly ClipValues[] | null;
}

async function readRows(
  { path, rest: interval }: ExtractionTask,
  rows: readonly RecordingRow[],
  setup: ClipExtractorSetup,
): Promise<ReadonlyMap<RecordingRow, SeenRow>> {
  const { families, clips } = setup;
  let video: Video;
  try {
    video = await openVideo(path);
  } catch (error) {
    if (!(error instanceof WinceError)) throw error;
    return new Map(rows.map((row) => [row, unreadable(error)]));
  }
  try {
    const { track } = await setup.tracking();
    const follow = { track, parameters: clips, clock: startStageClock() };
    const sizes = { rate: clips.rate, maximumSide: clips.maximumSide };
    const restPlace = { start: interval?.start ?? 0, end: interval?.end ?? undefined };
    const rest = await restOf(video.frames({ ...sizes, ...restPlace }), follow).catch(noRest);
    const requests = faceRequests(families);
    const seen = new Map<RecordingRow, SeenRow>();
    for (const row of rows) {
      const place = { start: row.start ?? 0, end: row.end ?? undefined };
      try {
        const clip = await measureClip(video.frames({ ...sizes, ...place }), follow, {
          rest: 'face' in rest ? rest : null,
          describe: (registered) => describe(registered, requests, setup, path),
        });
        seen.set(row, rowOf(clip, row, rest, video, requests, setup));
      } catch (error) {
        if (!(error instanceof WinceError)) throw error;
        seen.set(row, unreadable(error));
      }
    }
    return seen;
  } finally {
    await video.close();
  }
}

/** An interval of rest that cannot be read leaves strain without a reference, not the recording without features. */
function noRest(error: unknown): NoRest {
  if (!(error instanceof WinceError)) throw error;
  return { reason: `there is no face at rest to measure strain from: ${error.message}` };
}

function unreadable({ message }: WinceError): SeenRow {
  return {
    found: { status: 'unreadable', reason: message, confidence: null, clip: null },
    thumbnail: null,
    values: null,
  };
}

function faceRequests(families: readonly ExtractedFamily[]): readonly FaceFamilyRequest[] {
  const requests = new Map<string, FaceFamilyRequest>();
  for (const { request } of families) {
    const own = faceRequestOf(request);
    if (own) requests.set(JSON.stringify(own), own);
  }
  return [...requests.values()];
}

async function describe(
  registered: RegisteredFace,
  requests: readonly FaceFamilyRequest[],
  { computer }: ClipExtractorSetup,
  path: string,
): Promise<readonly Float32Array[]> {
  const values: Float32Array[] = [];
  for (const request of requests) {
    const own = await computer.compute(request, registered);
    refuseNaN(own, JSON.stringify(request), path);
    values.push(own);
  }
  return values;
}

function rowOf(
  clip: MeasuredClip,
  { reference }: RecordingRow,
  rest: FaceAtRest | NoRest,
  { completeness }: Video,
  requests: readonly FaceFamilyRequest[],
  { families, clips }: ClipExtractorSetup,
): SeenRow {
  const partial =
    completeness?.state === 'partial' ? completeness.reasons.map(({ message }) => message).join(' ') : null;
  const found = {
    confidence: clip.confidence,
    clip: {
      frames: clip.frames,
      seconds: clip.seconds,
      usable: clip.usable,
      faults: Object.fromEntries(clip.faults),
      keyFrames: clip.keyFrames.map(({ time, distance }) => ({ time, distance })),
      partial,
    },
  };
  const without = (status: FoundFace['status'], reason: string): SeenRow => ({
    found: { ...found, status, reason },
    thumbnail: clip.thumbnail,
    values: null,
  });
  const share = (value: number) => `${(100 * value).toFixed(0)} %`;
  if (clip.described.length === 0 && (clip.faults.get('no face') ?? 0) > 0.999) {
    return without('no-face', `no face in any of ${clip.frames} frames`);
  }
  if (clip.described.length === 0 || clip.usable < clips.leastUsable) {
    const why = [...clip.faults].map(([name, part]) => `${name} ${share(part)}`).join(', ');
    return without(
      'poor-quality',
      `the face is usable for ${share(clip.usable)} of the clip, at least ${share(clips.leastUsable)} asked: ${why}`,
    );
  }
  const values: ClipValues[] = [];
  for (const { request, columns } of families) {
    if ('reason' in rest && needsRest(request)) return without('no-features', rest.reason);
    const own = clipValues(request, columns, clip, { requests, parameters: clips, reference });
    if (typeof own === 'string') return without('no-features', own);
    values.push(own);
  }
  return { ...without('used', partial ? `partial: ${partial}` : ''), values };
}

function fillRow(
  { row }: RecordingRow,
  values: readonly ClipValues[],
  families: readonly ExtractedFamily[],
): void {
  families.forEach((family, i) => {
    family.values.set(values[i].values, row * family.columns);
    if (values[i].spread) family.spreads?.set(values[i].spread, row * family.columns);
  });
}

const foundClip = z.object({
  status: z.enum(['used', 'no-face', 'poor-quality']),
  reason: z.string(),
  confidence: z.number().nullable(),
  clip: z.object({
    frames: z.int(),
    seconds: z.number(),
    usable: z.number(),
    faults: z.partialRecord(z.enum(FRAME_FAULTS), z.number()),
    keyFrames: z.array(z.object({ time: z.number(), distance: z.number().nullable() })),
    partial: z.string().nullable(),
  }),
});

function entryKey(key: string, row: RecordingRow, rest: ExtractionTask['rest']): string {
  return `${key} ${JSON.stringify([row.start ?? 0, row.end, row.reference, rest])}`;
}

/** A row that the store holds whole, its values put into the tables; null where anything of it is missing. */
async function cachedRow(
  store: Store,
  sha256: string,
  key: string,
  row: RecordingRow,
  families: readonly ExtractedFamily[],
): Promise<Omit<FoundFace, 'sha256'> | null> {
  const bytes = await store.get({ of: 'recording', sha256, key });
  if (!bytes) return null;
  const found = foundClip.parse(JSON.parse(new TextDecoder().decode(bytes)));
  if (found.status !== 'used') return found;
  const values: ClipValues[] = [];
  for (const { identity, columns } of families) {
    const entry = await store.get({ of: 'recording', sha256, key: `${key} ${identity}` });
    if (!entry) return null;
    const numbers = new Float32Array(Uint8Array.from(entry).buffer);
    const spread = numbers.length > columns ? numbers.subarray(columns) : null;
    values.push({ values: numbers.subarray(0, columns), spread });
  }
  fillRow(row, values, families);
  return found;
}

async function keepRow(
  store: Store,
  sha256: string,
  { key, faceKey }: { readonly key: string; readonly faceKey: string },
  { found, thumbnail, values }: SeenRow,
  families: readonly ExtractedFamily[],
): Promise<void> {
  const put = (own: string, bytes: Uint8Array) => store.put({ of: 'recording', sha256, key: own }, bytes);
  if (thumbnail) await put(faceKey, thumbnail);
  for (const [i, { values: own, spread }] of (values ?? []).entries()) {
    const numbers = Float32Array.from([...own, ...(spread ?? [])]);
    await put(`${key} ${families[i].identity}`, new Uint8Array(numbers.buffer));
  }
  await put(key, new TextEncoder().encode(JSON.stringify(found)));
}
