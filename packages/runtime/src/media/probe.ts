import { MAXIMUM_PIXELS, WinceError } from '@wince/core';
import { sha256Of } from '../files/hash.ts';
import type { PictureType } from './file-content.ts';
import {
  checkDimensions,
  decodePicture,
  type PictureOptions,
  pictureName,
  readPicture,
  statedSize,
  typeOf,
} from './picture.ts';

/** What a check of a data set asks of a picture file. What could not be known is undefined. */
export interface PictureProbe {
  readonly path: string;
  /** Length of the file in bytes. */
  readonly bytes?: number;
  /** SHA-256 of the file: the same for copies. */
  readonly sha256?: string;
  readonly type?: PictureType;
  /** Size as the header says, before the camera's orientation is applied, in pixels. */
  readonly width?: number;
  readonly height?: number;
  /** SHA-256 of the decoded pixels and their size: the same for copies that differ only in what EXIF says of them. */
  readonly pixelSha256?: string;
  /** Why the picture cannot be used: the error that decoding ends with. */
  readonly problem?: { readonly code: string; readonly message: string; readonly hint: string };
}

/** Looks at a picture file as far as it can be read. A file that cannot is told in `problem`, not by an error. */
export async function probePicture(path: string, options: PictureOptions = {}): Promise<PictureProbe> {
  const name = pictureName(path, options);
  let known: PictureProbe = { path };
  try {
    const file = await readPicture(path);
    known = { ...known, bytes: file.length, sha256: sha256Of(file) };
    const type = await typeOf(file, name);
    known = { ...known, type };
    const { width, height } = await statedSize(file, type, name);
    known = { ...known, width, height };
    checkDimensions({ width, height }, options.maximumPixels ?? MAXIMUM_PIXELS, name);
    const { image } = await decodePicture(file, { ...options, name });
    return { ...known, pixelSha256: sha256Of(`${image.width} x ${image.height}\n`, image.data) };
  } catch (error) {
    if (!(error instanceof WinceError)) throw error;
    return { ...known, problem: { code: error.code, message: error.message, hint: error.hint } };
  }
}
