/** How a packet begins, of codecs whose sign does not come about by chance: DTS in its four forms, DTS-HD, IEC 61937, TrueHD. */
const SIGNS = [
  ...['7ffe8001', 'fe7f0180', '1fffe800', 'ff1f00e8', '64582025'],
  ...['72f81f4e', 'f8724e1f', 'f8726fba', 'f8726fbb'],
].map((sign) => Buffer.from(sign, 'hex'));

/** How sound of other codecs begins: AC-3 in both orders of bytes, LOAS, MP3 behind a tag. */
const BEGINNINGS = ['0b77', '770b', '56e0', '494433'].map((sign) => Buffer.from(sign, 'hex'));

/**
 * Whether samples of 16 bits may be packets of a codec, as some recorders and discs have them: libav then looks for the codec. A wrong yes
 * costs time alone.
 *
 * @param bytes the first ones
 * @source ETSI TS 102 114, 5.3.1; ETSI TS 102 366, 4.4.1; ISO/IEC 11172-3, 2.4.2.3; IEC 61937-1, 6.1
 */
export function holdsPackets(bytes: Uint8Array): boolean {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sounding = all.subarray(
    Math.max(
      0,
      all.findIndex((byte) => byte !== 0),
    ),
  );
  // MP3 and AAC begin with 11 and 12 ones.
  if (sounding.length > 1 && sounding[0] === 0xff && sounding[1] >= 0xe0) return true;
  if (BEGINNINGS.some((sign) => sounding.subarray(0, sign.length).equals(sign))) return true;
  return SIGNS.some((sign) => all.includes(sign));
}
