import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    const { image, type, sha256 } = await decodePicture(bytes(picture.file));
    expect(type).toBe(picture.type);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
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
