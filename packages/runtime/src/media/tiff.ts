import type { RgbImage } from '@wince/core';

/** Types of the values of a tag (TIFF 6.0, section 2). */
const [SHORT, LONG, UNDEFINED] = [3, 4, 7];

/** A picture as an uncompressed TIFF of 8 bits a channel with a colour profile, from which whoever reads it converts. */
export function tiffOf({ width, height, data }: RgbImage, profile: Uint8Array): Uint8Array {
  const TAGS = 10;
  const directory = 8;
  const bits = directory + 2 + 12 * TAGS + 4;
  const icc = bits + 6;
  const pixels = icc + profile.length + (profile.length % 2);
  const tags: readonly (readonly [tag: number, type: number, count: number, value: number])[] = [
    [256, LONG, 1, width],
    [257, LONG, 1, height],
    [258, SHORT, 3, bits],
    // No compression; colours are red, green and blue.
    [259, SHORT, 1, 1],
    [262, SHORT, 1, 2],
    [273, LONG, 1, pixels],
    [277, SHORT, 1, 3],
    [278, LONG, 1, height],
    [279, LONG, 1, data.length],
    [34_675, UNDEFINED, profile.length, icc],
  ];
  const file = Buffer.alloc(pixels + data.length);
  file.write('II', 'latin1');
  file.writeUInt16LE(42, 2);
  file.writeUInt32LE(directory, 4);
  file.writeUInt16LE(TAGS, directory);
  for (const [i, [tag, type, count, value]] of tags.entries()) {
    const at = directory + 2 + 12 * i;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(type, at + 2);
    file.writeUInt32LE(count, at + 4);
    if (type === SHORT && count === 1) file.writeUInt16LE(value, at + 8);
    else file.writeUInt32LE(value, at + 8);
  }
  for (const channel of [0, 1, 2]) file.writeUInt16LE(8, bits + 2 * channel);
  file.set(profile, icc);
  file.set(data, pixels);
  return file;
}
