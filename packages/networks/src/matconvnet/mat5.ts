import type { FilePlace } from '../network-error.ts';
import { inflated } from './inflated.ts';
import { EMPTY, type MatNumbers, type MatValue, matError, nameless, text } from './mat-value.ts';

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
  /** Where the variable that this was inflated from stands in the file. */
  readonly compressedAt?: number;
  /** Names of the layers and parameters that are being read, the innermost last; left there where an error is thrown. */
  readonly trail: (string | undefined)[];
}

interface Element {
  readonly type: number;
  /** Of its data. */
  readonly start: number;
  /** Of what there is of its data. */
  readonly length: number;
  /** Of the element behind it. */
  readonly next: number;
  /** What is wrong with it where it is longer than what it stands in. */
  readonly cut?: string;
}

/** What an element stands in. */
interface Around {
  readonly depth: number;
  /** The field that holds it. */
  readonly field: string;
  /** What its layer is called as long as it has given no name. */
  readonly layer?: string;
}

/**
 * Reads the variables of a MAT file of version 5 (MATLAB's `-v6` and, compressed, `-v7`).
 *
 * @throws WinceError `bad-network-file` with the byte, and the layer where one was begun
 * @source MathWorks, MAT-File Format (level 5)
 */
export function readMat5(bytes: Uint8Array): ReadonlyMap<string, MatValue> {
  if (bytes.length < 128) throw matError('the file is shorter than the header of a MAT file.', { offset: 0 });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mark = String.fromCharCode(bytes[126], bytes[127]);
  if (mark !== 'IM' && mark !== 'MI')
    throw matError('the file is not a MAT file of version 5.', { offset: 126 });
  const little = mark === 'IM';
  const file: Source = { bytes, view, little, trail: [] };
  const variables = new Map<string, MatValue>();
  for (let at = 128; at < bytes.length; ) {
    const element = elementAt(file, at, bytes.length);
    at = element.next;
    if (element.type === ELEMENT.compressed) readCompressed(file, element, variables);
    else if (element.type === ELEMENT.matrix) store(file, element, variables);
    else whole(file, element);
  }
  return variables;
}

function readCompressed(file: Source, element: Element, variables: Map<string, MatValue>): void {
  const { start, length } = element;
  const { bytes, failure } = inflated(file.bytes.subarray(start, start + length), file.little, start);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const inside: Source = { bytes, view, little: file.little, compressedAt: start, trail: [] };
  const matrix = elementAt(inside, 0, bytes.length);
  if (failure) {
    // What there is of it tells which layer it breaks off in.
    try {
      if (matrix.type === ELEMENT.matrix) store(inside, matrix, new Map());
    } catch {
      // That it ends too early is why it is read here.
    }
    const place = placeAt(inside, bytes.length);
    throw matError(element.cut ?? failure.reason, place, failure.cause);
  }
  if (matrix.type === ELEMENT.matrix) store(inside, matrix, variables);
  whole(file, element);
}

function store(source: Source, element: Element, variables: Map<string, MatValue>): void {
  const { name, value } = readMatrix(source, element, { depth: 0, field: '' });
  whole(source, element);
  if (name !== '') variables.set(name, value);
}

/** The byte of a position, and the layer that is being read. */
function placeAt({ compressedAt, trail }: Source, position: number): FilePlace {
  const layer = trail.findLast((name) => name !== undefined);
  return compressedAt === undefined
    ? { layer, offset: position }
    : { layer, offset: compressedAt, inflated: position };
}

/** Reads with the name of a layer in the trail, which stays there where something is thrown. */
function within<Result>({ trail }: Source, layer: string | undefined, read: () => Result): Result {
  trail.push(layer);
  const result = read();
  trail.pop();
  return result;
}

/** An element of which all is there. */
function whole(source: Source, element: Element): Element {
  if (element.cut !== undefined) throw matError(element.cut, placeAt(source, element.start - 8));
  return element;
}

/** The element at a position. One that is cut off is given as far as it goes: what is inside tells most. */
function elementAt(source: Source, at: number, end: number): Element {
  const fail = (reason: string): never => {
    throw matError(reason, placeAt(source, at));
  };
  if (at + 8 > end) fail(`only ${end - at} bytes are left, but an element should begin here.`);
  const first = source.view.getUint32(at, source.little);
  const small = first >>> 16;
  if (small > 0) {
    if (small > 4) fail(`a small element has ${small} bytes, but at most 4 are allowed.`);
    return { type: first & 0xffff, start: at + 4, length: small, next: at + 8 };
  }
  const length = source.view.getUint32(at + 4, source.little);
  const start = at + 8;
  const left = end - start;
  if (length > left) {
    const cut = `an element needs ${length} bytes, but only ${left} are left.`;
    return { type: first, start, length: left, next: end, cut };
  }
  const next = first === ELEMENT.compressed ? start + length : start + Math.ceil(length / 8) * 8;
  return { type: first, start, length, next: Math.min(next, end) };
}

/** The element at a position, of which all must be there. */
function wholeAt(source: Source, at: number, end: number): Element {
  return whole(source, elementAt(source, at, end));
}

function readMatrix(source: Source, element: Element, around: Around): { name: string; value: MatValue } {
  const place = placeAt(source, element.start);
  const { name, value } = readNamed(source, element, around);
  return { name, value: { ...value, place } };
}

