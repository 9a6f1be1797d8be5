import protobuf from 'protobufjs/light.js';

/** A field by its number: a whole number, a text, packed floats, bytes, or a message. */
export type Field = readonly [
  number: number,
  value: string | number | Uint8Array | Float32Array | readonly Field[],
];

/** A message of protocol buffers, fields by number. */
export function encode(fields: readonly Field[]): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const [number, value] of fields) {
    if (typeof value === 'number') writer.uint32(number << 3).int64(value);
    else if (typeof value === 'string') writer.uint32((number << 3) | 2).string(value);
    else if (value instanceof Float32Array)
      writer
        .uint32((number << 3) | 2)
        .bytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    else writer.uint32((number << 3) | 2).bytes(value instanceof Uint8Array ? value : encode(value));
  }
  return writer.finish();
}

/** A blob of Caffe as it is today. */
export const blob = (shape: readonly number[], data: readonly number[]): readonly Field[] => [
  [7, shape.map((size): Field => [1, size])],
  [5, Float32Array.from(data)],
];

/** A blob of Caffe's older form. */
export const legacyBlob = ([n, c, h, w]: readonly number[], data: readonly number[]): readonly Field[] => [
  [1, n],
  [2, c],
  [3, h],
  [4, w],
  [5, Float32Array.from(data)],
];
