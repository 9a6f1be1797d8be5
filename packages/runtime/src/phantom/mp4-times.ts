/** Boxes of an MP4 that hold boxes on the way to those that name a time. */
const CONTAINERS = new Set(['moov', 'trak', 'mdia']);
/** Boxes whose body begins with version, flags, creation time, modification time. */
const TIMED = new Set(['mvhd', 'tkhd', 'mdhd']);

/**
 * Sets the creation and modification times of an MP4 to nought, in place: the muxer writes the clock, and the same
 * phantom must have the same bytes.
 *
 * @throws RangeError when a box is longer than what holds it
 * @source ISO/IEC 14496-12, 8.2.2, 8.3.2 and 8.4.2
 */
export function clearTimes(bytes: Uint8Array): void {
  clearWithin(bytes, 0, bytes.length);
}

function clearWithin(bytes: Uint8Array, from: number, to: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = from;
  while (at + 8 <= to) {
    const { header, length } = boxAt(view, at, to);
    const kind = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const body = at + header;
    if (CONTAINERS.has(kind)) clearWithin(bytes, body, at + length);
    else if (TIMED.has(kind)) bytes.fill(0, body + 4, body + 4 + (bytes[body] === 1 ? 16 : 8));
    at += length;
  }
}

function boxAt(view: DataView, at: number, to: number): { header: number; length: number } {
  const short = view.getUint32(at);
  const header = short === 1 ? 16 : 8;
  const length = short === 1 ? Number(view.getBigUint64(at + 8)) : short === 0 ? to - at : short;
  if (length < header || at + length > to)
    throw new RangeError(`a box at byte ${at} is longer than what holds it`);
  return { header, length };
}
