/** The kinds of picture files that are read. */
export type PictureType = 'jpeg' | 'png' | 'webp' | 'tiff' | 'gif' | 'bmp';

/** Bytes that a file of each type starts with; `undefined` for those that vary. */
const SIGNATURES: readonly { readonly type: PictureType; readonly bytes: readonly (number | undefined)[] }[] =
  [
    { type: 'jpeg', bytes: [0xff, 0xd8, 0xff] },
    { type: 'png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
    { type: 'gif', bytes: [0x47, 0x49, 0x46, 0x38, 0x37, 0x61] },
    { type: 'gif', bytes: [0x47, 0x49, 0x46, 0x38, 0x39, 0x61] },
    {
      type: 'webp',
      bytes: [0x52, 0x49, 0x46, 0x46, undefined, undefined, undefined, undefined, 0x57, 0x45, 0x42, 0x50],
    },
    { type: 'tiff', bytes: [0x49, 0x49, 0x2a, 0x00] },
    { type: 'tiff', bytes: [0x4d, 0x4d, 0x00, 0x2a] },
    { type: 'tiff', bytes: [0x49, 0x49, 0x2b, 0x00] },
    { type: 'tiff', bytes: [0x4d, 0x4d, 0x00, 0x2b] },
    { type: 'bmp', bytes: [0x42, 0x4d] },
  ];

/** The type of a picture file by its first bytes; the name of the file plays no part. Nothing for other content. */
export function pictureType(bytes: Uint8Array): PictureType | undefined {
  return SIGNATURES.find(
    (signature) =>
      bytes.length >= signature.bytes.length &&
      signature.bytes.every((byte, i) => byte === undefined || byte === bytes[i]),
  )?.type;
}
