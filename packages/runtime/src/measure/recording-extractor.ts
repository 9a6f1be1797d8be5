import { readFile } from 'node:fs/promises';
import {
  type FamilyNeed,
  type FamilyObserver,
  type FamilyValues,
  faceLook,
  faceShape,
  type LostValues,
  type PlannedFamily,
  type RegisteredFace,
  rememberFaces,
} from '@wince/core';
import { sha256Of } from '../files/hash.ts';
import { systemReason } from '../files/system-error.ts';
import { notARecording, type RecordingKind, recordingKind } from '../media/index.ts';
import type { Store } from '../store/index.ts';
import { degradedKey, degradedPicture } from './degraded-picture.ts';
import type { ExtractionSetup, ExtractionTask, ObservedRow, RecordingRow, RowFinding } from './extraction.ts';
import { cachedFace, cachedNotes, faceKey, findFace } from './face-cache.ts';
import { type FaceAnalyser, type FaceTracking, openFaceAnalyser, openFaceTracking } from './faces/index.ts';
import { openFamilyPlanner } from './families/planner.ts';
import { observeRecording } from './recording-rows.ts';
import { observedRow } from './row-finding.ts';

/** Observes the rows of recordings, file by file. Networks are opened when the first file needs them. */
export interface RecordingExtractor {
  /** What was found in each row of the file, and the values of each family. */
  extract(task: ExtractionTask): Promise<readonly ObservedRow[]>;
  close(): Promise<void>;
}

/** Makes ready to extract. Uses one thread: several extractors run side by side. */
export async function openExtractor(
  store: Store,
  { face, clips, features, degradation }: ExtractionSetup,
): Promise<RecordingExtractor> {
  const planner = await openFamilyPlanner(clips, store);
  const families: PlannedFamily[] = [];
  for (const feature of features) families.push(await planner.plan(feature));
  let opened: Promise<FaceAnalyser> | undefined;
  const analyser = () => {
    opened ??= openFaceAnalyser({ store, parameters: face });
    return opened;
  };
  let followed: Promise<FaceTracking> | undefined;
  const tracking = () => {
    followed ??= openFaceTracking({ store, parameters: { ...clips.tracking, face } });
    return followed;
  };
  const setup = { store, face, clips, families, degradation };
  return {
    async extract(task) {
      const nothing = (cause: unknown) => task.rows.map(() => notRead(cause, families));
      let kind: RecordingKind;
      try {
        kind = await recordingKind(task.path);
      } catch (cause) {
        return nothing(cause);
      }
      if (kind === 'unknown') {
        const { message: reason } = notARecording(task.path);
        return task.rows.map(() => withoutFace(families, { status: 'unreadable', reason }, NO_FILE));
      }
      if (kind !== 'picture') {
        return observeRecording(task, { sha256: task.sha256, kind }, { ...setup, tracking });
      }
      const rows: ObservedRow[] = [];
      for (const row of task.rows) rows.push(await observePicture(task.path, row, { ...setup, analyser }));
      return rows;
    },
    async close() {
      await planner.close();
      // What could not be opened has been told already, and holds nothing.
      for (const opening of [opened, followed]) await (await opening?.catch(() => undefined))?.close();
    },
  };
}

interface PictureSetup extends Pick<ExtractionSetup, 'face' | 'clips' | 'degradation'> {
  readonly store: Store;
  readonly families: readonly PlannedFamily[];
  readonly analyser: () => Promise<FaceAnalyser>;
}

type LostState = { readonly status: Exclude<RowFinding['status'], 'used'>; readonly reason: string };

/** What a picture cannot give, whatever is in it. */
const NOT_OF_A_PICTURE: readonly (readonly [FamilyNeed, LostState])[] = [
  ['frames', { status: 'no-features', reason: 'strain and courses over time need a clip' }],
  ['strain', { status: 'no-features', reason: 'strain and courses over time need a clip' }],
  ['sound', { status: 'no-features', reason: 'a picture has no sound' }],
];

