import { readFile } from 'node:fs/promises';
import { type RgbImage, WinceError } from '@wince/core';
import type { SharpInput, SharpOptions } from 'sharp';
import { systemCode } from '../files/atomic.ts';
import { sha256Of } from '../files/hash.ts';
import { bmpSize, decodeBmp } from './bmp.ts';
import { fileContent, type PictureType } from './file-content.ts';

/** How pictures are read. */
export interface PictureOptions {
  /** Pictures with more pixels than this are refused before they are decoded. Default: 100 million. */
  readonly maximumPixels?: number;
  /** What messages call a picture that is given as bytes. Default: `the picture`. */
  readonly name?: string;
}

/** A picture file, decoded: only pixels and what identifies them. No EXIF, no place, no time. */
export interface DecodedPicture {
  /** 8 bits a channel, sRGB, upright as the camera's orientation says, transparent parts on white. */
  readonly image: RgbImage;
  readonly type: PictureType;
  /** Length of the file in bytes. */
  readonly bytes: number;
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string;
}

/** Default of {@link PictureOptions.maximumPixels}. */
export const MAXIMUM_PIXELS = 100_000_000;

/**
 * Reads a picture: JPEG, PNG, WebP, TIFF, GIF (the first frame) or BMP, told by content and not by name; 8 and 16 bits,
 * grey, CMYK and palettes; colour profiles are converted to sRGB.
 *
 * @param source a path, or the bytes of the file
 * @throws WinceError `no-such-file`, `unreadable-file`, `empty-file`, `not-a-picture`, `unsupported-picture`,
 *   `picture-too-large`, `damaged-picture`
 */
export async function decodePicture(
  source: string | Uint8Array,
  options: PictureOptions = {},
): Promise<DecodedPicture> {
  const name = pictureName(source, options);
  const file = typeof source === 'string' ? await readPicture(source) : source;
  const type = await typeOf(file, name);
  checkDimensions(await headerSize(file, type, name), options.maximumPixels ?? MAXIMUM_PIXELS, name);
  const image = type === 'bmp' ? await bmpToRgb(file, name) : await toRgb(file, {}, name);
  return { image, type, bytes: file.length, sha256: sha256Of(file) };
}

/** What messages call a picture. */
export function pictureName(source: string | Uint8Array, options: PictureOptions): string {
  return options.name ?? (typeof source === 'string' ? source : 'the picture');
}

/** The bytes of a file. @throws WinceError `no-such-file`, `unreadable-file` */
export async function readPicture(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const code = systemCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new WinceError('no-such-file', `There is no file ${path}.`, {
        hint: 'Check the path; paths in a data set are relative to its dataset.csv.',
        cause,
      });
    }
    const why = code === 'EISDIR' ? 'it is a folder' : String(code ?? cause);
    throw new WinceError('unreadable-file', `${path} cannot be read: ${why}.`, {
      hint: 'Check that it is a file and that you may read it.',
      cause,
    });
  }
}

/** @throws WinceError `empty-file`, `not-a-picture`, `unsupported-picture` */
export async function typeOf(file: Uint8Array, name: string): Promise<PictureType> {
  if (file.length === 0) {
    throw new WinceError('empty-file', `${name} has no content (0 bytes).`, {
      hint: 'Copy the file again from its source, or leave it out of the data set.',
    });
  }
  const { picture, medium, name: type } = await fileContent(file);
  if (picture) return picture;
  if (medium === 'picture') {
    throw new WinceError(
      'unsupported-picture',
      `${name} is a picture of the type ${type}, which cannot be read.`,
      { hint: 'Save it as JPEG or PNG.' },
    );
  }
  const what = type === null ? 'its content is not of a known type' : `its content is of the type ${type}`;
  throw new WinceError('not-a-picture', `${name} is not a picture: ${what}.`, {
    hint: 'Give a JPEG, PNG, WebP, TIFF, GIF or BMP file. The content of the file is checked, not its name.',
  });
}

/** The size that the header claims, before any pixel is decoded. @throws WinceError `damaged-picture` */
export async function headerSize(
  file: Uint8Array,
  type: PictureType,
  name: string,
): Promise<{ width: number; height: number }> {
  try {
    if (type === 'bmp') return bmpSize(file);
    const { default: sharp } = await import('sharp');
    const { width, height } = await sharp(file, { limitInputPixels: false }).metadata();
    return { width, height };
  } catch (cause) {
    throw damaged(name, cause);
  }
}

/** @throws WinceError `picture-too-large`, `damaged-picture` */
export function checkDimensions(
  { width, height }: { width: number; height: number },
  maximumPixels: number,
  name: string,
): void {
  if (!(width > 0 && height > 0)) throw damaged(name, `its header states ${width} x ${height} pixels`);
  if (width * height > maximumPixels) {
    throw new WinceError(
      'picture-too-large',
      `${name} has ${width} x ${height} pixels. At most ${maximumPixels} pixels can be decoded.`,
      { hint: 'Check the file, or save it smaller.' },
    );
  }
}

async function bmpToRgb(file: Uint8Array, name: string): Promise<RgbImage> {
  const { width, height, data } = (() => {
    try {
      return decodeBmp(file);
    } catch (cause) {
      throw damaged(name, cause);
    }
  })();
  return toRgb(data, { raw: { width, height, channels: 4 } }, name);
}

async function toRgb(input: SharpInput, options: SharpOptions, name: string): Promise<RgbImage> {
  const { default: sharp } = await import('sharp');
  try {
    const { data, info } = await sharp(input, { ...options, failOn: 'warning', limitInputPixels: false })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: threeChannels(data, info.channels) };
  } catch (cause) {
    throw damaged(name, cause);
  }
}

function threeChannels(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return new Uint8Array(data.buffer, data.byteOffset, data.length);
  if (channels !== 1) throw new RangeError(`a decoded picture has 1 or 3 channels, not ${channels}`);
  const rgb = new Uint8Array(data.length * 3);
  for (let i = 0; i < data.length; i++) rgb.fill(data[i], 3 * i, 3 * i + 3);
  return rgb;
}

function damaged(name: string, cause: unknown): WinceError {
  const why = cause instanceof Error ? cause.message.split('\n')[0].trim() : String(cause);
  return new WinceError('damaged-picture', `${name} is damaged or cut off: ${why}.`, {
    hint: 'Copy the file again from its source, or leave it out of the data set.',
    cause,
  });
}
