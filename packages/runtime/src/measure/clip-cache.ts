import {
  type ClipParameters,
  FAMILY_NEEDS,
  type FaceParameters,
  type FamilyNeed,
  type FamilyValues,
  FRAME_FAULTS,
  type LostValues,
} from '@wince/core';
import { STORED_PICTURE_VERSION } from '@wince/media';
import { z } from 'zod';
import type { Store } from '../store/index.ts';
import type { ExtractionTask, RecordingRow } from './extraction.ts';
import { faceTrackingVersion } from './faces/index.ts';

/** Rises when the same clip with the same parameters gives other numbers, or is kept in another form. */
const CLIP_VERSION = 5;

/** What a clip's values depend on beside its file, its interval and the family. */
export function clipKey(face: FaceParameters, clips: ClipParameters): string {
  const versions = [CLIP_VERSION, STORED_PICTURE_VERSION, faceTrackingVersion({ ...clips.tracking, face })];
  return JSON.stringify(['clip', ...versions, clips]);
}

/** Under which a clip's face for the report is kept. */
export function clipFaceKey(key: string, { start, end }: Pick<RecordingRow, 'start' | 'end'>): string {
  return `${key} ${start ?? 0}-${end ?? ''} face`;
}

/** Under which a row of a recording is kept. */
export function rowKey(key: string, row: RecordingRow, rest: ExtractionTask['rest']): string {
  return `${key} ${JSON.stringify([row.start ?? 0, row.end, row.reference, rest])}`;
}

const state = z.object({
  status: z.enum(['no-face', 'poor-quality', 'unreadable', 'no-features']),
  reason: z.string(),
});

const clipSeen = z.object({
  confidence: z.number().nullable(),
  look: z.array(z.number()).nullable(),
  clip: z.object({
    frames: z.int(),
    seconds: z.number(),
    usable: z.number(),
    faults: z.partialRecord(z.enum(FRAME_FAULTS), z.number()),
    keyFrames: z.array(z.object({ time: z.number(), distance: z.number().nullable() })).readonly(),
    partial: z.string().nullable(),
  }),
  /** Needs that are missing, each with why. */
  lost: z.array(z.tuple([z.enum(FAMILY_NEEDS), state])).readonly(),
});

/** What was seen in a row of a recording, whatever families make of it. */
export type ClipSeen = z.infer<typeof clipSeen>;

/** A row of a recording in the store: what was seen, and what each family gave. */
export interface ClipEntries {
  readonly sha256: string;
  /** From {@link rowKey}. */
  readonly key: string;
  /** What families need: a row that was not observed for it cannot tell what became of it. */
  readonly needs: readonly FamilyNeed[];
}

/**
 * What the store holds of a row; null where anything is missing, or is not what this version wrote.
 *
 * @param families their identities, and how many columns they have
 */
export async function readClip(
  store: Store,
  { sha256, key, needs }: ClipEntries,
  families: readonly { readonly identity: string; readonly columns: number }[],
): Promise<{ seen: ClipSeen; values: readonly (FamilyValues | LostValues)[] } | null> {
  const bytes = await store.get({ of: 'recording', sha256, key: seenKey(key, needs) });
  if (!bytes) return null;
  const values: (FamilyValues | LostValues)[] = [];
  for (const { identity, columns } of families) {
    const entry = await store.get({ of: 'recording', sha256, key: `${key} ${identity}` });
    const own = entry && unpackValues(entry, columns);
    if (!own) return null;
    values.push(own);
  }
  const seen = clipSeen.safeParse(jsonOf(bytes));
  return seen.success ? { seen: seen.data, values } : null;
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined; // not written by writeClip: told by the caller's schema
  }
}

/** Keeps a row: families first, so that a row that is there is whole. */
export async function writeClip(
  store: Store,
  { sha256, key, needs }: ClipEntries,
  seen: ClipSeen,
  values: readonly { readonly identity: string; readonly values: FamilyValues | LostValues }[],
): Promise<void> {
  const put = (own: string, bytes: Uint8Array) => store.put({ of: 'recording', sha256, key: own }, bytes);
  for (const { identity, values: own } of values) {
    await put(`${key} ${identity}`, packValues(own));
  }
  await put(seenKey(key, needs), new TextEncoder().encode(JSON.stringify(seen)));
}

function seenKey(key: string, needs: readonly FamilyNeed[]): string {
  return `${key} ${FAMILY_NEEDS.filter((need) => needs.includes(need)).join('+')}`;
}

const [LOST, ALONE, WITH_SPREAD] = [0, 1, 2];
/** Bytes in front of the numbers, which stand at multiples of four. */
const HEAD = 4;

function packValues(values: FamilyValues | LostValues): Uint8Array {
  if ('reason' in values) return Uint8Array.of(LOST, 0, 0, 0, ...new TextEncoder().encode(values.reason));
  const { values: own, spread } = values;
  const numbers = new Float32Array(own.length + (spread?.length ?? 0));
  numbers.set(own);
  if (spread) numbers.set(spread, own.length);
  const bytes = new Uint8Array(HEAD + numbers.byteLength);
  bytes[0] = spread ? WITH_SPREAD : ALONE;
  bytes.set(new Uint8Array(numbers.buffer), HEAD);
  return bytes;
}

/** @returns null for bytes that are not the values of so many columns */
function unpackValues(bytes: Uint8Array, columns: number): FamilyValues | LostValues | null {
  if (bytes[0] === LOST) return { reason: new TextDecoder().decode(bytes.subarray(HEAD)) };
  const parts = [ALONE, WITH_SPREAD].indexOf(bytes[0]) + 1;
  if (parts === 0 || bytes.length !== HEAD + 4 * parts * columns) return null;
  const numbers = new Float32Array(Uint8Array.from(bytes.subarray(HEAD)).buffer);
  if (bytes[0] === ALONE) return { values: numbers, spread: null };
  return { values: numbers.slice(0, columns), spread: numbers.slice(columns) };
}
