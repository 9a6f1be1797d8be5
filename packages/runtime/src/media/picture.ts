import { readFile } from 'node:fs/promises';
import { MAXIMUM_PIXELS, type RgbImage, WinceError } from '@wince/core';
import type { Metadata, SharpInput, SharpOptions } from 'sharp';
import { systemCode, systemReason } from '../files/system-error.ts';
import { bmpSize, decodeBmp } from './bmp.ts';
import { fileContent, type PictureType } from './file-content.ts';
import { decodeHeic, heicSize } from './heic.ts';
import { inSrgb, pngColours } from './png-colours.ts';

/** How pictures are read. */
export interface PictureOptions {
  /** Pictures with more pixels than this are refused before they are decoded. Default: 128 million. */
  readonly maximumPixels?: number;
  /** What messages call a picture that is given as bytes. Default: `the picture`. */
  readonly name?: string;
}

/** A picture file, decoded: only pixels. No EXIF, no place, no time. */
export interface DecodedPicture {
  /** 8 bits a channel, sRGB, upright as the camera's orientation says, transparent parts on white. */
  readonly image: RgbImage;
  readonly type: PictureType;
  /** What of the file was left out or put right, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Reads a picture: JPEG, PNG, WebP, TIFF, GIF, BMP, AVIF or HEIC, told by content and not by name; 8, 16 and 32 bits, grey, CMYK,
 * Lab and palettes; colours are converted to sRGB by their profile, or by what a PNG says of its gamma. Of several pages or
 * frames the first is read.
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
  const { maximumPixels = MAXIMUM_PIXELS } = options;
  const plain = type === 'jpeg' ? await plainJpeg(file, maximumPixels) : null;
  if (plain) return { image: plain, type, notes: [] };
  const header = await headerOf(file, type, name);
  checkDimensions(header, maximumPixels, name);
  const notes: string[] = [];
  const decoding = { name, maximumPixels, note: (text: string) => notes.push(text) };
  const image = await pixelsOf(file, { type, ...header }, decoding);
  return { image, type, notes };
}

/**
 * Decodes a JPEG in one step, without a look at its header first: it has one page, and the decoder itself refuses what is too large.
 *
 * @returns null where anything is wrong: the long way tells what
 */
async function plainJpeg(file: Uint8Array, maximumPixels: number): Promise<RgbImage | null> {
  // 0 would be no limit.
  if (!(maximumPixels > 0)) return null;
  return srgbOf(file, { failOn: 'warning', limitInputPixels: maximumPixels }).catch(() => null);
}

interface Decoding {
  readonly name: string;
  readonly maximumPixels: number;
  readonly note: (text: string) => void;
}

async function pixelsOf(
  file: Uint8Array,
  { type, metadata }: Header & { readonly type: PictureType },
  decoding: Decoding,
): Promise<RgbImage> {
  const { name, maximumPixels } = decoding;
  if (type === 'bmp') return bmpToRgb(file, decoding);
  if (type === 'heic') {
    const found = await decodeHeic(file, maximumPixels).catch((cause: unknown) => {
      throw damaged(name, cause);
    });
    return found instanceof Uint8Array ? toRgb(found, {}, decoding) : found;
  }
  const pages = metadata?.pages ?? 1;
  if (pages > 1) decoding.note(`Only the first of its ${pages} pages or frames is used.`);
  if (type === 'tiff' && metadata && isFloat(metadata)) return floatToRgb(file, metadata, decoding);
  const image = await toRgb(file, {}, decoding);
  const colours = type === 'png' ? pngColours(file) : null;
  return colours ? inSrgb(image, colours) : image;
}

/** What messages call a picture. */
export function pictureName(source: string | Uint8Array, options: PictureOptions): string {
  return options.name ?? (typeof source === 'string' ? source : 'the file');
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
    throw new WinceError('unreadable-file', `${path} cannot be read: ${systemReason(cause)}.`, {
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
      { hint: SAVE_AS[type ?? ''] ?? 'Save it as JPEG or PNG.' },
    );
  }
  const what = type === null ? 'its content is not of a known type' : `its content is of the type ${type}`;
  throw new WinceError('not-a-picture', `${name} is not a picture: ${what}.`, {
    hint: 'Give a JPEG, PNG, WebP, TIFF, GIF, BMP, AVIF or HEIC file. The content of the file is checked, not its name.',
  });
}

/** How people get a picture out of files of other types. */
const SAVE_AS: Readonly<Record<string, string>> = {
  DICOM:
    'Save the picture in it as PNG, with the window that shows the face: dcmj2pnm --write-png IN OUT.png',
  JXL: 'Save it as PNG: djxl IN.jxl OUT.png',
  JP2: 'Save it as PNG: opj_decompress -i IN.jp2 -o OUT.png',
  J2C: 'Save it as PNG: opj_decompress -i IN.j2c -o OUT.png',
};

/** What the header of a picture says, before any pixel is decoded. */
interface Header {
  readonly width: number;
  readonly height: number;
  /** What libvips says of it; null of formats that it does not read. */
  readonly metadata: Metadata | null;
}

/** The size of a picture as its header states it, before any pixel is decoded. @throws WinceError `damaged-picture` */
export async function statedSize(
  file: Uint8Array,
  type: PictureType,
  name: string,
): Promise<{ readonly width: number; readonly height: number }> {
  const { width, height } = await headerOf(file, type, name);
  return { width, height };
}

/** Reads the header of a picture. @throws WinceError `damaged-picture` */
async function headerOf(file: Uint8Array, type: PictureType, name: string): Promise<Header> {
  try {
    if (type === 'bmp') return { ...bmpSize(file), metadata: null };
    if (type === 'heic') return { ...heicSize(file), metadata: null };
  } catch (cause) {
    throw damaged(name, cause);
  }
  const metadata = await metadataOf(file, name);
  return { width: metadata.width, height: metadata.height, metadata };
}

async function metadataOf(file: Uint8Array, name: string): Promise<Metadata> {
  const { default: sharp } = await import('sharp');
  try {
    return await sharp(file, { limitInputPixels: false }).metadata();
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

async function bmpToRgb(file: Uint8Array, decoding: Decoding): Promise<RgbImage> {
  const { width, height, data } = (() => {
    try {
      return decodeBmp(file);
    } catch (cause) {
      throw damaged(decoding.name, cause);
    }
  })();
  return toRgb(data, { raw: { width, height, channels: 4 } }, decoding);
}

/** @throws the decoder's error */
async function srgbOf(input: SharpInput, options: SharpOptions): Promise<RgbImage> {
  const { default: sharp } = await import('sharp');
  const { data, info } = await sharp(input, options)
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: threeChannels(data, info.channels) };
}

async function toRgb(input: SharpInput, options: SharpOptions, { name, note }: Decoding): Promise<RgbImage> {
  const { default: sharp } = await import('sharp');
  const read = (failOn: SharpOptions['failOn']) =>
    srgbOf(input, { ...options, failOn, limitInputPixels: false });
  try {
    return await read('warning');
  } catch (cause) {
    const why = reasonOf(cause);
    // In a progressive one a scan is no beginning: what stands before it may be the rest of another.
    const { isProgressive } = await sharp(input, options).metadata();
    if (isProgressive || !HARMLESS.some((words) => words.test(why))) throw damaged(name, cause);
    note(`It does not keep to its format, but all of it can be read: ${why}.`);
    return await read('truncated').catch((again: unknown) => {
      throw damaged(name, again);
    });
  }
}

/** What libjpeg says of files whose pixels are all there: phones leave fields of the start of scan empty, or pad what is before it. */
const HARMLESS = [/Invalid SOS parameters/, /extraneous bytes before marker 0xda/];

/** Whether samples are numbers with a fraction, of any scale; those of Lab have their own. */
function isFloat({ depth, space }: Metadata): boolean {
  return (depth === 'float' || depth === 'double') && space !== 'lab';
}

/** What samples may be counted in: shares, 8 bits, 16 bits. Numbers that lie far below it are counted in something else. */
const FULL = [1, 255, 65_535];

/** Numbers with a fraction are scaled by what they are counted in, or by the largest of them. */
async function floatToRgb(
  file: Uint8Array,
  { channels, orientation }: Metadata,
  { name, note }: Decoding,
): Promise<RgbImage> {
  const { default: sharp } = await import('sharp');
  try {
    const opened = sharp(file, { limitInputPixels: false, failOn: 'warning' });
    // Else colours would be taken for light, and be raised by the gamma of a screen.
    const asStored = channels < 3 ? opened : opened.toColourspace('scrgb');
    const { data, info } = await asStored.raw({ depth: 'float' }).toBuffer({ resolveWithObject: true });
    const values = floatsOf(data);
    const largest = values.reduce((most, value) => Math.max(most, value), 0);
    const full = FULL.find((limit) => largest <= limit && (limit === 1 || largest > limit / 2)) ?? largest;
    note(
      `Its samples are numbers up to ${Number(largest.toPrecision(3))}: they were scaled from 0 to ${full}.`,
    );
    const { width, height } = info;
    const pixels = new Uint8ClampedArray(width * height * 3);
    for (let i = 0; i < width * height; i++)
      for (let c = 0; c < 3; c++)
        pixels[3 * i + c] = (255 * values[i * info.channels + (channels < 3 ? 0 : c)]) / full;
    const bytes = Buffer.from(pixels.buffer);
    if (orientation === undefined || orientation === 1)
      return { width, height, data: new Uint8Array(pixels.buffer) };
    const tagged = await sharp(bytes, { raw: { width, height, channels: 3 } })
      .withMetadata({ orientation })
      .png({ compressionLevel: 0 })
      .toBuffer();
    const upright = await sharp(tagged, { limitInputPixels: false })
      .autoOrient()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return {
      width: upright.info.width,
      height: upright.info.height,
      data: threeChannels(upright.data, upright.info.channels),
    };
  } catch (cause) {
    throw damaged(name, cause);
  }
}

/** Numbers of 32 bits, which need not begin where the memory has place for one. */
function floatsOf(data: Buffer): Float32Array {
  if (data.byteOffset % 4 === 0) return new Float32Array(data.buffer, data.byteOffset, data.length / 4);
  return new Float32Array(new Uint8Array(data).buffer);
}

function threeChannels(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return new Uint8Array(data.buffer, data.byteOffset, data.length);
  if (channels !== 1) throw new RangeError(`a decoded picture has 1 or 3 channels, not ${channels}`);
  const rgb = new Uint8Array(data.length * 3);
  for (let i = 0; i < data.length; i++) rgb.fill(data[i], 3 * i, 3 * i + 3);
  return rgb;
}

/** What a decoder says, in a line. */
function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message.split('\n')[0].trim() : String(cause);
}

function damaged(name: string, cause: unknown): WinceError {
  const why = reasonOf(cause);
  return new WinceError('damaged-picture', `${name} is damaged or cut off: ${why}.`, {
    hint: 'Copy the file again from its source, or leave it out of the data set.',
    cause,
  });
}
