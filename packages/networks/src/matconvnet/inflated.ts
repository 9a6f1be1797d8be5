import { Unzlib } from 'fflate';
import { matError } from './mat-value.ts';

/** The compressed bytes that are fed at a time: what they can grow to stays small. */
const PIECE = 65_536;
/** Networks hardly shrink. A variable that claims to grow by more than this is no network. */
const GROWTH = 8;
const ALWAYS_ALLOWED = 2 ** 20;

/**
 * Inflates one variable of a MAT file, whose first eight bytes state how long the rest is. Its checksum is verified.
 *
 * @param offset of the compressed bytes in the file, for messages
 * @throws WinceError `bad-network-file`
 */
export function inflated(compressed: Uint8Array, isLittleEndian: boolean, offset: number): Uint8Array {
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
  try {
    for (let at = 0; at < compressed.length; at += PIECE) {
      unzlib.push(compressed.subarray(at, at + PIECE), at + PIECE >= compressed.length);
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw matError(`a variable cannot be inflated: ${reason}.`, { offset }, cause);
  }
  if (!output || filled < output.length) {
    throw matError(`a variable of ${output?.length ?? 0} bytes ends after ${filled}.`, { offset });
  }
  const stated = new DataView(compressed.buffer, compressed.byteOffset + compressed.length - 4).getUint32(0);
  if (stated !== adler32(output)) throw matError('a variable does not match its checksum.', { offset });
  return output;
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
