import { Unzlib } from 'fflate';
import { matError } from './mat-value.ts';

/** The compressed bytes that are fed at a time: what they can grow to stays small. */
const PIECE = 65_536;
/** Networks hardly shrink. A variable that claims to grow by more than this is no network. */
const GROWTH = 8;
const ALWAYS_ALLOWED = 2 ** 20;

/** A variable, and why it ends before it should where it does. */
export interface Inflated {
  readonly bytes: Uint8Array;
  readonly failure?: { readonly reason: string; readonly cause?: unknown };
}

/**
 * Inflates one variable of a MAT file, whose first eight bytes state how long the rest is. Its checksum is verified.
 *
 * Of a variable that is cut off or damaged this gives what comes before: it tells in which layer the file ends.
 *
 * @param offset of the compressed bytes in the file, for messages
 * @throws WinceError `bad-network-file` where nothing of it can be used
 */
export function inflated(compressed: Uint8Array, isLittleEndian: boolean, offset: number): Inflated {
  let output: Uint8Array | undefined;
  let head = new Uint8Array();
  let filled = 0;
  const unzlib = new Unzlib((chunk) => {
    let rest = chunk;
    if (!output) {
      const joined = new Uint8Array(head.length + rest.length);
      joined.set(head);
      joined.set(rest, head.length);
      if (joined.length < 8) {
        head = joined;
        return;
      }
      const stated = new DataView(joined.buffer).getUint32(4, isLittleEndian) + 8;
      if (stated > compressed.length * GROWTH + ALWAYS_ALLOWED) {
        throw new RangeError(`${compressed.length} bytes claim to hold ${stated}`);
      }
      output = new Uint8Array(stated);
      rest = joined;
    }
    if (filled + rest.length > output.length)
      throw new RangeError(`more than the stated ${output.length} bytes`);
    output.set(rest, filled);
    filled += rest.length;
  });
  let failure: Inflated['failure'];
  try {
    // No piece is called the last: that would throw away what a cut one begins with.
    for (let at = 0; at < compressed.length; at += PIECE) unzlib.push(compressed.subarray(at, at + PIECE));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    failure = { reason: `a variable cannot be inflated: ${reason}.`, cause };
  }
  const length = output?.length ?? 0;
  if (!failure && (!output || filled < length)) {
    failure = { reason: `a variable of ${length} bytes ends after ${filled}.` };
  }
  if (!output || filled < 8) {
    throw matError(failure?.reason ?? 'a variable without a header.', { offset }, failure?.cause);
  }
  if (failure) return { bytes: output.subarray(0, filled), failure };
  const stated = new DataView(compressed.buffer, compressed.byteOffset + compressed.length - 4).getUint32(0);
  if (stated !== adler32(output)) throw matError('a variable does not match its checksum.', { offset });
  return { bytes: output };
}

/** @source RFC 1950, section 9 */
function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let start = 0; start < bytes.length; ) {
    // As many as 32 bits hold before a remainder must be taken.
    const end = Math.min(start + 3800, bytes.length);
    for (; start < end; start++) {
      a += bytes[start];
      b += a;
    }
    a %= 65_521;
    b %= 65_521;
  }
  return b * 65_536 + a;
}
