/** Segments that decoding needs. APP14 is Adobe's, which says how colours are coded; all other APPn carry metadata. */
const APP14 = 0xee;

/**
 * A JPEG without its metadata: EXIF, GPS, XMP, ICC, thumbnails and comments are taken out, and so is whatever follows
 * the picture in the file. The picture itself is not decoded and stays as it is, bit for bit.
 *
 * @param bytes a complete JPEG (baseline or progressive)
 * @throws Error when the bytes are no JPEG or end early: a report embeds nothing else.
 * @source ITU-T T.81 (1992), annex B: markers and segments
 */
export function withoutMetadata(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw new Error('a face of the report is not a JPEG');
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  let at = 2;
  for (;;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined) throw new Error('a face of the report is a damaged JPEG');
    if (marker === 0xd9) {
      kept.push(bytes.subarray(at, at + 2));
      return joined(kept);
    }
    const end = at + 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
    if (!(end <= bytes.length)) throw new Error('a face of the report is a damaged JPEG');
    if (!isMetadata(marker)) kept.push(bytes.subarray(at, end));
    at = end;
    if (marker === 0xda) {
      const next = endOfScan(bytes, at);
      kept.push(bytes.subarray(at, next));
      at = next;
    }
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function isMetadata(marker: number): boolean {
  return (marker >= 0xe0 && marker <= 0xef && marker !== APP14) || marker === 0xfe;
}

/** The first marker behind coded data: there, FF is followed by 00 (stuffed) or by a restart marker. */
function endOfScan(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length) {
    const next = bytes[at + 1];
    if (bytes[at] === 0xff && next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at;
    at++;
  }
  return at;
}
