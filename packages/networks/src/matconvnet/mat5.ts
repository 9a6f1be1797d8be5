import { inflated } from './inflated.ts';
import { EMPTY, type MatNumbers, type MatValue, matError } from './mat-value.ts';

/** Types of the elements of a file. */
const ELEMENT = { matrix: 14, compressed: 15 } as const;
/** Classes of MATLAB. */
const CLASS = { cell: 1, struct: 2, char: 4, double: 6, single: 7, uint64: 15 } as const;

/** Bytes of a number, and how it is read, by the type of its element. */
const NUMBERS: ReadonlyMap<
  number,
  readonly [width: number, read: (view: DataView, at: number, little: boolean) => number]
> = new Map([
  [1, [1, (view, at) => view.getInt8(at)]],
  [2, [1, (view, at) => view.getUint8(at)]],
  [3, [2, (view, at, little) => view.getInt16(at, little)]],
  [4, [2, (view, at, little) => view.getUint16(at, little)]],
  [5, [4, (view, at, little) => view.getInt32(at, little)]],
  [6, [4, (view, at, little) => view.getUint32(at, little)]],
  [7, [4, (view, at, little) => view.getFloat32(at, little)]],
  [9, [8, (view, at, little) => view.getFloat64(at, little)]],
  [12, [8, (view, at, little) => Number(view.getBigInt64(at, little))]],
  [13, [8, (view, at, little) => Number(view.getBigUint64(at, little))]],
  [16, [1, (view, at) => view.getUint8(at)]],
  [17, [2, (view, at, little) => view.getUint16(at, little)]],
  [18, [4, (view, at, little) => view.getUint32(at, little)]],
]);
const SINGLE = 7;

/** Deeper than a network nests its structs. */
const DEEPEST = 24;

/** A stretch of a file or of an inflated variable. */
interface Source {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly little: boolean;
  /** Where it starts in the file: exact where it is not compressed. */
  readonly base: number;
}

interface Element {
  readonly type: number;
  /** Of its data. */
  readonly start: number;
  readonly length: number;
  /** Of the element behind it. */
  readonly next: number;
}

/**
 * Reads the variables of a MAT file of version 5 (MATLAB's `-v6` and, compressed, `-v7`).
 *
 * @throws WinceError `bad-network-file` with the byte
 * @source MathWorks, MAT-File Format (level 5)
 */
export function readMat5(bytes: Uint8Array): ReadonlyMap<string, MatValue> {
  if (bytes.length < 128) throw matError('shorter than the header of a MAT file.', { offset: 0 });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mark = String.fromCharCode(bytes[126], bytes[127]);
  if (mark !== 'IM' && mark !== 'MI') throw matError('no MAT file of version 5.', { offset: 126 });
  const little = mark === 'IM';
  const file: Source = { bytes, view, little, base: 0 };
  const variables = new Map<string, MatValue>();
  for (let at = 128; at < bytes.length; ) {
    const element = elementAt(file, at, bytes.length);
    at = element.next;
    if (element.type === ELEMENT.compressed) {
      const compressed = bytes.subarray(element.start, element.start + element.length);
      const whole = inflated(compressed, little, element.start);
      const inside: Source = { bytes: whole, view: new DataView(whole.buffer), little, base: element.start };
      const matrix = elementAt(inside, 0, whole.length);
      if (matrix.type === ELEMENT.matrix) store(inside, matrix, variables);
    } else if (element.type === ELEMENT.matrix) {
      store(file, element, variables);
    }
  }
  return variables;
}

function store(source: Source, element: Element, variables: Map<string, MatValue>): void {
  const { name, value } = readMatrix(source, element, 0);
  if (name !== '') variables.set(name, value);
}

function elementAt(source: Source, at: number, end: number): Element {
  const fail = (reason: string): never => {
    throw matError(reason, { offset: source.base + at });
  };
  if (at + 8 > end) fail(`${end - at} bytes where an element should begin.`);
  const first = source.view.getUint32(at, source.little);
  const small = first >>> 16;
  if (small > 0) {
    if (small > 4) fail(`a small element of ${small} bytes.`);
    return { type: first & 0xffff, start: at + 4, length: small, next: at + 8 };
  }
  const length = source.view.getUint32(at + 4, source.little);
  const start = at + 8;
  if (length > end - start) fail(`an element of ${length} bytes, and ${end - start} are left.`);
  const next = first === ELEMENT.compressed ? start + length : start + Math.ceil(length / 8) * 8;
  return { type: first, start, length, next: Math.min(next, end) };
}

