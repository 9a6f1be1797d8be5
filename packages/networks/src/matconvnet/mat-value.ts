import { type FilePlace, networkError } from '../network-error.ts';

export const FORMAT = 'MatConvNet network';

/** A value of MATLAB, from a file of either kind, and where it begins there. */
export type MatValue = (MatNumbers | MatText | MatCells | MatStruct | MatOther) & {
  readonly place?: FilePlace;
};

/** Numbers, column-major: the first index runs fastest. */
export interface MatNumbers {
  readonly kind: 'numbers';
  readonly dims: readonly number[];
  readonly data: Float32Array | Float64Array;
}

export interface MatText {
  readonly kind: 'text';
  readonly text: string;
}

export interface MatCells {
  readonly kind: 'cells';
  readonly cells: readonly MatValue[];
}

/** One struct, or several with the same fields: each field has as many values as there are structs. */
export interface MatStruct {
  readonly kind: 'struct';
  readonly count: number;
  readonly fields: ReadonlyMap<string, readonly MatValue[]>;
}

/** Something that no network is made of: a function, a sparse matrix, an object. */
export interface MatOther {
  readonly kind: 'other';
  readonly what: string;
}

export const EMPTY: MatNumbers = { kind: 'numbers', dims: [0, 0], data: new Float64Array() };

/** A field of a struct, or nothing where it is absent or an empty matrix. */
export function field(value: MatValue | undefined, name: string, index = 0): MatValue | undefined {
  const found = value?.kind === 'struct' ? value.fields.get(name)?.[index] : undefined;
  const isEmpty = found?.kind === 'numbers' && found.data.length === 0;
  return isEmpty ? undefined : found;
}

export function text(value: MatValue | undefined): string | undefined {
  return value?.kind === 'text' ? value.text : undefined;
}

export function numbersOf(value: MatValue | undefined): MatNumbers | undefined {
  return value?.kind === 'numbers' && value.data.length > 0 ? value : undefined;
}

/** The values of a cell array; a value that stands alone is taken for an array of one. */
export function cells(value: MatValue | undefined): readonly MatValue[] {
  if (value === undefined || (value.kind === 'numbers' && value.data.length === 0)) return [];
  return value.kind === 'cells' ? value.cells : [value];
}

/** What a layer is called that has no name, by its number from 0. */
export function nameless(index: number): string {
  return `layer${index + 1}`;
}

export function matError(message: string, place: FilePlace = {}, cause?: unknown) {
  return networkError('bad-network-file', FORMAT, message, place, cause);
}

export function unknownToMat(message: string, place: FilePlace = {}) {
  return networkError('unsupported-layer', FORMAT, message, place);
}
