import { createHash } from 'node:crypto';
import { type StoreName, writtenName } from './store.ts';

/**
 * What a file of a store holds. Bytes: the SHA-256 of what follows, the length of the name in 32 bits, the name, the content. So an entry
 * tells by itself whether it is whole, and whether it stands where it belongs.
 */

const CHECKSUM_BYTES = 32;
const LENGTH_BYTES = 4;

export function packEntry(name: StoreName, content: Uint8Array): Buffer {
  const head = entryHead(writtenName(name));
  return Buffer.concat([checksum(head, content), head, content]);
}

/** The content of an entry; null where it is not whole, or has another name. */
export function contentOf(entry: Uint8Array, name: StoreName): Uint8Array | null {
  return writtenNameOf(entry) === writtenName(name) ? entry.subarray(headEnd(asBuffer(entry))) : null;
}

/** The name of an entry as `writtenName` has it; null where the entry is not whole. */
export function writtenNameOf(bytes: Uint8Array): string | null {
  const entry = asBuffer(bytes);
  const start = CHECKSUM_BYTES + LENGTH_BYTES;
  if (entry.length < start || headEnd(entry) > entry.length) return null;
  if (!entry.subarray(0, CHECKSUM_BYTES).equals(checksum(entry.subarray(CHECKSUM_BYTES)))) return null;
  return entry.toString('utf8', start, headEnd(entry));
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function headEnd(entry: Buffer): number {
  return CHECKSUM_BYTES + LENGTH_BYTES + entry.readUInt32LE(CHECKSUM_BYTES);
}

function checksum(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function entryHead(written: string): Buffer {
  const text = Buffer.from(written);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text]);
}
