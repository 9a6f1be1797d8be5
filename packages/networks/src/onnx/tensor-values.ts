import { z } from 'zod';
import { elements } from '../graph/shapes.ts';
import { networkError } from '../network-error.ts';
import { type ExternalTensor, type ExternalWeights, externalBytes } from './external-data.ts';
import { integer } from './integer.ts';

const FORMAT = 'ONNX file';

/** Whole numbers of 64 bits, as the decoder has them. */
interface Wide {
  readonly low: number;
  readonly high: number;
}

/** A list that is not copied: it may be as long as the weights. */
const list = <Item>() => z.custom<ArrayLike<Item>>((value) => Array.isArray(value));

/** A tensor as it is decoded: its values stand in one of several fields, or in another file. */
export const tensorMessage = z.looseObject({
  name: z.string().default(''),
  dims: z.array(integer).default([]),
  dataType: z.number().default(0),
  dataLocation: z.number().default(0),
  // A field that is absent reads as an empty list.
  rawData: z.union([z.instanceof(Uint8Array), z.array(z.never()).transform(() => undefined)]).optional(),
  floatData: list<number>(),
  int32Data: list<number>(),
  int64Data: list<number | Wide>(),
  doubleData: list<number>(),
  uint64Data: list<number | Wide>(),
  stringData: z.array(z.instanceof(Uint8Array)),
  externalData: z.array(z.looseObject({ key: z.string().default(''), value: z.string().default('') })),
});

type TensorMessage = z.infer<typeof tensorMessage>;

/** A tensor whose values stand in `rawData`; one of texts keeps its texts. */
export interface RawTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly rawData?: Uint8Array;
  readonly stringData?: readonly Uint8Array[];
  /** Where its bytes lie, where they stay in another file. */
  readonly dataLocation?: number;
  readonly externalData?: ExternalTensor['externalData'];
}

type Field = 'floatData' | 'int32Data' | 'int64Data' | 'doubleData' | 'uint64Data' | 'stringData';
const FIELDS = ['floatData', 'int32Data', 'int64Data', 'doubleData', 'uint64Data', 'stringData'] as const;

/** How the file's own format calls a field. */
const NAMES: Readonly<Record<Field, string>> = {
  floatData: 'float_data',
  int32Data: 'int32_data',
  int64Data: 'int64_data',
  doubleData: 'double_data',
  uint64Data: 'uint64_data',
  stringData: 'string_data',
};

interface ElementType {
  readonly name: string;
  /** Of an element. */
  readonly bits: number;
  /** Where its values stand if they are not raw. */
  readonly field: Field;
}

/**
 * Types of elements by their numbers.
 *
 * @source `TensorProto.DataType` and the remarks on its fields in ONNX's protocol buffer definition
 */
export const ELEMENT_TYPES: ReadonlyMap<number, ElementType> = new Map([
  [1, { name: 'float', bits: 32, field: 'floatData' }],
  [2, { name: 'uint8', bits: 8, field: 'int32Data' }],
  [3, { name: 'int8', bits: 8, field: 'int32Data' }],
  [4, { name: 'uint16', bits: 16, field: 'int32Data' }],
  [5, { name: 'int16', bits: 16, field: 'int32Data' }],
  [6, { name: 'int32', bits: 32, field: 'int32Data' }],
  [7, { name: 'int64', bits: 64, field: 'int64Data' }],
  [8, { name: 'string', bits: 0, field: 'stringData' }],
  [9, { name: 'bool', bits: 8, field: 'int32Data' }],
  [10, { name: 'float16', bits: 16, field: 'int32Data' }],
  [11, { name: 'double', bits: 64, field: 'doubleData' }],
  [12, { name: 'uint32', bits: 32, field: 'uint64Data' }],
  [13, { name: 'uint64', bits: 64, field: 'uint64Data' }],
  [16, { name: 'bfloat16', bits: 16, field: 'int32Data' }],
  [17, { name: 'float8e4m3fn', bits: 8, field: 'int32Data' }],
  [18, { name: 'float8e4m3fnuz', bits: 8, field: 'int32Data' }],
  [19, { name: 'float8e5m2', bits: 8, field: 'int32Data' }],
  [20, { name: 'float8e5m2fnuz', bits: 8, field: 'int32Data' }],
  // Two in a byte.
  [21, { name: 'uint4', bits: 4, field: 'int32Data' }],
  [22, { name: 'int4', bits: 4, field: 'int32Data' }],
] as const);

/** Where values may be below zero: of others the bits are given. */
const SIGNED = new Set(['int8', 'int16', 'int32']);

/** Bytes of so many elements. */
export function bytesOfElements(count: number, bits: number): number {
  return Math.ceil((count * bits) / 8);
}