function readMatrix(
  source: Source,
  { start, length }: Element,
  depth: number,
): { name: string; value: MatValue } {
  const end = start + length;
  const place = { offset: source.base + start };
  if (depth > DEEPEST) throw matError(`nested deeper than ${DEEPEST} levels.`, place);
  if (length === 0) return { name: '', value: EMPTY };
  const flags = elementAt(source, start, end);
  if (flags.length < 8) throw matError('a matrix without flags.', place);
  const kind = source.view.getUint8(flags.start + (source.little ? 0 : 3));
  const isComplex = (source.view.getUint8(flags.start + (source.little ? 1 : 2)) & 8) !== 0;
  if (kind < CLASS.cell || kind > CLASS.uint64 || kind === 3 || kind === 5 || isComplex) {
    return { name: '', value: { kind: 'other', what: isComplex ? 'complex numbers' : `class ${kind}` } };
  }
  const sizes = elementAt(source, flags.next, end);
  const dims = [...readNumbers(source, sizes, sizes.length / 4)];
  const named = elementAt(source, sizes.next, end);
  const name = ascii(source.bytes.subarray(named.start, named.start + named.length));
  const count = dims.reduce((product, size) => product * size, 1);
  if (dims.length < 2 || dims.some((size) => size < 0) || !(count <= length * 8)) {
    throw matError(`an array [${dims.join(', ')}] in ${length} bytes.`, {
      ...place,
      layer: name || undefined,
    });
  }
  const body = named.next;
  if (kind === CLASS.cell) {
    const { values } = readValues(source, body, end, count, depth);
    return { name, value: { kind: 'cells', cells: values } };
  }
  if (kind === CLASS.struct) return { name, value: readStruct(source, body, end, count, depth) };
  if (count === 0) return { name, value: kind === CLASS.char ? { kind: 'text', text: '' } : EMPTY };
  const data = elementAt(source, body, end);
  if (kind === CLASS.char) {
    const codes = readNumbers(source, data, Math.min(count, data.length));
    return {
      name,
      value: { kind: 'text', text: Array.from(codes, (code) => String.fromCodePoint(code)).join('') },
    };
  }
  return { name, value: numeric(source, data, dims, count, kind === CLASS.single) };
}

function readStruct(source: Source, at: number, end: number, count: number, depth: number): MatValue {
  const lengthElement = elementAt(source, at, end);
  const [nameLength] = readNumbers(source, lengthElement, 1);
  const names = elementAt(source, lengthElement.next, end);
  if (!(nameLength > 0) || names.length % nameLength !== 0) {
    throw matError(`names of fields of ${nameLength} bytes in ${names.length}.`, {
      offset: source.base + names.start,
    });
  }
  const keys = Array.from({ length: names.length / nameLength }, (_, i) => {
    const from = names.start + i * nameLength;
    return ascii(source.bytes.subarray(from, from + nameLength));
  });
  const { values } = readValues(source, names.next, end, count * keys.length, depth);
  // Struct after struct, each with all its fields.
  const fields = new Map(keys.map((key, k) => [key, values.filter((_, i) => i % keys.length === k)]));
  return { kind: 'struct', count, fields };
}

function readValues(
  source: Source,
  at: number,
  end: number,
  count: number,
  depth: number,
): { values: MatValue[] } {
  const values: MatValue[] = [];
  let next = at;
  for (let i = 0; i < count; i++) {
    const element = elementAt(source, next, end);
    if (element.type !== ELEMENT.matrix) {
      throw matError(`an element of type ${element.type} where a matrix belongs.`, {
        offset: source.base + next,
      });
    }
    values.push(readMatrix(source, element, depth + 1).value);
    next = element.next;
  }
  return { values };
}

function numeric(
  source: Source,
  data: Element,
  dims: readonly number[],
  count: number,
  isSingle: boolean,
): MatNumbers {
  const isPlain = data.type === SINGLE && isSingle && source.little && data.length === count * 4;
  const start = source.bytes.byteOffset + data.start;
  if (isPlain && start % 4 === 0) {
    return { kind: 'numbers', dims, data: new Float32Array(source.bytes.buffer, start, count) };
  }
  const values = readNumbers(source, data, count);
  return { kind: 'numbers', dims, data: isSingle ? Float32Array.from(values) : values };
}

function readNumbers(source: Source, element: Element, count: number): Float64Array {
  const [width, read] = NUMBERS.get(element.type) ?? [];
  const offset = source.base + element.start;
  if (width === undefined || read === undefined)
    throw matError(`numbers of type ${element.type}.`, { offset });
  if (!Number.isSafeInteger(count) || count * width > element.length) {
    throw matError(`${count} numbers of ${width} bytes in ${element.length}.`, { offset });
  }
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = read(source.view, element.start + i * width, source.little);
  return values;
}

function ascii(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return String.fromCharCode(
    ...bytes.subarray(0, end < 0 ? Math.min(bytes.length, 256) : Math.min(end, 256)),
  );
}
