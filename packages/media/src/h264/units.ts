/** The parameter sets in an avcC (ISO 14496-15, 5.3.3.1). */
export function* unitsOfConfiguration(extra: Uint8Array): Generator<Uint8Array> {
  let at = 5;
  for (const mask of [31, 255]) {
    const count = (extra[at++] ?? 0) & mask;
    for (let i = 0; i < count && at + 2 <= extra.length; i++) {
      const length = extra[at] * 256 + extra[at + 1];
      if (length > 0) yield extra.subarray(at + 2, at + 2 + length);
      at += 2 + length;
    }
  }
}

/** Units of H.264 or HEVC with their lengths in front, as MP4 and Matroska have them. */
export function* unitsWithLengths(packet: Uint8Array, lengthBytes: number): Generator<Uint8Array> {
  for (let at = 0; at + lengthBytes < packet.length; ) {
    let length = 0;
    for (let i = 0; i < lengthBytes; i++) length = length * 256 + packet[at + i];
    at += lengthBytes;
    if (length > 0) yield packet.subarray(at, at + length);
    at += length;
  }
}

/** Units of H.264 or HEVC behind start codes, as streams have them. */
export function* unitsWithStartCodes(bytes: Uint8Array): Generator<Uint8Array> {
  let first = -1;
  for (let at = 0; at + 3 <= bytes.length; at++) {
    if (bytes[at] !== 0 || bytes[at + 1] !== 0 || bytes[at + 2] !== 1) continue;
    if (first >= 0 && at > first) yield bytes.subarray(first, at);
    first = at + 3;
    at += 2;
  }
  if (first >= 0 && first < bytes.length) yield bytes.subarray(first);
}
