import { type Attribute, Dataset, Group, Reference } from 'h5wasm';
import type { FilePlace } from '../network-error.ts';
import { type OpenHdf5, readHdf5 } from './hdf5.ts';
import { EMPTY, type MatValue, matError, nameless, text } from './mat-value.ts';

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

interface Mat73Reading extends OpenHdf5 {
  readonly most: number;
  /** Where HDF5's own addresses begin in the file: MATLAB puts a text in front. */
  readonly base: number;
  left: number;
  /** Names of the layers and parameters that are being read, the innermost last. */
  readonly trail: string[];
  /** Paths of what is being read, the innermost last. */
  readonly paths: string[];
}

/**
 * Reads the variables of a MAT file of version 7.3, which is HDF5.
 *
 * The file's row-major arrays with reversed dimensions are MATLAB's column-major ones as they are. Cells are data sets of
 * references; the fields of an array of structs are data sets of references that have no class of their own.
 *
 * @param base where HDF5 begins in the file, in bytes
 * @throws WinceError `bad-network-file` with the layer and with the byte where the header of the object at fault stands
 */
export async function readMat73(bytes: Uint8Array, base: number): Promise<ReadonlyMap<string, MatValue>> {
  try {
    return await readHdf5(bytes, (opened) => {
      const most = bytes.length * GROWTH + ALWAYS_ALLOWED;
      return readVariables({ ...opened, most, base, left: MOST_VALUES, trail: [], paths: ['/'] });
    });
  } catch (cause) {
    throw isTyped(cause) ? cause : hdf5Error(cause);
  }
}

function readVariables(reading: Mat73Reading): ReadonlyMap<string, MatValue> {
  const { file, ask } = reading;
  const variables = new Map<string, MatValue>();
  try {
    for (const key of ask(() => file.keys())) {
      if (VARIABLES.includes(key)) variables.set(key, readChild(reading, file, key, 0));
      else if (!key.startsWith('#'))
        variables.set(key, {
          kind: 'other',
          what: 'not read',
          place: { offset: headerOf(reading, `/${key}`) },
        });
    }
  } catch (cause) {
    throw isTyped(cause) ? cause : hdf5Error(cause, placeOf(reading));
  }
  return variables;
}

function isTyped(cause: unknown): boolean {
  return cause instanceof Error && cause.name === 'WinceError';
}

