import protobuf from 'protobufjs/light.js';
import { caffeError, type Message, type Value } from './message.ts';
import { type Fields, type FieldType, netParameter } from './schema.ts';

const { Reader } = protobuf;
type Reader = protobuf.Reader;

/** Wire types of protocol buffers. */
const WIRE = { varint: 0, fixed64: 1, delimited: 2, fixed32: 5 } as const;

/**
 * Reads a binary message. Blobs stay views of the given bytes, so that a file of half a gigabyte is not doubled here.
 *
 * @throws WinceError `bad-network-file` with the byte, and with the layer that it is in
 */
export function readBinary(bytes: Uint8Array, fields: Fields): Message {
  const reader = Reader.create(bytes);
  const trail: string[] = [];
  try {
    return readMessage(reader, bytes.length, fields, trail);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw caffeError(`${reason}.`, { layer: trail.at(-1), offset: reader.pos }, cause);
  }
}

function readMessage(reader: Reader, end: number, fields: Fields, trail: string[]): Message {
  const message = { place: { offset: reader.pos }, fields: new Map<string, Value[]>() };
  while (reader.pos < end) {
    const tag = reader.uint32();
    const [name, type] = fields.get(tag >>> 3) ?? [];
    if (name === undefined || type === undefined) {
      reader.skipType(tag & 7);
      continue;
    }
    let values = message.fields.get(name);
    if (!values) {
      values = [];
      message.fields.set(name, values);
    }
    readField(reader, end, tag & 7, type, values, trail);
    // The names of layers come before their blobs: enough to say where a file breaks off. The net has a name as well.
    if (name === 'name' && typeof values[0] === 'string' && fields !== netParameter) trail.push(values[0]);
  }
  if (reader.pos > end) throw new RangeError('a message is longer than the message around it');
  return message;
}

function readField(
  reader: Reader,
  end: number,
  wire: number,
  type: FieldType,
  values: Value[],
  trail: string[],
): void {
  if (typeof type === 'object') {
    expectWire(wire, WIRE.delimited);
    const length = reader.uint32();
    const left = end - reader.pos;
    const { length: named } = trail;
    // What is there of a message that is cut off is read first: the innermost tells most.
    values.push(readMessage(reader, reader.pos + Math.min(length, left), type, trail));
    if (length > left) throw new RangeError(`a message needs ${length} bytes, but only ${left} are left`);
    trail.length = named;
  } else if (type === 'text') {
    expectWire(wire, WIRE.delimited);
    values.push(reader.string());
  } else if (type === 'raw' || type === 'raw64') {
    const width = type === 'raw' ? 4 : 8;
    const bytes = wire === WIRE.delimited ? packed(reader, end) : unpacked(reader, wire, width);
    values.push({ width, bytes });
  } else if (wire === WIRE.delimited) {
    const last = reader.uint32() + reader.pos;
    if (last > end)
      throw new RangeError(`the numbers end at byte ${last}, but the message ends at byte ${end}`);
    while (reader.pos < last) values.push(readNumber(reader, type));
  } else {
    expectWire(wire, type === 'float' ? WIRE.fixed32 : WIRE.varint);
    values.push(readNumber(reader, type));
  }
}

function readNumber(reader: Reader, type: 'varint' | 'float'): number {
  return type === 'float' ? reader.float() : Number(reader.int64().toString());
}

function packed(reader: Reader, end: number): Uint8Array {
  const length = reader.uint32();
  const left = end - reader.pos;
  if (length > left) throw new RangeError(`the numbers need ${length} bytes, but only ${left} are left`);
  const start = reader.pos;
  reader.pos += length;
  return reader.buf.subarray(start, reader.pos);
}

function unpacked(reader: Reader, wire: number, width: 4 | 8): Uint8Array {
  expectWire(wire, width === 4 ? WIRE.fixed32 : WIRE.fixed64);
  const start = reader.pos;
  reader.skip(width);
  return reader.buf.subarray(start, reader.pos);
}

function expectWire(found: number, expected: number): void {
  if (found !== expected)
    throw new TypeError(`a field has the wire type ${found}, but ${expected} is expected`);
}
