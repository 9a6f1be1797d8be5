import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { WinceError } from '@wince/core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import goldens from './goldens/pictures.json' with { type: 'json' };
import { decodePicture } from './picture.ts';
import { probePicture } from './probe.ts';

const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
const golden = (type: string, name: string): Uint8Array => {
  const found = goldens.pictures.find((picture) => picture.type === type && picture.name === name);
  if (!found) throw new Error(`no golden ${type} ${name}`);
  return bytes(found.file);
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-picture-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('pictures that are read', () => {
  test.each(goldens.pictures)('$type: $name', async (picture) => {
    const { image, type } = await decodePicture(bytes(picture.file));
    expect(type).toBe(picture.type);
    expect([image.width, image.height]).toEqual([picture.width, picture.height]);
    const expected = bytes(picture.pixels);
    expect(image.data.length).toBe(expected.length);
    let most = 0;
    for (let i = 0; i < expected.length; i++) most = Math.max(most, Math.abs(image.data[i] - expected[i]));
    expect(most).toBeLessThanOrEqual(picture.tolerance);
  });

  test('a colour profile is converted to sRGB', async () => {
    const plain = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#c06040' } })
      .png()
      .toBuffer();
    const wide = await sharp(plain).withIccProfile('p3').png().toBuffer();
    // The numbers in the file differ from those of sRGB: without the conversion they would come through.
    const stored = await sharp(wide, { ignoreIcc: true }).raw().toBuffer();
    expect(Math.abs(stored[0] - 0xc0)).toBeGreaterThan(5);
    const { image } = await decodePicture(wide);
    for (const [channel, value] of [0xc0, 0x60, 0x40].entries()) {
      expect(Math.abs(image.data[channel] - value)).toBeLessThanOrEqual(2);
    }
  });

  test('the name of the file plays no part', async () => {
    const path = join(folder, 'really-a-bitmap.jpg');
    await writeFile(path, golden('bmp', '8 bits with a palette'));
    expect((await decodePicture(path)).type).toBe('bmp');
  });

  test('the same bytes give the same pixels', async () => {
    const file = golden('jpeg', 'colour');
    expect((await decodePicture(file)).image.data).toEqual((await decodePicture(file)).image.data);
  });
});

/** A TIFF of samples with fractions (SampleFormat 3), rows from the top. */
function floatTiff(values: Float32Array, width: number, samples: number): Buffer {
  const height = values.length / width / samples;
  const [directory, COUNT] = [8, 10];
  const extra = directory + 2 + 12 * COUNT + 4;
  const pixels = extra + 16;
  const [short, long] = [3, 4];
  const tags = [
    ...[[256, long, 1, width] as const, [257, long, 1, height] as const],
    [258, short, samples, samples === 1 ? 32 : extra] as const,
    ...[[259, short, 1, 1] as const, [262, short, 1, samples === 1 ? 1 : 2] as const],
    ...[[273, long, 1, pixels] as const, [277, short, 1, samples] as const],
    ...[[278, long, 1, height] as const, [279, long, 1, values.byteLength] as const],
    [339, short, samples, samples === 1 ? 3 : extra + 8] as const,
  ];
  const file = Buffer.alloc(pixels + values.byteLength);
  file.write('II', 'latin1');
  file.writeUInt16LE(42, 2);
  file.writeUInt32LE(directory, 4);
  file.writeUInt16LE(COUNT, directory);
  for (const [i, [tag, type, count, value]] of tags.entries()) {
    const at = directory + 2 + 12 * i;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(type, at + 2);
    file.writeUInt32LE(count, at + 4);
    file.writeUInt32LE(value, at + 8);
  }
  for (const i of [0, 1, 2]) {
    file.writeUInt16LE(32, extra + 2 * i);
    file.writeUInt16LE(3, extra + 8 + 2 * i);
  }
  file.set(new Uint8Array(values.buffer), pixels);
  return file;
}

/** A chunk of a PNG, without its checksum, which nobody looks at. */
function chunk(type: string, ...values: readonly number[]): Buffer {
  const body = Buffer.alloc(12 + 4 * values.length);
  body.writeUInt32BE(4 * values.length);
  body.write(type, 4, 'latin1');
  values.forEach((value, i) => {
    body.writeUInt32BE(Math.round(100_000 * value), 8 + 4 * i);
  });
  body.writeUInt32BE(crc32(body.subarray(4, -4)), body.length - 4);
  return body;
}

describe('pictures as phones, scanners and microscopes write them', () => {
  const flat = (background: string) => sharp({ create: { width: 32, height: 24, channels: 3, background } });

  test.each([1, 255, 65_535, 12.5].flatMap((full) => [1, 3].map((samples) => ({ full, samples }))))(
    'a TIFF of fractions up to $full, $samples to a pixel, is scaled and not black',
    async ({ full, samples }) => {
      const values = Float32Array.from(
        { length: 16 * 4 * samples },
        (_, i) => (full * (Math.floor(i / samples) % 16)) / 15,
      );
      const { image, notes } = await decodePicture(floatTiff(values, 16, samples));
      expect([image.width, image.height]).toEqual([16, 4]);
      for (let x = 0; x < 16; x++)
        expect(Math.abs(image.data[3 * x] - 17 * x), `${x}`).toBeLessThanOrEqual(1);
      expect(notes).toEqual([expect.stringContaining('were scaled')]);
    },
  );

  test('a JPEG whose start of scan is empty or padded is read, with a note', async () => {
    const whole = await flat('#6080a0').jpeg().toBuffer();
    const scan = whole.indexOf(Buffer.from([0xff, 0xda]));
    const length = whole.readUInt16BE(scan + 2);
    const empty = Buffer.from(whole).fill(0, scan + 2 + length - 3, scan + 2 + length);
    const padded = Buffer.concat([whole.subarray(0, scan), Buffer.alloc(8), whole.subarray(scan)]);
    const { data } = (await decodePicture(whole)).image;
    for (const file of [empty, padded]) {
      const { image, notes } = await decodePicture(file);
      expect(image.data).toEqual(data);
      expect(notes).toEqual([expect.stringContaining('all of it can be read')]);
    }
    expect((await decodePicture(whole)).notes).toEqual([]);
  });

  test('Lab is converted', async () => {
    const { image, notes } = await decodePicture(
      await flat('#c04020').toColourspace('lab').tiff().toBuffer(),
    );
    expect([...image.data.subarray(0, 3)].map((value, c) => Math.abs(value - [192, 64, 32][c]) <= 2)).toEqual(
      [...[true, true, true]],
    );
    expect(notes).toEqual([]);
  });

  test.each([
    { what: 'no gamma', chunks: [], shown: 128 },
    { what: 'that of a screen', chunks: [chunk('gAMA', 0.45455)], shown: 128 },
    // 255 * (128 / 255) ** (1 / 2.2), as browsers show it.
    { what: 'light as it is', chunks: [chunk('gAMA', 1)], shown: 186 },
    { what: 'a gamma beside that of sRGB', chunks: [chunk('sRGB'), chunk('gAMA', 1)], shown: 128 },
  ])('a PNG with $what', async ({ chunks, shown }) => {
    const plain = await flat('#808080').png().toBuffer();
    // Behind the header, which is the first chunk.
    const file = Buffer.concat([plain.subarray(0, 33), ...chunks, plain.subarray(33)]);
    const { image } = await decodePicture(file);
    expect(Math.abs(image.data[0] - shown)).toBeLessThanOrEqual(1);
  });

  test('a PNG with primaries of its own', async () => {
    const plain = await flat('#00ff00').png().toBuffer();
    const wide = [0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06];
    const chunks = [chunk('gAMA', 0.45455), chunk('cHRM', ...wide)];
    const { image } = await decodePicture(
      Buffer.concat([plain.subarray(0, 33), ...chunks, plain.subarray(33)]),
    );
    // The green of Display P3 lies outside of sRGB.
    expect([...image.data.subarray(0, 3)]).toEqual([0, 255, 0]);
    const grey = await flat('#808080').png().toBuffer();
    const neutral = await decodePicture(Buffer.concat([grey.subarray(0, 33), ...chunks, grey.subarray(33)]));
    for (const value of neutral.image.data.subarray(0, 3))
      expect(Math.abs(value - 128)).toBeLessThanOrEqual(2);
  });

  test('of several pages or frames the first is read, and it is said', async () => {
    const pages = Buffer.concat([
      await flat('#ff0000').raw().toBuffer(),
      await flat('#0000ff').raw().toBuffer(),
    ]);
    const raw = { width: 32, height: 48, channels: 3 as const, pageHeight: 24 };
    for (const file of [
      await sharp(pages, { raw }).gif().toBuffer(),
      await sharp(pages, { raw }).webp({ lossless: true }).toBuffer(),
    ]) {
      const { image, notes } = await decodePicture(file);
      expect([image.width, image.height]).toEqual([32, 24]);
      expect(image.data[0]).toBeGreaterThan(250);
      expect(notes).toEqual(['Only the first of its 2 pages or frames is used.']);
    }
  });

  test('108 million pixels are not too many, and the limit can be set', async () => {
    const size = Buffer.from(await flat('#808080').png().toBuffer());
    size.writeUInt32BE(12_000, 16);
    size.writeUInt32BE(9000, 20);
    await expect(decodePicture(size)).rejects.toMatchObject({ code: 'damaged-picture' });
    await expect(decodePicture(size, { maximumPixels: 100_000_000 })).rejects.toMatchObject({
      code: 'picture-too-large',
    });
  });
});

describe('pictures that are refused', () => {
  const jpeg = golden('jpeg', 'colour');
  const bmp = golden('bmp', '24 bits');
  const corrupt = jpeg.slice();
  corrupt.fill(0xff, 200, 260);
  const wide = bmp.slice();
  new DataView(wide.buffer).setInt32(18, 60_000, true);
  new DataView(wide.buffer).setInt32(22, -60_000, true);
  test.each([
    { what: 'nothing in it', file: new Uint8Array(0), code: 'empty-file' },
    { what: 'text', file: new TextEncoder().encode('path,subject,label\n'), code: 'not-a-picture' },
    { what: 'one byte', file: new Uint8Array([0x42]), code: 'not-a-picture' },
    { what: 'a JPEG cut off', file: jpeg.slice(0, Math.floor(jpeg.length * 0.7)), code: 'damaged-picture' },
    { what: 'a JPEG cut off in its header', file: jpeg.slice(0, 30), code: 'damaged-picture' },
    { what: 'a JPEG with a corrupt table', file: corrupt, code: 'damaged-picture' },
    { what: 'a PNG cut off', file: golden('png', 'colour').slice(0, 60), code: 'damaged-picture' },
    { what: 'a TIFF cut off', file: golden('tiff', 'colour').slice(0, 400), code: 'damaged-picture' },
    { what: 'a WebP cut off', file: golden('webp', 'lossless').slice(0, 60), code: 'damaged-picture' },
    { what: 'a GIF cut off', file: golden('gif', 'palette').slice(0, 300), code: 'damaged-picture' },
    { what: 'a BMP cut off', file: bmp.slice(0, 500), code: 'damaged-picture' },
    { what: 'a BMP cut off in its header', file: bmp.slice(0, 20), code: 'damaged-picture' },
    { what: 'a PNG that claims 10 billion pixels', file: bytes(goldens.bomb), code: 'picture-too-large' },
    { what: 'a BMP that claims 3.6 billion pixels', file: wide, code: 'picture-too-large' },
  ])('$what: $code', async ({ file, code }) => {
    const error: unknown = await decodePicture(file, { name: 'faces/S01.jpg' }).catch(
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof WinceError)) throw error;
    expect(error.code).toBe(code);
    expect(error.message).toContain('faces/S01.jpg');
    expect(error.hint).not.toBe('');
  });

  test('more pixels than the caller allows', async () => {
    const { image } = await decodePicture(jpeg, { maximumPixels: 23 * 14 });
    expect(image.data).toHaveLength(23 * 14 * 3);
    await expect(decodePicture(jpeg, { maximumPixels: 0 })).rejects.toMatchObject({
      code: 'picture-too-large',
    });
    await expect(decodePicture(jpeg, { maximumPixels: 23 * 14 - 1 })).rejects.toMatchObject({
      code: 'picture-too-large',
    });
  });

  test('a file that is not there, and a folder', async () => {
    await expect(decodePicture(join(folder, 'none.jpg'))).rejects.toMatchObject({ code: 'no-such-file' });
    await expect(decodePicture(folder)).rejects.toMatchObject({ code: 'unreadable-file' });
    await symlink(join(folder, 'nowhere'), join(folder, 'dangling.jpg'));
    await expect(decodePicture(join(folder, 'dangling.jpg'))).rejects.toMatchObject({ code: 'no-such-file' });
  });
});