function readNamed(
  source: Source,
  { start, length }: Element,
  around: Around,
): { name: string; value: MatValue } {
  const end = start + length;
  const fail = (reason: string): never => {
    throw matError(reason, placeAt(source, start));
  };
  if (around.depth > DEEPEST) fail(`the file is nested deeper than ${DEEPEST} levels.`);
  if (length === 0) return { name: '', value: EMPTY };
  const flags = wholeAt(source, start, end);
  if (flags.length < 8) fail('a matrix has no flags.');
  const kind = source.view.getUint8(flags.start + (source.little ? 0 : 3));
  const isComplex = (source.view.getUint8(flags.start + (source.little ? 1 : 2)) & 8) !== 0;
  if (kind < CLASS.cell || kind > CLASS.uint64 || kind === 3 || kind === 5 || isComplex) {
    return { name: '', value: { kind: 'other', what: isComplex ? 'complex numbers' : `class ${kind}` } };
  }
  const sizes = wholeAt(source, flags.next, end);
  const dims = readList(source, sizes, sizes.length / 4);
  const named = wholeAt(source, sizes.next, end);
  const name = ascii(source.bytes, named.start, named.length);
  const count = dims.reduce((product, size) => product * size, 1);
  if (dims.length < 2 || dims.some((size) => size < 0) || !(count <= length * 8)) {
    fail(`an array has the shape [${dims.join(', ')}], but only ${length} bytes.`);
  }
  const body = named.next;
  // A variable's own name is that of the field that it would be in a struct.
  const inside = around.depth === 0 ? { ...around, field: name } : around;
  if (kind === CLASS.cell) return { name, value: readCells(source, body, end, count, inside) };
  if (kind === CLASS.struct) return { name, value: readStruct(source, body, end, count, inside) };
  if (count === 0) return { name, value: kind === CLASS.char ? { kind: 'text', text: '' } : EMPTY };
  const data = wholeAt(source, body, end);
  if (kind === CLASS.char) {
    return { name, value: { kind: 'text', text: readLetters(source, data, Math.min(count, data.length)) } };
  }
  return { name, value: numeric(source, data, dims, count, kind === CLASS.single) };
}

function readCells(source: Source, at: number, end: number, count: number, around: Around): MatValue {
  const cells: MatValue[] = [];
  let next = at;
  for (let i = 0; i < count; i++) {
    const layer = around.field === 'layers' ? nameless(i) : around.layer;
    const read = within(source, layer, () =>
      readValue(source, next, end, { depth: around.depth + 1, field: '', layer }),
    );
    cells.push(read.value);
    next = read.next;
  }
  return { kind: 'cells', cells };
}

/** Struct after struct, each with all its fields. */
function readStruct(source: Source, at: number, end: number, count: number, around: Around): MatValue {
  const lengthElement = wholeAt(source, at, end);
  const [nameLength] = readList(source, lengthElement, 1);
  const names = wholeAt(source, lengthElement.next, end);
  if (!(nameLength > 0) || names.length % nameLength !== 0) {
    throw matError(
      `the field names should have ${nameLength} bytes each, but they have ${names.length} bytes together.`,
      placeAt(source, names.start),
    );
  }
  const keys = Array.from({ length: names.length / nameLength }, (_, i) => {
    const from = names.start + i * nameLength;
    return ascii(source.bytes, from, nameLength);
  });
  const fields = new Map<string, MatValue[]>(keys.map((key) => [key, []]));
  let next = names.next;
  for (let i = 0; i < count && fields.size > 0; i++) {
    const layer = around.field === 'layers' ? nameless(i) : around.layer;
    within(source, layer, () => {
      for (const [key, values] of fields) {
        const read = readValue(source, next, end, { depth: around.depth + 1, field: key });
        values.push(read.value);
        next = read.next;
        const name = key === 'name' ? text(read.value) : undefined;
        if (name) source.trail[source.trail.length - 1] = name;
      }
    });
  }
  return { kind: 'struct', count, fields };
}

function readValue(
  source: Source,
  at: number,
  end: number,
  around: Around,
): { readonly value: MatValue; readonly next: number } {
  const element = elementAt(source, at, end);
  if (element.type !== ELEMENT.matrix) {
    throw matError(`an element has the type ${element.type}, but a matrix is expected.`, placeAt(source, at));
  }
  const { value } = readMatrix(source, element, around);
  return { value, next: whole(source, element).next };
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
  return { kind: 'numbers', dims, data: isSingle ? new Float32Array(values) : values };
}

function readNumbers(source: Source, element: Element, count: number): Float64Array {
  const read = readerOf(source, element, count);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = read(i);
  return values;
}

/** A few numbers as a list, which takes less than an array with a buffer of its own. */
function readList(source: Source, element: Element, count: number): readonly number[] {
  const read = readerOf(source, element, count);
  const values: number[] = [];
  for (let i = 0; i < count; i++) values.push(read(i));
  return values;
}

function readerOf(source: Source, element: Element, count: number): (index: number) => number {
  const [width, read] = NUMBERS.get(element.type) ?? [];
  if (width === undefined || read === undefined) {
    throw matError(`numbers of the type ${element.type} cannot be read.`, placeAt(source, element.start));
  }
  if (!Number.isSafeInteger(count) || count * width > element.length) {
    throw matError(
      `${count} numbers of ${width} bytes each are expected, but there are ${element.length} bytes.`,
      placeAt(source, element.start),
    );
  }
  return (i) => read(source.view, element.start + i * width, source.little);
}

function readLetters(source: Source, element: Element, count: number): string {
  let letters = '';
  for (const code of readList(source, element, count)) {
    if (!(Number.isInteger(code) && code >= 0 && code <= 0x10ffff)) {
      throw matError(`the number ${code} is not a letter.`, placeAt(source, element.start));
    }
    letters += String.fromCodePoint(code);
  }
  return letters;
}

/** A name, up to its first zero. */
function ascii(bytes: Uint8Array, start: number, length: number): string {
  let letters = '';
  for (let i = start; i < start + Math.min(length, 256) && bytes[i] !== 0; i++) {
    letters += String.fromCharCode(bytes[i]);
  }
  return letters;
}
