import { type Attribute, Dataset, File, Group, Reference, ready } from 'h5wasm';
import { EMPTY, type MatValue, matError } from './mat-value.ts';

/** Fields that say how a network was trained: each costs a look into HDF5, and none is used. */
const UNUSED = ['learningRate', 'weightDecay', 'momentum', 'precious', 'opts', 'trainMethod', 'fanout'];

/** More values than a network has, and deeper than it nests: a file that refers to itself ends here. */
const MOST_VALUES = 200_000;
const DEEPEST = 24;

/** Variables that a network can stand in. Others, like what MATLAB keeps for objects, are not looked at. */
const VARIABLES = ['net', 'layers', 'params', 'vars', 'meta', 'normalization', 'classes'];

/** Networks hardly shrink: a data set that claims to be this much larger than its file is none of theirs. */
const GROWTH = 8;
const ALWAYS_ALLOWED = 2 ** 20;

/** Numbers that are read at a time. */
const PIECE = 2 ** 22;

interface Reading {
  readonly file: File;
  readonly most: number;
  left: number;
  /** Names of the layers and parameters that are being read, the innermost last. */
  readonly trail: string[];
}

/**
 * Reads the variables of a MAT file of version 7.3, which is HDF5.
 *
 * The file's row-major arrays with reversed dimensions are MATLAB's column-major ones as they are. Cells are data sets of
 * references; the fields of an array of structs are data sets of references that have no class of their own.
 *
 * HDF5 does not give back what it held when an error interrupted it, about half a megabyte: read many damaged files in
 * processes of their own.
 *
 * @throws WinceError `bad-network-file` with the path inside the file
 */
export async function readMat73(bytes: Uint8Array): Promise<ReadonlyMap<string, MatValue>> {
  const module = await ready;
  // HDF5 would write its errors to standard error, and go on.
  module.activate_throwing_error_handler();
  const { FS } = module;
  const name = `wince-${crypto.randomUUID()}.mat`;
  // The bytes are handed over, not copied: nobody writes to the file.
  FS.createDataFile('/', name, bytes, true, false, true);
  const trail: string[] = [];
  try {
    const file = new File(`/${name}`, 'r');
    try {
      const most = bytes.length * GROWTH + ALWAYS_ALLOWED;
      const reading: Reading = { file, most, left: MOST_VALUES, trail };
      const variables = new Map<string, MatValue>();
      for (const key of file.keys()) {
        if (VARIABLES.includes(key)) variables.set(key, readEntity(reading, file.get(key), 0));
      }
      return variables;
    } finally {
      file.close();
    }
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'WinceError') throw cause;
    throw hdf5Error(cause, trail.at(-1));
  } finally {
    FS.unlink(`/${name}`);
  }
}

