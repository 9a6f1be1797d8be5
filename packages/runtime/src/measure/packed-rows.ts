import { type FamilyValues, FRAME_FAULTS } from '@wince/core';
import { z } from 'zod';
import type { ObservedRow } from './extraction.ts';

const signal = z.object({ status: z.enum(['used', 'lost', 'not needed']), reason: z.string() });

const head = z.array(
  z.object({
    finding: z.object({
      status: z.enum(['used', 'no-face', 'poor-quality', 'unreadable', 'no-features']),
      reason: z.string(),
      sha256: z.string().nullable(),
      confidence: z.number().nullable(),
      shape: z
        .object({ eyeOpening: z.number(), mouthOpening: z.number(), stretch: z.number().nullable() })
        .nullable(),
      look: z.array(z.number()).nullable(),
      signals: z.object({ face: signal, frames: signal, sound: signal }),
      lost: z.array(z.string().nullable()),
      clip: z
        .object({
          frames: z.int(),
          seconds: z.number(),
          usable: z.number(),
          faults: z.partialRecord(z.enum(FRAME_FAULTS), z.number()),
          keyFrames: z.array(z.object({ time: z.number(), distance: z.number().nullable() })),
          partial: z.string().nullable(),
        })
        .nullable(),
    }),
    /** How many numbers of each family follow; null where it has none. */
    values: z.array(z.object({ columns: z.int(), spread: z.boolean() }).nullable()),
  }),
);

/** Rows as bytes: the length of the head in 32 bits, the head as JSON with spaces to a multiple of 4, float32 values. */
export function packRows(rows: readonly ObservedRow[]): Uint8Array {
  const json = JSON.stringify(
    rows.map(({ finding, values }) => ({
      finding,
      values: values.map((own) => own && { columns: own.values.length, spread: own.spread !== null }),
    })),
  );
  const text = Buffer.from(json + ' '.repeat((4 - (Buffer.byteLength(json) % 4)) % 4));
  const numbers = rows.flatMap(({ values }) =>
    values.flatMap((own) => (own ? [own.values, ...(own.spread ? [own.spread] : [])] : [])),
  );
  const count = numbers.reduce((sum, own) => sum + own.length, 0);
  const bytes = new Uint8Array(4 + text.length + 4 * count);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  const floats = new Float32Array(bytes.buffer, 4 + text.length, count);
  let at = 0;
  for (const own of numbers) {
    floats.set(own, at);
    at += own.length;
  }
  return bytes;
}

/** Reads what {@link packRows} wrote. */
export function unpackRows(bytes: Uint8Array): readonly ObservedRow[] {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const rows = head.parse(JSON.parse(Buffer.from(bytes.subarray(4, 4 + length)).toString()));
  const floats = new Float32Array(Uint8Array.from(bytes.subarray(4 + length)).buffer);
  let at = 0;
  const take = (columns: number): Float32Array => {
    at += columns;
    return floats.subarray(at - columns, at);
  };
  return rows.map(({ finding, values }) => ({
    finding,
    values: values.map((own): FamilyValues | null => {
      if (!own) return null;
      const given = take(own.columns);
      return { values: given, spread: own.spread ? take(own.columns) : null };
    }),
  }));
}
