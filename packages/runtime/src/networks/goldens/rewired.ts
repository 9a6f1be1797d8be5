import { ByteBuffer } from 'flatbuffers';

/** Numbers of fields of the schema's subgraph and operator. */
const SUBGRAPHS = 2;
const SUBGRAPH = { inputs: 1, outputs: 2, operators: 3 } as const;
const OPERATOR = { inputs: 1, outputs: 2 } as const;

/**
 * A TFLite file that begins at another tensor and ends at others: only the operators between them are left. It is made by writing
 * over lists of the file, which get no longer.
 */
export function rewired(bytes: Uint8Array, input: number, outputs: readonly number[]): Uint8Array {
  // Not `slice`: that of a Buffer is no copy.
  const copy = Uint8Array.from(bytes);
  const buffer = new ByteBuffer(copy);
  const list = (table: number, field: number) => {
    const place = buffer.__offset(table, 4 + 2 * field);
    if (place === 0) throw new Error(`the table at ${table} has no list ${field}`);
    return { start: buffer.__vector(table + place), count: buffer.__vector_len(table + place) };
  };
  const numbers = (table: number, field: number): readonly number[] => {
    const { start, count } = list(table, field);
    return Array.from({ length: count }, (_, i) => buffer.readInt32(start + 4 * i));
  };
  const graph = buffer.__indirect(list(buffer.readInt32(0), SUBGRAPHS).start);
  const operators = list(graph, SUBGRAPH.operators);
  const all = Array.from({ length: operators.count }, (_, i) => buffer.__indirect(operators.start + 4 * i));
  const needed = new Set(outputs);
  const kept: number[] = [];
  for (const operator of all.toReversed()) {
    if (!numbers(operator, OPERATOR.outputs).some((tensor) => needed.has(tensor) && tensor !== input)) continue;
    kept.unshift(operator);
    for (const tensor of numbers(operator, OPERATOR.inputs)) needed.add(tensor);
  }
  writeList(buffer, operators.start, kept.map((operator, i) => operator - (operators.start + 4 * i)));
  writeList(buffer, list(graph, SUBGRAPH.inputs).start, [input]);
  writeList(buffer, list(graph, SUBGRAPH.outputs).start, outputs);
  return copy;
}

function writeList(buffer: ByteBuffer, start: number, values: readonly number[]): void {
  if (values.length > buffer.readInt32(start - 4)) throw new RangeError('a list cannot get longer');
  buffer.writeInt32(start - 4, values.length);
  for (const [i, value] of values.entries()) buffer.writeInt32(start + 4 * i, value);
}
