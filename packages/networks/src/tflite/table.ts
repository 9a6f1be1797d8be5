import { ByteBuffer } from 'flatbuffers';
import { networkError } from '../network-error.ts';

export const FORMAT = 'TFLite file';

/**
 * A table of a flatbuffer: its fields by their numbers in the schema. A field that the file leaves out has its default. Each read is
 * checked against the end of the file, which the package that does the reading leaves to its caller.
 */
export interface FlatTable {
  /** Bytes from the start of the file. */
  readonly offset: number;
  integer(field: number, otherwise?: number): number;
  /** Unsigned: an enumeration of one byte, or a flag. */
  byte(field: number, otherwise?: number): number;
  float(field: number, otherwise?: number): number;
  text(field: number): string;
  table(field: number): FlatTable | undefined;
  tables(field: number): readonly FlatTable[];
  integers(field: number): readonly number[];
  /** A part of the file, not a copy. */
  bytes(field: number): Uint8Array;
}

/** A table of which the file holds nothing: every field has its default. */
export const NO_TABLE: FlatTable = {
  offset: 0,
  integer: (_, otherwise = 0) => otherwise,
  byte: (_, otherwise = 0) => otherwise,
  float: (_, otherwise = 0) => otherwise,
  text: () => '',
  table: () => undefined,
  tables: () => [],
  integers: () => [],
  bytes: () => new Uint8Array(),
};

const IDENTIFIER = 'TFL3';

/** The outermost table of a TFLite file. @throws WinceError `bad-network-file` with the byte */
export function rootTable(bytes: Uint8Array): FlatTable {
  const found = new TextDecoder('latin1').decode(bytes.subarray(4, 8));
  if (found !== IDENTIFIER) {
    throw networkError(
      'bad-network-file',
      FORMAT,
      `the file does not begin as a TFLite file (${IDENTIFIER}).`,
      {
        offset: Math.min(4, bytes.length),
      },
    );
  }
  const buffer = new ByteBuffer(bytes);
  return tableAt(buffer, target(buffer, 0));
}

function tableAt(buffer: ByteBuffer, offset: number): FlatTable {
  check(buffer, offset, 4);
  const fields = offset - buffer.readInt32(offset);
  check(buffer, fields, 4);
  const length = buffer.readUint16(fields);
  check(buffer, fields, length);
  /** Where a field of so many bytes stands, or nothing where the table does not have it. */
  const at = (field: number, size: number): number | undefined => {
    const entry = 4 + 2 * field;
    const distance = entry + 2 <= length ? buffer.readUint16(fields + entry) : 0;
    if (distance === 0) return undefined;
    check(buffer, offset + distance, size);
    return offset + distance;
  };
  /** The first item of a list, and how many there are. */
  const list = (field: number, size: number): { readonly start: number; readonly count: number } => {
    const place = at(field, 4);
    if (place === undefined) return { start: 0, count: 0 };
    const start = target(buffer, place);
    check(buffer, start, 4);
    const count = buffer.readUint32(start);
    check(buffer, start + 4, count * size);
    return { start: start + 4, count };
  };
  const bytes = (field: number): Uint8Array => {
    const { start, count } = list(field, 1);
    return buffer.bytes().subarray(start, start + count);
  };
  return {
    offset,
    bytes,
    integer(field, otherwise = 0) {
      const place = at(field, 4);
      return place === undefined ? otherwise : buffer.readInt32(place);
    },
    byte(field, otherwise = 0) {
      const place = at(field, 1);
      return place === undefined ? otherwise : buffer.readUint8(place);
    },
    float(field, otherwise = 0) {
      const place = at(field, 4);
      return place === undefined ? otherwise : buffer.readFloat32(place);
    },
    text: (field) => new TextDecoder().decode(bytes(field)),
    table(field) {
      const place = at(field, 4);
      return place === undefined ? undefined : tableAt(buffer, target(buffer, place));
    },
    tables(field) {
      const { start, count } = list(field, 4);
      return Array.from({ length: count }, (_, i) => tableAt(buffer, target(buffer, start + 4 * i)));
    },
    integers(field) {
      const { start, count } = list(field, 4);
      return Array.from({ length: count }, (_, i) => buffer.readInt32(start + 4 * i));
    },
  };
}

/** Where the distance at a place leads to. */
function target(buffer: ByteBuffer, place: number): number {
  check(buffer, place, 4);
  return place + buffer.readUint32(place);
}

function check(buffer: ByteBuffer, offset: number, length: number): void {
  if (offset >= 0 && offset + length <= buffer.capacity()) return;
  const message = `the file should continue with ${length} bytes there, but it has ${buffer.capacity()} in all.`;
  throw networkError('bad-network-file', FORMAT, message, { offset });
}
