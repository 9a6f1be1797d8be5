import {
  COLOUR_SIZE,
  COVER_CAUSES,
  type FaceAnalysis,
  type FoundFace,
  GREY_SIZE,
  LANDMARKS,
  type NoFace,
  QUALITY_MEASURES,
} from '@wince/core';
import { z } from 'zod';

/** Rises when the layout below changes. */
const SCHEMA = 3;

const measure = z.strictObject({ value: z.number(), unit: z.string() });
const sight = z.strictObject({
  seen: z.boolean(),
  likelihood: z.number(),
  cause: z.enum(COVER_CAUSES).nullable(),
});
const plain = z.discriminatedUnion('status', [
  z.strictObject({
    schema: z.literal(SCHEMA),
    status: z.literal('no-face'),
    reason: z.string(),
    facesFound: z.literal(0),
  }),
  z.strictObject({
    schema: z.literal(SCHEMA),
    status: z.enum(['used', 'poor-quality']),
    reason: z.string(),
    facesFound: z.int().min(1),
    box: z.strictObject({ x: z.number(), y: z.number(), side: z.number(), angle: z.number() }),
    score: z.number(),
    rotation: z.number(),
    quality: z.strictObject({
      measures: z.record(z.enum(QUALITY_MEASURES), measure),
      usable: z.boolean(),
      reasons: z.array(z.string()),
    }),
    covering: z.strictObject({ mouth: sight, eyes: sight, brow: sight, nose: sight }),
    toTemplate: z.strictObject({ a: z.number(), b: z.number(), x0: z.number(), y0: z.number() }),
  }),
]);

const LANDMARK_BYTES = LANDMARKS * 2 * 8;
const DEPTH_BYTES = LANDMARKS * 8;
const COLOUR_BYTES = COLOUR_SIZE * COLOUR_SIZE * 3;
const GREY_BYTES = GREY_SIZE * GREY_SIZE;
const ARRAY_BYTES = 2 * LANDMARK_BYTES + DEPTH_BYTES + COLOUR_BYTES + GREY_BYTES;

/**
 * An analysis as bytes, for a cache: the length of a JSON document (4 bytes, little-endian), the document, and behind it,
 * where there is a face, its arrays: landmarks, depths and registered landmarks as float64, colour, grey.
 */
export function packFaceAnalysis(analysis: FaceAnalysis): Uint8Array {
  if (analysis.status === 'no-face') return joined({ schema: SCHEMA, ...analysis }, []);
  const { landmarks, depth, registered, ...rest } = analysis;
  return joined({ schema: SCHEMA, ...rest }, [
    floatBytes(landmarks),
    floatBytes(depth),
    floatBytes(registered.landmarks),
    registered.colour.data,
    registered.grey.data,
  ]);
}

/**
 * The way back from {@link packFaceAnalysis}, bit for bit.
 *
 * @returns nothing for bytes that this version did not write: the analysis is then to be made again
 */
export function unpackFaceAnalysis(bytes: Uint8Array): FaceAnalysis | undefined {
  if (bytes.length < 4) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (bytes.length < 4 + length) return undefined;
  const parsed = plain.safeParse(jsonOf(bytes.subarray(4, 4 + length)));
  if (!parsed.success) return undefined;
  const { schema: _, ...rest } = parsed.data;
  if (rest.status === 'no-face') return rest satisfies NoFace;
  if (bytes.length !== 4 + length + ARRAY_BYTES) return undefined;
  let at = 4 + length;
  const take = (count: number): Uint8Array => {
    at += count;
    // A copy: `bytes` may be a Buffer, whose own slice shares its memory.
    return new Uint8Array(bytes.subarray(at - count, at));
  };
  const landmarks = floatsOf(take(LANDMARK_BYTES));
  const depth = floatsOf(take(DEPTH_BYTES));
  const registered = {
    landmarks: floatsOf(take(LANDMARK_BYTES)),
    colour: { width: COLOUR_SIZE, height: COLOUR_SIZE, data: take(COLOUR_BYTES) },
    grey: { width: GREY_SIZE, height: GREY_SIZE, data: take(GREY_BYTES) },
  };
  return { ...rest, landmarks, depth, registered } satisfies FoundFace;
}

function joined(document: object, arrays: readonly Uint8Array[]): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(document));
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, json.length, true);
  return Buffer.concat([head, json, ...arrays]);
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined; // not written by packFaceAnalysis: told by the caller's schema
  }
}

/** Little-endian, whatever the machine. */
function floatBytes(values: Float64Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setFloat64(8 * i, value, true);
  });
  return bytes;
}

function floatsOf(bytes: Uint8Array): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true));
}
