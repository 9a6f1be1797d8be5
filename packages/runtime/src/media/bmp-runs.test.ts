import { expect, test } from 'vitest';
import { decodePicture } from './picture.ts';

const COLOURS = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [9, 9, 9],
];

/** A picture of 4 x 2 pixels whose rows are runs, from the bottom. */
function bmp(bits: 4 | 8, runs: readonly number[], size: readonly [number, number] = [4, 2]): Buffer {
  const file = Buffer.alloc(54 + 4 * COLOURS.length);
  file.write('BM');
  const start = file.length;
  for (const [at, value] of [
    [2, start + runs.length],
    [10, start],
    [14, 40],
    [18, size[0]],
    [22, size[1]],
    [30, bits === 8 ? 1 : 2],
    [34, runs.length],
    [46, COLOURS.length],
  ])
    file.writeUInt32LE(value, at);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(bits, 28);
  for (const [i, [red, green, blue]] of COLOURS.entries()) file.set([blue, green, red], 54 + 4 * i);
  return Buffer.concat([file, Buffer.from(runs)]);
}

const [LINE, END] = [
  [0, 0],
  [0, 1],
];

/** The upper row is of the third colour; the lower one has the first two. */
const WANTED = [2, 2, 2, 2, 0, 0, 1, 1];

test.each<[string, 4 | 8, readonly number[], readonly number[]]>([
  ['8 bits', 8, [2, 0, 2, 1, ...LINE, 4, 2, ...END], WANTED],
  ['8 bits, with a line end behind the last row', 8, [2, 0, 2, 1, ...LINE, 4, 2, ...LINE, ...END], WANTED],
  ['8 bits, without an end', 8, [2, 0, 2, 1, ...LINE, 4, 2], WANTED],
  [
    '8 bits, pixels one by one',
    8,
    [0, 4, 0, 0, 1, 1, ...LINE, 0, 3, 2, 2, 2, 0, 1, 2, ...LINE, ...END],
    WANTED,
  ],
  ['8 bits, a leap', 8, [2, 1, 0, 2, 1, 1, 1, 2, ...END], [0, 0, 0, 2, 1, 1, 0, 0]],
  ['4 bits', 4, [4, 0x01, ...LINE, 4, 0x23, ...LINE, ...END], [2, 3, 2, 3, 0, 1, 0, 1]],
  ['4 bits, pixels one by one', 4, [0, 4, 0x00, 0x11, ...LINE, 4, 0x22, ...LINE, ...END], WANTED],
])('a BMP of runs: %s', async (_, bits, runs, wanted) => {
  const { image, type } = await decodePicture(bmp(bits, runs));
  expect([type, image.width, image.height]).toEqual(['bmp', 4, 2]);
  expect([...image.data]).toEqual(wanted.flatMap((index) => COLOURS[index]));
});

test.each([
  ['is cut off', [2, 0, 2, 1, ...LINE, 2, 2]],
  ['has more rows than it states', [4, 0, ...LINE, 4, 1, ...LINE, 4, 2, ...END]],
  ['ends within pixels', [0, 4, 0, 0]],
])('a BMP of runs that %s is damaged', async (_, runs) => {
  await expect(decodePicture(bmp(8, runs))).rejects.toMatchObject({ code: 'damaged-picture' });
});
