/** Numbers in memory that all worker threads see. */
export function sharedFloats(length: number): Float32Array<SharedArrayBuffer> {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}

/** The values of one feature family over all pictures of a run, in memory that all workers share. */
export interface SharedFamily {
  readonly name: string;
  readonly columns: readonly string[];
  /** `pictures x columns` float32, row-major; rows of pictures without a face hold zeros that nobody reads. */
  readonly values: Float32Array<SharedArrayBuffer>;
}
