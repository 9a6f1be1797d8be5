import { elements } from '../graph/shapes.ts';
import { readBinary } from './binary.ts';
import { blobOf } from './blobs.ts';
import { caffeError } from './message.ts';
import { blobProto } from './schema.ts';

/** An average picture: [channels, height, width], channels in the order of the net (BGR as a rule), 0 to 255. */
export interface MeanImage {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/**
 * Reads a `.binaryproto` with the picture that is to be subtracted.
 *
 * @throws WinceError `bad-network-file` with the byte
 */
export function readCaffeMean(bytes: Uint8Array): MeanImage {
  const blob = blobOf(readBinary(bytes, blobProto), 'mean');
  const dims = blob.dims.length === 4 && blob.dims[0] === 1 ? blob.dims.slice(1) : blob.dims;
  if (dims.length !== 3 || elements(dims) === 0)
    throw caffeError(
      `the mean picture has the shape [${blob.dims.join(', ')}], but [channels, height, width] is expected.`,
      blob.place,
    );
  return { dims, data: blob.read() };
}
