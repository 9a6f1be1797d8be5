import { File, ready } from 'h5wasm';
import { ModelProto } from '../onnx/schema.ts';

/*
 * Files that are wrong in one way, for tests of what is said of it.
 */

/** A side of a matrix of 2^40 numbers. */
export const LARGE = 2 ** 20;

/** A file of HDF5. */
export async function hdf5(write: (file: File) => void): Promise<Uint8Array> {
  const { FS } = await ready;
  const name = `/damaged-${crypto.randomUUID()}.mat`;
  const file = new File(name, 'w');
  write(file);
  file.close();
  const bytes = FS.readFile(name);
  FS.unlink(name);
  return bytes;
}

/** A data set of 2^20 x 2^20 of which nothing was ever written, in a layer of its own. */
export function largeFilters(file: File): void {
  const net = file.create_group('net');
  net.create_attribute('MATLAB_class', 'struct');
  const name = Uint16Array.from('conv1', (letter) => letter.charCodeAt(0));
  net.create_dataset({ name: 'name', data: name, shape: [5, 1] });
  const written = net.get('name');
  if (written === null || !('create_attribute' in written)) throw new Error('the name was not written');
  written.create_attribute('MATLAB_class', 'char');
  const filters = {
    name: 'filters',
    data: Float32Array.of(1),
    shape: [1, 1],
    chunks: [1, 1],
    maxshape: [LARGE, LARGE],
  };
  net.create_dataset(filters);
  const made = net.get('filters');
  if (made === null || !('resize' in made)) throw new Error('the filters were not written');
  made.resize([LARGE, LARGE]);
}

/** An ONNX file whose one tensor claims 2^40 numbers. */
export function largeTensor(): Uint8Array {
  const initializer = [{ name: 'weights', dataType: 1, dims: [LARGE, LARGE], rawData: new Uint8Array(4) }];
  return ModelProto.encode(
    ModelProto.create({ irVersion: 8, graph: { name: 'network', initializer } }),
  ).finish();
}

/** The filters of the first layer of a written MAT file, [11, 11, 3, 4], made large. */
export function claiming(bytes: Uint8Array): Uint8Array {
  return replacedBytes(bytes, int32s(11, 11, 3, 4), int32s(LARGE, LARGE, 1, 1));
}

/** What is a network in no format. */
export function text(): Uint8Array {
  return new TextEncoder().encode('no network '.repeat(20));
}

export function ascii(letters: string): readonly number[] {
  return [...new TextEncoder().encode(letters)];
}

function int32s(...values: number[]): readonly number[] {
  return [...new Uint8Array(Int32Array.from(values).buffer)];
}

/** A copy with a text of MATLAB changed for another as long. */
export function replaced(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const codes = (letters: string) => [
    ...new Uint8Array(Uint16Array.from(letters, (letter) => letter.charCodeAt(0)).buffer),
  ];
  return replacedBytes(bytes, codes(from), codes(to));
}

/** A copy with one stretch of bytes changed for another as long. */
export function replacedBytes(bytes: Uint8Array, from: readonly number[], to: readonly number[]): Uint8Array {
  const at = indexOf(bytes, Uint8Array.from(from));
  if (from.length !== to.length) throw new Error('lengths differ');
  const copy = Uint8Array.from(bytes);
  copy.set(to, at);
  return copy;
}

/** Where numbers stand in a file. */
export function placeOf(
  bytes: Uint8Array,
  numbers: Float32Array,
): { readonly start: number; readonly end: number } {
  const start = indexOf(bytes, new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
  return { start, end: start + numbers.byteLength };
}

function indexOf(bytes: Uint8Array, part: Uint8Array): number {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(part);
  if (at < 0) throw new Error('it does not stand in the file');
  return at;
}
