import { Unzlib, unzlibSync } from 'fflate';
import { matError } from './mat-value.ts';

/**
 * The compressed bytes that are fed at a time. Each may grow a thousandfold before it is looked at: that stays below ten times
 * the variable, or below 70 MB.
 */
const PIECE = { least: 8192, most: 65_536, of: 128 };
/** Networks hardly shrink. A variable that claims to grow by more than this is no network. */
const GROWTH = 8;
const ALWAYS_ALLOWED = 2 ** 20;

/** What is no larger is inflated at once, into its place. The rest goes by pieces: one that is far too long is soon found. */
const AT_ONCE = 2 ** 20;
/** Compressed bytes that are enough for the first eight. */
const HEAD = 1024;

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
  const { bytes, failure } =
    inflatedAtOnce(compressed, isLittleEndian) ?? inflatedByPieces(compressed, isLittleEndian);
  if (bytes.length < 8) {
    throw matError(failure?.reason ?? 'a variable has no header.', { offset }, failure?.cause);
  }
  if (failure) return { bytes, failure };
  const stated = new DataView(compressed.buffer, compressed.byteOffset + compressed.length - 4).getUint32(0);
  if (stated !== adler32(bytes)) throw matError('a variable does not match its checksum.', { offset });
  return { bytes };
}

/** The variable in memory of just its size; nothing where it is large, or does not say its size at once. */
function inflatedAtOnce(compressed: Uint8Array, isLittleEndian: boolean): Inflated | undefined {
  if (compressed.length > AT_ONCE) return undefined;
  const head = filled(compressed.subarray(0, HEAD), 8);
  if (head.bytes.length < 8) return undefined;
  const length = new DataView(head.bytes.buffer).getUint32(4, isLittleEndian) + 8;
  if (length > mostOf(compressed)) return undefined;
  const { bytes, cause } = filled(compressed, length);
  if (cause !== undefined) return { bytes, failure: failureOf(cause) };
  return bytes.length < length ? { bytes, failure: endsEarly(length, bytes.length) } : { bytes };
}

/** As many bytes as there are, up to a length, and why there are not more where something is wrong. */
function filled(compressed: Uint8Array, length: number): { bytes: Uint8Array; cause?: unknown } {
  // Less than a header, a checksum and something between them.
  if (compressed.length < 8) return { bytes: new Uint8Array() };
  const out = new Uint8Array(length);
  try {
    return { bytes: unzlibSync(compressed, { out }) };
  } catch (cause) {
    // How far it came is not said. The last byte that was written differs from one of two grounds at least.
    const end = endOver(out, 0);
    out.fill(255);
    try {
      unzlibSync(compressed, { out });
    } catch {
      // It fails where it failed.
    }
    return { bytes: out.subarray(0, Math.max(end, endOver(out, 255))), cause };
  }
}

/** Behind the last byte that is not what all bytes were before. */
function endOver(bytes: Uint8Array, ground: number): number {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === ground) end -= 1;
  return end;
}

function failureOf(cause: unknown): Inflated['failure'] {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return { reason: `a variable cannot be decompressed: ${reason}.`, cause };
}

function endsEarly(length: number, end: number): Inflated['failure'] {
  return {
    reason:
      length === 0
        ? 'a variable ends within its header.'
        : `a variable needs ${length} bytes, but it ends after ${end}.`,
  };
}

/** As far as the variable goes: what there is of it, and why there is not more. */
function inflatedByPieces(compressed: Uint8Array, isLittleEndian: boolean): Inflated {
  let output: Uint8Array | undefined;
  let head = new Uint8Array();
  let end = 0;
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
      if (stated > mostOf(compressed)) {
        throw new RangeError(`${compressed.length} compressed bytes cannot contain ${stated} bytes`);
      }
      output = new Uint8Array(stated);
      rest = joined;
    }
    if (end + rest.length > output.length)
      throw new RangeError(`it contains more than the stated ${output.length} bytes`);
    output.set(rest, end);
    end += rest.length;
  });
  let failure: Inflated['failure'];
  try {
    // No piece is called the last: that would throw away what a cut one begins with.
    const piece = Math.min(PIECE.most, Math.max(PIECE.least, Math.ceil(compressed.length / PIECE.of)));
    for (let at = 0; at < compressed.length; at += piece) unzlib.push(compressed.subarray(at, at + piece));
  } catch (cause) {
    failure = failureOf(cause);
  }
  const length = output?.length ?? 0;
  if (!failure && (!output || end < length)) failure = endsEarly(length, end);
  return { bytes: output?.subarray(0, end) ?? new Uint8Array(), failure };
}

/** More bytes than compressed weights inflate to. */
function mostOf(compressed: Uint8Array): number {
  return compressed.length * GROWTH + ALWAYS_ALLOWED;
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