/** HDF5 says in a stack of lines what went wrong: the innermost tells why. Where a file is cut off it tells the byte. */
function hdf5Error(cause: unknown, layer: string | undefined) {
  const text = cause instanceof Error ? cause.message : String(cause);
  const reason = Array.from(text.matchAll(/^\s*#\d+: .* in \w+\(\): (.*)$/gm), ([, line]) => line).at(-1);
  const cut = /truncated file: eof = (\d+), sblock->base_addr = (\d+), stored_eof = (\d+)/.exec(text);
  if (cut) {
    const [found, base, stated] = cut.slice(1).map(Number);
    const message = `the file is cut off: it says that it has ${stated} bytes.`;
    return matError(message, { layer, offset: found + base }, cause);
  }
  return matError(`HDF5 cannot be read: ${reason ?? text.split('\n')[0]}.`, { layer }, cause);
}

type Entity = ReturnType<File['get']>;

function readEntity(reading: Reading, entity: Entity, depth: number): MatValue {
  reading.left -= 1;
  if (reading.left < 0 || depth > DEEPEST) throw matError('the file refers to itself, or is no network.');
  if (entity instanceof Group) return structOf(reading, entity, depth);
  if (!(entity instanceof Dataset)) return { kind: 'other', what: 'no data' };
  const { shape } = entity;
  const dims = [...(shape ?? [])].reverse();
  const kind = attribute(entity.attrs.MATLAB_class);
  const isEmpty = attribute(entity.attrs.MATLAB_empty) === '1';
  if (isEmpty) return kind === 'char' ? { kind: 'text', text: '' } : EMPTY;
  if (entity.dtype === 'Reference') {
    return { kind: 'cells', cells: references(reading, entity, depth) };
  }
  if (kind === 'function_handle') return { kind: 'other', what: kind };
  checkSize(entity, reading);
  const data = contentOf(entity);
  if (
    !ArrayBuffer.isView(data) ||
    data instanceof DataView ||
    data instanceof BigInt64Array ||
    data instanceof BigUint64Array
  ) {
    return { kind: 'other', what: String(entity.dtype) };
  }
  if (kind === 'char') {
    return { kind: 'text', text: Array.from(numberList(data), (code) => String.fromCharCode(code)).join('') };
  }
  const numbers = data instanceof Float32Array ? data : Float64Array.from(numberList(data));
  return { kind: 'numbers', dims: dims.length < 2 ? [...dims, 1] : dims, data: numbers };
}

/**
 * The numbers of a data set. Large ones are read in pieces along the first dimension, because the memory that HDF5 takes
 * for a piece is never given back.
 */
function contentOf(dataset: Dataset): Dataset['value'] {
  const { shape, metadata } = dataset;
  const count = (shape ?? []).reduce((product, size) => product * size, 1);
  if (!shape || shape.length === 0 || metadata.size !== 4 || count <= PIECE) return dataset.value;
  const whole = new Float32Array(count);
  const row = count / shape[0];
  const rows = Math.max(1, Math.floor(PIECE / row));
  for (let at = 0; at < shape[0]; at += rows) {
    const piece = dataset.slice([[at, Math.min(at + rows, shape[0])]]);
    if (!(piece instanceof Float32Array)) return dataset.value;
    whole.set(piece, at * row);
  }
  return whole;
}

function structOf(reading: Reading, group: Group, depth: number): MatValue {
  const keys = group.keys().filter((key) => !UNUSED.includes(key));
  const fields = new Map<string, readonly MatValue[]>();
  let count = 1;
  const name = keys.includes('name') ? readEntity(reading, group.get('name'), depth + 1) : undefined;
  const named = name?.kind === 'text' ? name.text : undefined;
  if (named !== undefined) reading.trail.push(named);
  for (const key of keys) {
    const entity = group.get(key);
    const isArray =
      entity instanceof Dataset &&
      entity.dtype === 'Reference' &&
      attribute(entity.attrs.MATLAB_class) === undefined;
    const values = isArray ? references(reading, entity, depth) : [readEntity(reading, entity, depth + 1)];
    count = Math.max(count, values.length);
    fields.set(key, values);
  }
  // Left in the trail where something is thrown: the error names it.
  if (named !== undefined) reading.trail.pop();
  return { kind: 'struct', count, fields };
}

function references(reading: Reading, dataset: Dataset, depth: number): readonly MatValue[] {
  checkSize(dataset, reading);
  const listed = dataset.value;
  const all = Array.isArray(listed) ? listed.flat(8) : [listed];
  return all.map((reference) => {
    if (!(reference instanceof Reference))
      throw matError(`${dataset.path ?? ''} holds something other than references.`);
    return readEntity(reading, dereferenced(reading, reference), depth + 1);
  });
}

/** HDF5 reserves what a data set claims, so the claim is held against the file first. */
function checkSize(dataset: Dataset, { most, trail }: Reading): void {
  const count = (dataset.shape ?? []).reduce((product, size) => product * size, 1);
  const bytes = count * dataset.metadata.size;
  if (!(bytes <= most))
    throw matError(`${dataset.path ?? 'a data set'} claims ${bytes} bytes.`, {
      layer: trail.at(-1),
    });
}

function numberList(data: ArrayBufferView): ArrayLike<number> {
  if (data instanceof Uint8Array || data instanceof Int8Array) return data;
  if (data instanceof Uint16Array || data instanceof Int16Array) return data;
  if (data instanceof Uint32Array || data instanceof Int32Array) return data;
  if (data instanceof Float64Array || data instanceof Float32Array) return data;
  throw matError('numbers of a kind that is not known.');
}

function attribute(found: Attribute | undefined): string | undefined {
  return found === undefined || found.value === null ? undefined : String(found.value);
}

function dereferenced({ file }: Reading, reference: Reference): Entity {
  const found = file.dereference(reference);
  return found instanceof Dataset || found instanceof Group ? found : null;
}