/** HDF5 says in a stack of lines what went wrong: the innermost tells why. Where a file is cut off it tells the byte. */
function hdf5Error(cause: unknown, place: FilePlace = { offset: 0 }) {
  const text = cause instanceof Error ? cause.message : String(cause);
  const reason = Array.from(text.matchAll(/^\s*#\d+: .* in \w+\(\): (.*)$/gm), ([, line]) => line).at(-1);
  const cut = /truncated file: eof = (\d+), sblock->base_addr = (\d+), stored_eof = (\d+)/.exec(text);
  if (cut) {
    const [found, base, stated] = cut.slice(1).map(Number);
    const message = `the file is cut off: it should have ${stated} bytes.`;
    return matError(message, { offset: found + base }, cause);
  }
  return matError(`HDF5 cannot be read: ${reason ?? text.split('\n')[0]}.`, place, cause);
}

/** The layer that is being read, and where the header of the innermost object stands that can still be found. */
function placeOf(reading: Mat73Reading): FilePlace {
  const { trail, paths } = reading;
  const layer = trail.at(-1);
  for (const path of paths.toReversed()) {
    const offset = headerOf(reading, path);
    if (offset !== undefined) return { layer, offset };
  }
  return { layer, offset: reading.base };
}

/** Where the header of an object stands: a reference to the object holds the address. */
function headerOf({ file, ask, base }: Mat73Reading, path: string): number | undefined {
  try {
    return base + addressIn(ask(() => new Group(file.file_id, path).create_reference()));
  } catch {
    return undefined;
  }
}

function addressIn({ ref_data }: Reference): number {
  const bytes = Uint8Array.from(ref_data);
  return Number(new DataView(bytes.buffer).getBigUint64(0, true));
}

type Entity = ReturnType<Group['get']>;

/** Reads with something in a list that is left there where the reading fails: the error tells it. */
function within<Result>(list: string[], entry: string | undefined, read: () => Result): Result {
  if (entry === undefined) return read();
  list.push(entry);
  const result = read();
  list.pop();
  return result;
}

function readChild(reading: Mat73Reading, group: Group, key: string, depth: number): MatValue {
  const entity = reading.ask(() => group.get(key));
  const path = pathOf(entity);
  const offset = path === undefined ? undefined : headerOf(reading, path);
  return readEntity(reading, entity, key, offset, depth);
}

function pathOf(entity: Entity): string | undefined {
  return entity instanceof Group || entity instanceof Dataset ? entity.path : undefined;
}

function readEntity(
  reading: Mat73Reading,
  entity: Entity,
  key: string,
  offset: number | undefined,
  depth: number,
): MatValue {
  return within(reading.paths, pathOf(entity), () => {
    reading.left -= 1;
    if (reading.left < 0 || depth > DEEPEST) {
      throw matError('the file refers to itself in a circle, or it is not a network.', placeOf(reading));
    }
    const place = { offset };
    if (entity instanceof Group) return { ...structOf(reading, entity, depth), place };
    if (entity instanceof Dataset) return { ...arrayOf(reading, entity, key, depth), place };
    return { kind: 'other', what: 'no data', place };
  });
}

function arrayOf(reading: Mat73Reading, dataset: Dataset, key: string, depth: number): MatValue {
  const { ask } = reading;
  const { shape } = ask(() => dataset.metadata);
  const dims = [...(shape ?? [])].reverse();
  const kind = attribute(reading, dataset, 'MATLAB_class');
  const isEmpty = attribute(reading, dataset, 'MATLAB_empty') === '1';
  if (isEmpty) return kind === 'char' ? { kind: 'text', text: '' } : EMPTY;
  const dtype = ask(() => dataset.dtype);
  if (dtype === 'Reference') return { kind: 'cells', cells: references(reading, dataset, key, depth) };
  if (kind === 'function_handle') return { kind: 'other', what: kind };
  checkSize(dataset, reading);
  const data = contentOf(reading, dataset);
  if (
    !ArrayBuffer.isView(data) ||
    data instanceof DataView ||
    data instanceof BigInt64Array ||
    data instanceof BigUint64Array
  ) {
    return { kind: 'other', what: String(dtype) };
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
function contentOf({ ask }: Mat73Reading, dataset: Dataset): Dataset['value'] {
  const { shape, metadata } = dataset;
  const count = (shape ?? []).reduce((product, size) => product * size, 1);
  if (!shape || shape.length === 0 || metadata.size !== 4 || count <= PIECE) return ask(() => dataset.value);
  const whole = new Float32Array(count);
  const row = count / shape[0];
  const rows = Math.max(1, Math.floor(PIECE / row));
  for (let at = 0; at < shape[0]; at += rows) {
    const piece = ask(() => dataset.slice([[at, Math.min(at + rows, shape[0])]]));
    if (!(piece instanceof Float32Array)) return ask(() => dataset.value);
    whole.set(piece, at * row);
  }
  return whole;
}

function structOf(reading: Mat73Reading, group: Group, depth: number): MatValue {
  const keys = reading.ask(() => group.keys()).filter((key) => !UNUSED.includes(key));
  const fields = new Map<string, readonly MatValue[]>();
  // The names first: what is wrong with the rest is told with them.
  const names = keys.includes('name') ? fieldOf(reading, group, 'name', [], depth) : [];
  if (names.length > 0) fields.set('name', names);
  const own = names.length === 1 ? text(names[0]) : undefined;
  within(reading.trail, own, () => {
    for (const key of keys) {
      if (key !== 'name') fields.set(key, fieldOf(reading, group, key, names, depth));
    }
  });
  const count = Math.max(1, ...[...fields.values()].map(({ length }) => length));
  return { kind: 'struct', count, fields };
}

/** The values of a field: one of a struct, as many as there are structs of an array. */
function fieldOf(
  reading: Mat73Reading,
  group: Group,
  key: string,
  names: readonly MatValue[],
  depth: number,
): readonly MatValue[] {
  const entity = reading.ask(() => group.get(key));
  const isArray =
    entity instanceof Dataset &&
    reading.ask(() => entity.dtype) === 'Reference' &&
    attribute(reading, entity, 'MATLAB_class') === undefined;
  if (!isArray) return [readChild(reading, group, key, depth + 1)];
  return within(reading.paths, entity.path, () => references(reading, entity, key, depth, names));
}

/** What a data set refers to. An error in one is told with the name that belongs to it. */
function references(
  reading: Mat73Reading,
  dataset: Dataset,
  key: string,
  depth: number,
  names: readonly MatValue[] = [],
): readonly MatValue[] {
  const { file, ask, base, trail } = reading;
  checkSize(dataset, reading);
  const listed = ask(() => dataset.value);
  const all = Array.isArray(listed) ? listed.flat(8) : [listed];
  return all.map((reference, i) => {
    if (!(reference instanceof Reference)) {
      throw matError(
        `${dataset.path} must contain references, but it contains something else.`,
        placeOf(reading),
      );
    }
    const name = text(names[i]) ?? (key === 'layers' ? nameless(i) : undefined);
    return within(trail, name, () => {
      const entity = ask(() => file.dereference(reference));
      return readEntity(reading, knownEntity(entity), '', base + addressIn(reference), depth + 1);
    });
  });
}

/** HDF5 reserves what a data set claims, so the claim is held against the file first. */
function checkSize(dataset: Dataset, reading: Mat73Reading): void {
  const count = (dataset.shape ?? []).reduce((product, size) => product * size, 1);
  const bytes = count * dataset.metadata.size;
  if (!(bytes <= reading.most))
    throw matError(
      `${dataset.path} needs ${bytes} bytes, which is more than the file can contain.`,
      placeOf(reading),
    );
}

function numberList(data: ArrayBufferView): ArrayLike<number> {
  if (data instanceof Uint8Array || data instanceof Int8Array) return data;
  if (data instanceof Uint16Array || data instanceof Int16Array) return data;
  if (data instanceof Uint32Array || data instanceof Int32Array) return data;
  if (data instanceof Float64Array || data instanceof Float32Array) return data;
  throw matError('numbers of this kind cannot be read.');
}

function attribute({ ask }: Mat73Reading, dataset: Dataset, name: string): string | undefined {
  const found: Attribute | undefined = ask(() => dataset.attrs)[name];
  if (found === undefined) return undefined;
  const value = ask(() => found.value);
  return value === null ? undefined : String(value);
}

function knownEntity(found: unknown): Entity {
  return found instanceof Dataset || found instanceof Group ? found : null;
}
