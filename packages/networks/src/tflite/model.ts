import { type FilePlace, networkError } from '../network-error.ts';
import { type FlatTable, FORMAT, NO_TABLE, rootTable } from './table.ts';

/** What goes from operator to operator, or a constant. */
export interface TfliteTensor {
  /** The file's own name, or one that is made of its number where the file has none or the same twice. */
  readonly name: string;
  /** With the batch in front. */
  readonly shape: readonly number[];
  /** By its number in the schema. */
  readonly type: number;
  /** Values of a constant; empty where it is computed. */
  readonly bytes: Uint8Array;
  /** Whether integers stand for numbers by a scale. */
  readonly isQuantised: boolean;
  /** Whether only values that are not 0 are stored. */
  readonly isSparse: boolean;
}

export interface TfliteOperator {
  /** By its name in the schema; `custom` for one that the schema does not know. */
  readonly operator: string;
  readonly version: number;
  /** Numbers of tensors; -1 where an input is left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options: FlatTable;
  /** The options of a custom operator, as a flexbuffer. */
  readonly customOptions: Uint8Array;
  /** Its first output, by which errors name it. */
  readonly place: FilePlace;
}

export interface TfliteModel {
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/**
 * Operators in the order of their numbers.
 *
 * @source `BuiltinOperator` of the TensorFlow Lite schema, version 3
 */
const OPERATORS =
  `ADD AVERAGE_POOL_2D CONCATENATION CONV_2D DEPTHWISE_CONV_2D DEPTH_TO_SPACE DEQUANTIZE EMBEDDING_LOOKUP FLOOR
  FULLY_CONNECTED HASHTABLE_LOOKUP L2_NORMALIZATION L2_POOL_2D LOCAL_RESPONSE_NORMALIZATION LOGISTIC LSH_PROJECTION LSTM
  MAX_POOL_2D MUL RELU RELU_N1_TO_1 RELU6 RESHAPE RESIZE_BILINEAR RNN SOFTMAX SPACE_TO_DEPTH SVDF TANH CONCAT_EMBEDDINGS
  SKIP_GRAM CALL CUSTOM EMBEDDING_LOOKUP_SPARSE PAD UNIDIRECTIONAL_SEQUENCE_RNN GATHER BATCH_TO_SPACE_ND SPACE_TO_BATCH_ND
  TRANSPOSE MEAN SUB DIV SQUEEZE UNIDIRECTIONAL_SEQUENCE_LSTM STRIDED_SLICE BIDIRECTIONAL_SEQUENCE_RNN EXP TOPK_V2 SPLIT
  LOG_SOFTMAX DELEGATE BIDIRECTIONAL_SEQUENCE_LSTM CAST PRELU MAXIMUM ARG_MAX MINIMUM LESS NEG PADV2 GREATER GREATER_EQUAL
  LESS_EQUAL SELECT SLICE SIN TRANSPOSE_CONV SPARSE_TO_DENSE TILE EXPAND_DIMS EQUAL NOT_EQUAL LOG SUM SQRT RSQRT SHAPE POW
  ARG_MIN FAKE_QUANT REDUCE_PROD REDUCE_MAX PACK LOGICAL_OR ONE_HOT LOGICAL_AND LOGICAL_NOT UNPACK REDUCE_MIN FLOOR_DIV
  REDUCE_ANY SQUARE ZEROS_LIKE FILL FLOOR_MOD RANGE RESIZE_NEAREST_NEIGHBOR LEAKY_RELU SQUARED_DIFFERENCE MIRROR_PAD ABS
  SPLIT_V UNIQUE CEIL REVERSE_V2 ADD_N GATHER_ND COS WHERE RANK ELU REVERSE_SEQUENCE MATRIX_DIAG QUANTIZE MATRIX_SET_DIAG
  ROUND HARD_SWISH IF WHILE NON_MAX_SUPPRESSION_V4 NON_MAX_SUPPRESSION_V5 SCATTER_ND SELECT_V2 DENSIFY SEGMENT_SUM
  BATCH_MATMUL`.split(/\s+/);

const CUSTOM = OPERATORS.indexOf('CUSTOM');

/** Numbers of fields, by the tables of the schema. */
const MODEL = { codes: 1, subgraphs: 2, buffers: 4 } as const;
const CODE = { deprecated: 0, custom: 1, version: 2, builtin: 3 } as const;
const SUBGRAPH = { tensors: 0, inputs: 1, outputs: 2, operators: 3 } as const;
const TENSOR = { shape: 0, type: 1, buffer: 2, name: 3, quantisation: 4, sparsity: 6, signature: 7 } as const;
const OPERATOR = { code: 0, inputs: 1, outputs: 2, options: 4, customOptions: 5 } as const;
const QUANTISATION = { scale: 2 } as const;

/** The first subgraph of a TFLite file as plain data. @throws WinceError `bad-network-file` with the byte */
export function readTfliteModel(bytes: Uint8Array): TfliteModel {
  const root = rootTable(bytes);
  const codes = root.tables(MODEL.codes).map(operatorName);
  const buffers = root.tables(MODEL.buffers);
  const [subgraph] = root.tables(MODEL.subgraphs);
  if (!subgraph) throw bad('the file has no subgraph', root);
  const tables = subgraph.tables(SUBGRAPH.tensors);
  const names = namesOf(tables);
  const tensors = tables.map((table, i): TfliteTensor => {
    const buffer = buffers[table.integer(TENSOR.buffer)];
    if (!buffer) throw bad(`the tensor "${names[i]}" names a buffer that the file does not have`, table);
    return {
      name: names[i],
      shape: openShape(table),
      type: table.byte(TENSOR.type),
      bytes: buffer.bytes(0),
      isQuantised: (table.table(TENSOR.quantisation)?.integers(QUANTISATION.scale).length ?? 0) > 0,
      isSparse: table.table(TENSOR.sparsity) !== undefined,
    };
  });
  const known = (numbers: readonly number[], table: FlatTable): readonly number[] => {
    const missing = numbers.find((number) => number < -1 || number >= tensors.length);
    if (missing !== undefined)
      throw bad(`tensor ${missing} is named, but the file has ${tensors.length} tensors`, table);
    return numbers;
  };
  const operators = subgraph.tables(SUBGRAPH.operators).map((table): TfliteOperator => {
    const code = codes[table.integer(OPERATOR.code)];
    if (!code) throw bad('an operator has a code that the file does not have', table);
    const outputs = known(table.integers(OPERATOR.outputs), table);
    return {
      ...code,
      inputs: known(table.integers(OPERATOR.inputs), table),
      outputs,
      options: table.table(OPERATOR.options) ?? NO_TABLE,
      customOptions: table.bytes(OPERATOR.customOptions),
      place: { layer: tensors[outputs[0]]?.name, offset: table.offset },
    };
  });
  return {
    tensors,
    operators,
    inputs: known(subgraph.integers(SUBGRAPH.inputs), subgraph),
    outputs: known(subgraph.integers(SUBGRAPH.outputs), subgraph),
  };
}

function operatorName(table: FlatTable): { readonly operator: string; readonly version: number } {
  // Numbers below 127 stood in a field of one byte at first, and many writers fill that one alone.
  const number = Math.max(table.byte(CODE.deprecated), table.integer(CODE.builtin));
  const operator = number === CUSTOM ? table.text(CODE.custom) : (OPERATORS[number] ?? `number ${number}`);
  return { operator, version: table.integer(CODE.version, 1) };
}

/** Sides that the file leaves open are -1, as its signature has them. */
function openShape(table: FlatTable): readonly number[] {
  const shape = table.integers(TENSOR.shape);
  const signature = table.integers(TENSOR.signature);
  return signature.length === shape.length
    ? shape.map((side, i) => (i > 0 && signature[i] < 0 ? -1 : side))
    : shape;
}

function namesOf(tables: readonly FlatTable[]): readonly string[] {
  const given = tables.map((table) => table.text(TENSOR.name));
  const counts = new Map<string, number>();
  for (const name of given) counts.set(name, (counts.get(name) ?? 0) + 1);
  return given.map((name, i) =>
    name === '' ? `tensor-${i}` : counts.get(name) === 1 ? name : `${name}/${i}`,
  );
}

function bad(message: string, { offset }: FlatTable) {
  return networkError('bad-network-file', FORMAT, `${message}.`, { offset });
}
