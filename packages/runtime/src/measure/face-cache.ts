import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { type FaceAnalysis, type FaceParameters, type RgbImage, WinceError } from '@wince/core';
import { STORED_PICTURE_VERSION } from '@wince/media';
import { z } from 'zod';
import { decodePicture } from '../media/index.ts';
import type { Store } from '../store/index.ts';
import {
  type FaceAnalyser,
  faceAnalysisVersion,
  packFaceAnalysis,
  unpackFaceAnalysis,
} from './faces/index.ts';

/** What became of a picture: an analysis of its face, or the reason why it cannot be decoded. */
export type PictureFace = FaceAnalysis | { readonly status: 'unreadable'; readonly reason: string };

const deflated = promisify(deflate);
const inflated = promisify(inflate);

/** Everything that the face of a picture depends on beside its bytes. */
export async function faceKey(parameters: FaceParameters): Promise<string> {
  const { default: sharp } = await import('sharp');

  const version = faceAnalysisVersion(parameters);
  return JSON.stringify(['face', version, sharp.versions.vips, STORED_PICTURE_VERSION]);
}

/** The face of a picture as the store holds it, or null. */
export async function cachedFace(store: Store, sha256: string, key: string): Promise<FaceAnalysis | null> {
  const bytes = await store.get({ of: 'recording', sha256, key });
  // What is not what `findFace` wrote counts as not there.
  const packed = bytes && (await inflated(bytes, { maxOutputLength: LARGEST }).catch(() => null));
  return packed ? (unpackFaceAnalysis(packed) ?? null) : null;
}

/** Bytes of the largest analysis: its arrays take a quarter of a megabyte. */
const LARGEST = 2 ** 24;

/**
 * Finds the face of a picture and keeps it in the store. What cannot be decoded is not kept: it costs little to see again.
 *
 * @param bytes the picture's file
 * @param change what is done to the picture before a face is looked for; the key must tell it
 */
export async function findFace(
  store: Store,
  sha256: string,
  key: string,
  bytes: Uint8Array,
  analyser: FaceAnalyser,
  change: (image: RgbImage) => RgbImage | Promise<RgbImage> = (image) => image,
): Promise<PictureFace> {
  const { maximumPixels } = analyser.parameters;
  const picture = await decodePicture(bytes, { maximumPixels }).catch((error: unknown) => {
    if (!(error instanceof WinceError)) throw error;
    return error;
  });
  if (picture instanceof WinceError) return { status: 'unreadable', reason: picture.message };
  const analysis = await analyser.analyse(await change(picture.image));
  const packed = await deflated(packFaceAnalysis(analysis), { level: 1 });
  // Most pictures have none, and one file less to write and to read. They come first: who finds the face finds them, too.
  if (picture.notes.length > 0) {
    const notes = Buffer.from(JSON.stringify(picture.notes));
    await store.put({ of: 'recording', sha256, key: notesKey(key) }, notes);
  }
  await store.put({ of: 'recording', sha256, key }, packed);
  return analysis;
}

/**
 * What of a picture's file was left out or put right, in sentences, of a picture whose face is in the store; see
 * `DecodedPicture.notes`.
 */
export async function cachedNotes(store: Store, sha256: string, key: string): Promise<readonly string[]> {
  const bytes = await store.get({ of: 'recording', sha256, key: notesKey(key) });
  const notes = bytes && writtenNotes.safeParse(parsedIfAny(bytes));
  return notes?.success ? notes.data : [];
}

const writtenNotes = z.array(z.string());

function notesKey(key: string): string {
  return `${key} notes`;
}

function parsedIfAny(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