/**
 * The same tensor with its values as bytes, wherever the file has them.
 *
 * @param external reads what lies in files beside, or leaves it there
 * @throws WinceError `bad-network-file`, `unsupported-layer` with the name of the tensor
 */
export function rawTensor(message: TensorMessage, external: ExternalWeights | undefined): RawTensor {
  const { name, dims, dataType } = message;
  const type = ELEMENT_TYPES.get(dataType);
  if (!type) {
    const text = `the tensor has elements of the type ${dataType}, which cannot be read.`;
    throw networkError('unsupported-layer', FORMAT, text, { layer: name });
  }
  const described = { name, dims, dataType };
  const count = elements(dims);
  if (!dims.every((size) => Number.isSafeInteger(size) && size >= 0) || !Number.isSafeInteger(count))
    throw badTensor(message, `the tensor has the shape [${dims.join(', ')}]`);
  const given = FIELDS.filter((field) => message[field].length > 0);
  const isExternal = message.dataLocation !== 0;
  const isRaw = message.rawData !== undefined && (message.rawData.length > 0 || given.length === 0);
  if (Number(isExternal) + Number(isRaw) + given.length > 1)
    throw badTensor(message, 'the tensor has its values in more than one place');
  if (type.field === 'stringData') {
    if (message.stringData.length !== count || isExternal || isRaw) throw badCount(message, given);
    return { ...described, stringData: message.stringData };
  }
  const length = bytesOfElements(count, type.bits);
  if (isExternal) {
    if (external !== 'kept') return { ...described, rawData: externalBytes(message, length, external) };
    return { ...described, dataLocation: message.dataLocation, externalData: message.externalData };
  }
  if (isRaw) {
    if (message.rawData?.length !== length) throw badCount(message, given);
    return { ...described, rawData: message.rawData };
  }
  const [field = type.field] = given;
  if (field !== type.field)
    throw badTensor(
      message,
      `the tensor of ${type.name} has its values in ${NAMES[field]}, which is not for them`,
    );
  // Elements of less than a byte are packed: a value of the field is a byte.
  const values = type.bits < 8 ? length : count;
  if (message[field].length !== values) throw badCount(message, given);
  return { ...described, rawData: bytesOf(message, type, length) };
}

function bytesOf(message: TensorMessage, type: ElementType, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  const { field, bits } = type;
  if (field === 'floatData') {
    const { floatData } = message;
    for (let i = 0; i < floatData.length; i++) view.setFloat32(4 * i, floatData[i], true);
  } else if (field === 'doubleData') {
    const { doubleData } = message;
    for (let i = 0; i < doubleData.length; i++) view.setFloat64(8 * i, doubleData[i], true);
  } else if (field === 'int32Data') {
    writeNarrow(message, type, view);
  } else if (field === 'int64Data' || field === 'uint64Data') {
    const values = message[field];
    for (let i = 0; i < values.length; i++) {
      const { low, high } = wide(values[i]);
      view.setInt32((bits / 8) * i, low, true);
      if (bits === 64) view.setInt32(8 * i + 4, high, true);
      else if (high !== 0) throw badTensor(message, `${describe(values[i])} is not of the type ${type.name}`);
    }
  }
  return bytes;
}

function writeNarrow(message: TensorMessage, type: ElementType, view: DataView): void {
  const { int32Data } = message;
  const width = Math.max(1, type.bits / 8);
  const least = SIGNED.has(type.name) ? -(2 ** (8 * width - 1)) : 0;
  const most = type.name === 'bool' ? 1 : SIGNED.has(type.name) ? -least - 1 : 2 ** (8 * width) - 1;
  for (let i = 0; i < int32Data.length; i++) {
    const value = int32Data[i];
    if (!(value >= least && value <= most))
      throw badTensor(message, `${value} is not of the type ${type.name}`);
    if (width === 1) view.setUint8(i, value & 0xff);
    else if (width === 2) view.setUint16(2 * i, value & 0xffff, true);
    else view.setInt32(4 * i, value, true);
  }
}

function wide(value: number | Wide): Wide {
  if (typeof value === 'object') return value;
  return { low: value | 0, high: Math.floor(value / 2 ** 32) };
}

function describe(value: number | Wide): string {
  return typeof value === 'number' ? String(value) : String(value.high * 2 ** 32 + (value.low >>> 0));
}

function badCount(message: TensorMessage, given: readonly Field[]) {
  const { dims, rawData } = message;
  const found =
    given.length > 0
      ? given.map((field) => `${message[field].length} values in ${NAMES[field]}`).join(', ')
      : `${rawData?.length ?? 0} bytes`;
  return badTensor(
    message,
    `the tensor [${dims.join(', ')}] needs ${elements(dims)} values, but it contains ${found}`,
  );
}

function badTensor({ name }: TensorMessage, reason: string) {
  return networkError('bad-network-file', FORMAT, `${reason}.`, { layer: name });
}