describe('a look at a file', () => {
  test('tells copies of the file and copies of the pixels', async () => {
    const paths = ['a.jpg', 'b.jpg', 'c.jpg'].map((name) => join(folder, name));
    await writeFile(paths[0], golden('jpeg', 'colour'));
    await writeFile(paths[1], golden('jpeg', 'colour'));
    // The same pixels with a camera's name in EXIF.
    await writeFile(paths[2], golden('jpeg', 'orientation 1'));
    const [a, b, c] = await Promise.all(paths.map((path) => probePicture(path)));
    expect(a).toMatchObject({ type: 'jpeg', width: 23, height: 14 });
    expect(a.problem).toBeUndefined();
    expect(b.sha256).toBe(a.sha256);
    expect(c.sha256).not.toBe(a.sha256);
    expect(c.pixelSha256).toBe(a.pixelSha256);
  });

  test('keeps what is known of a file that cannot be used, with the reason', async () => {
    const path = join(folder, 'cut.jpg');
    const whole = golden('jpeg', 'colour');
    await writeFile(path, whole.slice(0, whole.length - 60));
    const cut = await probePicture(path);
    expect(cut).toMatchObject({ type: 'jpeg', width: 23, height: 14, problem: { code: 'damaged-picture' } });
    expect(cut.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(cut.pixelSha256).toBeUndefined();
    const bomb = join(folder, 'bomb.png');
    await writeFile(bomb, bytes(goldens.bomb));
    expect(await probePicture(bomb)).toMatchObject({
      width: 100_000,
      problem: { code: 'picture-too-large' },
    });
    expect((await probePicture(join(folder, 'none'))).problem?.code).toBe('no-such-file');
  });
});

describe('a few bytes that claim thousands of millions of pixels', () => {
  const [SIDE, LEAST] = [60_000, 16];
  const drawn = () => sharp({ create: { width: LEAST, height: LEAST, channels: 3, background: '#888' } });
  const claimed: Readonly<Record<string, () => Promise<Buffer>>> = {
    async JPEG() {
      const file = await drawn().jpeg().toBuffer();
      const frame = file.indexOf(Buffer.of(0xff, 0xc0));
      for (const at of [5, 7]) file.writeUInt16BE(SIDE, frame + at);
      return file;
    },
    async GIF() {
      const file = await drawn().gif().toBuffer();
      const frame = file.indexOf(Buffer.of(0x2c, 0, 0, 0, 0));
      for (const at of [6, 8, frame + 5, frame + 7]) file.writeUInt16LE(SIDE, at);
      return file;
    },
    async WebP() {
      const file = await drawn().webp({ lossless: true }).toBuffer();
      // Fourteen bits each, less one.
      file.writeUInt32LE(16_382 * (1 + 2 ** 14), file.indexOf('VP8L') + 9);
      return file;
    },
    async AVIF() {
      const file = await drawn().avif().toBuffer();
      const size = file.indexOf('ispe');
      for (const at of [8, 12]) file.writeUInt32BE(SIDE, size + at);
      return file;
    },
    async BMP() {
      const file = Buffer.alloc(54 + 1024 + 4);
      file.write('BM');
      for (const [at, value] of [
        ...[
          [10, 54 + 1024],
          [14, 40],
          [18, SIDE],
          [22, SIDE],
          [30, 1],
          [46, 256],
        ],
        [54 + 1024, 0x0100],
      ])
        file.writeUInt32LE(value, at);
      file.writeUInt16LE(1, 26);
      file.writeUInt16LE(8, 28);
      return file;
    },
    async TIFF() {
      const file = await drawn().tiff().toBuffer();
      const directory = file.readUInt32LE(4);
      for (let i = 0; i < file.readUInt16LE(directory); i++) {
        const at = directory + 2 + 12 * i;
        if ([256, 257].includes(file.readUInt16LE(at))) {
          file.writeUInt16LE(4, at + 2);
          file.writeUInt32LE(SIDE, at + 8);
        }
      }
      return file;
    },
  };

  test.each(Object.keys(claimed))('%s', async (type) => {
    const began = performance.now();
    const before = process.memoryUsage().rss;
    await expect(decodePicture(await claimed[type]())).rejects.toMatchObject({ code: 'picture-too-large' });
    expect(performance.now() - began).toBeLessThan(5000);
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  });
});

test('what unpacks to more than the pixels that are stated is not unpacked', async () => {
  // Two hundred million bytes behind 16 x 16 pixels, and as much text beside them.
  const flood = deflateSync(Buffer.alloc(200_000_000));
  const chunk = (type: string, content: Buffer) => {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
    const bytes = Buffer.alloc(8 + named.length);
    bytes.writeUInt32BE(content.length);
    named.copy(bytes, 4);
    bytes.writeUInt32BE(crc32(named), bytes.length - 4);
    return bytes;
  };
  const header = Buffer.from([0, 0, 0, 16, 0, 0, 0, 16, 8, 0, 0, 0, 0]);
  const file = Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('zTXt', Buffer.concat([Buffer.from('a\0\0', 'latin1'), flood])),
    chunk('IDAT', flood),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  const before = process.memoryUsage().rss;
  const { image } = await decodePicture(file);
  expect([image.width, image.height]).toEqual([16, 16]);
  expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
});
