import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { systemCode } from '../files/atomic.ts';
import { recordingKind } from '../media/index.ts';
import { openStoreAt, type Store } from '../store/index.ts';
import { openClipExtractor } from './clip-features.ts';
import { faceRequestOf } from './clip-row.ts';
import type { ExtractionSetup, ExtractionTask, FoundFace } from './extraction.ts';
import { cachedFace, faceKey, findFace } from './face-cache.ts';
import { type FaceAnalyser, type FaceTracking, openFaceAnalyser, openFaceTracking } from './faces/index.ts';
import { type FamilyComputer, openFamilyComputer, refuseNaN } from './family-computer.ts';

/** Finds faces and computes families, file by file. Networks are opened when the first file needs them. */
export interface RecordingExtractor {
  /** Writes the values of the families into their tables, and says what was found in each row of the file. */
  extract(task: ExtractionTask): Promise<readonly FoundFace[]>;
}

/** Makes ready to extract. Uses one thread: several extractors run side by side. */
export async function openExtractor(setup: ExtractionSetup): Promise<RecordingExtractor> {
  const { store: address, face, families, clips: clipParameters } = setup;
  const store = await openStoreAt(address);
  const computer = openFamilyComputer(
    store,
    families.flatMap(({ request }) => faceRequestOf(request) ?? []),
  );
  let opened: Promise<FaceAnalyser> | undefined;
  const analyser = () => {
    opened ??= openFaceAnalyser({ store, parameters: face });
    return opened;
  };
  let followed: Promise<FaceTracking> | undefined;
  const tracking = () => {
    const parameters = { ...clipParameters.tracking, face };
    followed ??= openFaceTracking({ store, parameters });
    return followed;
  };
  const clips = openClipExtractor({ ...setup, store, computer, tracking });
  return {
    async extract(task) {
      const kind = await kindOf(task.path);
      if (typeof kind !== 'string') return task.rows.map(() => kind);
      if (kind !== 'picture') return clips.extract(task, await hashOf(task.path));
      const found: FoundFace[] = [];
      for (const row of task.rows) {
        found.push(await extractPicture(task.path, row, { ...setup, store, computer, analyser }));
      }
      return found;
    },
  };
}

interface PictureSetup extends Omit<ExtractionSetup, 'store'> {
  readonly store: Store;
  readonly computer: FamilyComputer;
  readonly analyser: () => Promise<FaceAnalyser>;
}

async function extractPicture(
  path: string,
  { row, start, end }: ExtractionTask['rows'][number],
  { store, computer, analyser, families, face }: PictureSetup,
): Promise<FoundFace> {
  const none = { confidence: null, clip: null };
  if (start !== null || end !== null) {
    return { ...none, status: 'unreadable', reason: 'a picture has no start and end', sha256: null };
  }
  const bytes = await readBytes(path);
  if (!(bytes instanceof Uint8Array)) return bytes;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const key = faceKey(face);
  const seen =
    (await cachedFace(store, sha256, key)) ?? (await findFace(store, sha256, key, bytes, await analyser()));
  const { status, reason } = seen;
  if (seen.status === 'unreadable' || seen.status === 'no-face') return { ...none, status, reason, sha256 };
  const confidence = seen.quality.measures.confidence.value;
  const found = { status, reason, sha256, confidence, clip: null };
  if (seen.status !== 'used') return found;
  for (const { request, identity, values, columns } of families) {
    if (request.kind !== 'handcrafted' && request.kind !== 'network') {
      return { ...found, status: 'no-features', reason: 'strain and courses over time need a clip' };
    }
    const name = { of: 'recording', sha256, key: `${key} ${identity}` } as const;
    const cached = await store.get(name);
    const own = cached ? floats(cached) : await computer.compute(request, seen.registered);
    if (!cached) {
      refuseNaN(own, identity, path);
      await store.put(name, new Uint8Array(Float32Array.from(own).buffer));
    }
    values.set(own, row * columns);
  }
  return found;
}

/** The kind of a file, or that it cannot be read. */
async function kindOf(path: string): Promise<'picture' | 'video' | 'sound' | FoundFace> {
  return recordingKind(path).catch(notRead);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

async function readBytes(path: string): Promise<Uint8Array | FoundFace> {
  return readFile(path).catch(notRead);
}

function notRead(cause: unknown): FoundFace {
  const reason = `the file cannot be read (${systemCode(cause) ?? String(cause)})`;
  return { status: 'unreadable', reason, sha256: null, confidence: null, clip: null };
}

function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}