async function observePicture(
  path: string,
  { start, end, reference }: RecordingRow,
  { store, families, face, clips, degradation, analyser }: PictureSetup,
): Promise<ObservedRow> {
  if (start !== null || end !== null) {
    return withoutFace(families, { status: 'unreadable', reason: 'a picture has no start and end' }, NO_FILE);
  }
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    return notRead(cause, families);
  }
  const sha256 = sha256Of(bytes);
  if (!families.some(({ needs }) => needs.includes('face'))) {
    const reason = 'no family needs a face';
    return withoutFace(families, { status: 'no-features', reason }, { ...NO_FILE, sha256 });
  }
  const own = await faceKey(face);
  const asItIs = async () =>
    (await cachedFace(store, sha256, own)) ?? (await findFace(store, sha256, own, bytes, await analyser()));
  const key = degradation ? `${own} ${degradedKey(degradation)}` : own;
  const seen = degradation
    ? ((await cachedFace(store, sha256, key)) ??
      (await findFace(store, sha256, key, bytes, await analyser(), async (image) =>
        degradedPicture(image, degradation, await asItIs()),
      )))
    : await asItIs();
  const { status, reason } = seen;
  if (seen.status === 'unreadable' || seen.status === 'no-face') {
    return withoutFace(families, { status: seen.status, reason }, { ...NO_FILE, sha256 });
  }
  const found = {
    sha256,
    notes: await cachedNotes(store, sha256, key),
    confidence: seen.quality.measures.confidence.value,
    shape: faceShape(seen.landmarks, seen.depth),
    look: [...faceLook(seen, await ageOf(seen.registered, { store, sha256, key, analyser }))],
    clip: null,
  };
  if (status !== 'used') return withoutFace(families, { status, reason }, found);
  const describe = rememberFaces(path);
  const values: (FamilyValues | LostValues)[] = [];
  for (const family of families) {
    if (!family.needs.every((need) => need === 'face')) {
      values.push({ reason: '' });
      continue;
    }
    const name = { of: 'recording', sha256, key: `${key} ${family.record.identity}` } as const;
    const kept = await store.get(name);
    if (kept && kept.length === 4 * family.columns.length) {
      values.push({ values: new Float32Array(Uint8Array.from(kept).buffer), spread: null });
      continue;
    }
    const observer: FamilyObserver = family.open({ clips, describe });
    await observer.face?.({ time: 0, registered: seen.registered, covering: seen.covering });
    const own = observer.values({ kind: 'picture', reference, keyFrames: [0] });
    if (!('reason' in own)) await store.put(name, new Uint8Array(Float32Array.from(own.values).buffer));
    values.push(own);
  }
  return observedRow(families, new Map(NOT_OF_A_PICTURE), (i) => values[i], found);
}

/** How old the face of a picture looks: from the store, or asked and kept there. */
async function ageOf(
  face: RegisteredFace,
  {
    store,
    sha256,
    key,
    analyser,
  }: Pick<PictureSetup, 'store' | 'analyser'> & { sha256: string; key: string },
): Promise<number> {
  const name = { of: 'recording', sha256, key: `${key} age` } as const;
  const kept = await store.get(name);
  if (kept?.length === 8) return new Float64Array(Uint8Array.from(kept).buffer)[0];
  const age = await (await analyser()).age(face);
  await store.put(name, new Uint8Array(Float64Array.of(age).buffer));
  return age;
}

const NO_FILE = { sha256: null, confidence: null, shape: null, look: null, clip: null };

function withoutFace(
  families: readonly PlannedFamily[],
  state: LostState,
  found: Pick<RowFinding, 'sha256' | 'confidence' | 'shape' | 'look' | 'clip'>,
): ObservedRow {
  const lost = new Map<FamilyNeed, LostState>([...NOT_OF_A_PICTURE, ['face', state]]);
  return observedRow(families, lost, () => state, found);
}

/** A file that cannot be read, as each row of it shows. */
export function notRead(cause: unknown, families: readonly PlannedFamily[]): ObservedRow {
  const reason = `the file cannot be read (${systemReason(cause)})`;
  return withoutFace(families, { status: 'unreadable', reason }, NO_FILE);
}
