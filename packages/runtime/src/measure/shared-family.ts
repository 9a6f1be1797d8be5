/** Numbers in memory that all worker threads see. */
export function sharedFloats(length: number): Float32Array<SharedArrayBuffer> {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}

/** The values of one feature family over all rows of a run, in memory that all workers share. */
export interface SharedFamily {
  readonly name: string;
  readonly columns: readonly string[];
  /** `rows x columns` float32, row-major; rows without a usable face hold zeros that nobody reads. */
  readonly values: Float32Array<SharedArrayBuffer>;
  /**
   * `rows x columns`: for reference rows that are clips, the median absolute deviation of each column over their frames; 0
   * elsewhere. Null where nothing is normalised.
   */
  readonly spreads: Float32Array<SharedArrayBuffer> | null;
}
