import protobuf from 'protobufjs/light.js';
import { networkError } from '../network-error.ts';

const FORMAT = 'ONNX file';

/** Fields of the messages that are looked at, by their numbers. */
const GRAPH = 7;
const FIELD = { node: 1, initializer: 5 } as const;
const NODE = { output: 2, name: 3 } as const;
const TENSOR = { dims: 1, type: 2, name: 8, raw: 9, location: 14 } as const;
/** Where a tensor keeps numbers that are not raw. */
const NUMBERS = [4, 5, 7, 10, 11];
/** Where it keeps texts, one a field. */
const TEXTS = 6;
/** Types of which two elements stand in a byte. */
const PACKED = [21, 22];
const DELIMITED = 2;

/** Bytes of an element, by the number of its type. */
const WIDTHS: ReadonlyMap<number, number> = new Map([
  [1, 4],
  [2, 1],
  [3, 1],
  [4, 2],
  [5, 2],
  [6, 4],
  [7, 8],
  [9, 1],
  [10, 2],
  [11, 8],
  [12, 4],
  [13, 8],
]);

/** What was last seen: an error names it. */
interface Scan {
  readonly reader: protobuf.Reader;
  layer?: string;
}

interface Field {
  readonly number: number;
  readonly isDelimited: boolean;
  /** Of its content, where it is delimited. */
  readonly start: number;
  readonly end: number;
}

/**
 * Goes through an ONNX file before anything of it is decoded: no message may be longer than what it stands in, and no tensor of
 * weights may claim numbers that it does not hold.
 *
 * @throws WinceError `bad-network-file` with the byte, and the node or tensor that was last begun
 */
export function checkOnnx(bytes: Uint8Array): void {
  const scan: Scan = { reader: protobuf.Reader.create(bytes) };
  try {
    each(scan, bytes.length, ({ number, isDelimited, end }) => {
      if (number === GRAPH && isDelimited) each(scan, end, (field) => checkPart(scan, field));
    });
  } catch (cause) {
    if (!(cause instanceof RangeError || cause instanceof Error) || cause.name === 'WinceError') throw cause;
    const place = { layer: scan.layer, offset: scan.reader.pos };
    throw networkError(
      'bad-network-file',
      FORMAT,
      `the file cannot be decoded: ${cause.message}.`,
      place,
      cause,
    );
  }
}

/** Calls back for each field up to a byte, and stands behind the field afterwards. */
function each({ reader }: Scan, end: number, visit: (field: Field) => void): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    const isDelimited = (tag & 7) === DELIMITED;
    const length = isDelimited ? reader.uint32() : 0;
    const start = reader.pos;
    // What is there of a part that is cut off is looked at first: the innermost tells most.
    visit({ number: tag >>> 3, isDelimited, start, end: Math.min(start + length, end) });
    if (length > end - start) {
      reader.pos = start;
      throw new RangeError(`a part needs ${length} bytes, but only ${end - start} are left`);
    }
    if (isDelimited) reader.pos = start + length;
    else if (reader.pos === start) reader.skipType(tag & 7);
    if (reader.pos > end) throw new RangeError('a message is longer than the message around it');
  }
}

function checkPart(scan: Scan, { number, isDelimited, start, end }: Field): void {
  if (!isDelimited) return;
  scan.layer = undefined;
  if (number === FIELD.node) {
    each(scan, end, (field) => {
      if (field.isDelimited && (field.number === NODE.output || field.number === NODE.name))
        scan.layer = text(scan, field);
    });
  } else if (number === FIELD.initializer) {
    checkTensor(scan, start, end);
  }
}

function checkTensor(scan: Scan, offset: number, end: number): void {
  const { reader } = scan;
  const dims: number[] = [];
  let [type, location, raw, held] = [0, 0, -1, 0];
  each(scan, end, (field) => {
    if (field.number === TENSOR.name && field.isDelimited) scan.layer = text(scan, field);
    else if (field.number === TENSOR.raw && field.isDelimited) raw = field.end - field.start;
    // A number takes a byte at least, and one that stands alone takes a field.
    else if (NUMBERS.includes(field.number)) held += field.isDelimited ? field.end - field.start : 1;
    else if (field.number === TEXTS) held += 1;
    else if (field.number === TENSOR.dims && field.isDelimited) {
      while (reader.pos < field.end) dims.push(whole(reader));
    } else if (field.number === TENSOR.dims) dims.push(whole(reader));
    else if (field.number === TENSOR.type && !field.isDelimited) type = reader.uint32();
    else if (field.number === TENSOR.location && !field.isDelimited) location = reader.uint32();
  });
  if (location !== 0) return;
  const count = dims.reduce((product, size) => product * size, 1);
  const width = WIDTHS.get(type);
  if (PACKED.includes(type)) held *= 2;
  const holds =
    raw > 0 || held === 0 ? width === undefined || count * width === Math.max(raw, 0) : count <= held;
  if (dims.some((size) => size < 0) || !holds) {
    const found = raw >= 0 ? `${raw} bytes` : `at most ${held} numbers`;
    const message = `a tensor [${dims.join(', ')}] needs ${count} numbers, but it contains ${found}.`;
    throw networkError('bad-network-file', FORMAT, message, { layer: scan.layer, offset });
  }
}

function whole(reader: protobuf.Reader): number {
  return Number(reader.int64().toString());
}

function text({ reader }: Scan, { start, end }: Field): string {
  return new TextDecoder().decode(reader.buf.subarray(start, Math.min(end, start + 256)));
}
