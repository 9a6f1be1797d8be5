import { fileTypeFromBuffer } from 'file-type';

/** The kinds of picture files that are read. */
export type PictureType = 'jpeg' | 'png' | 'webp' | 'tiff' | 'gif' | 'bmp' | 'avif' | 'heic';

/** What a file holds, told by its first bytes; the name of the file plays no part. */
export interface FileContent {
  /** A picture, video or sound of any type; null for anything else. An MP4 or a Matroska file that holds sound alone is a video. */
  readonly medium: 'picture' | 'video' | 'sound' | null;
  /** The type of a picture that can be read. A picture of another type, as JPEG XL, has none. */
  readonly picture: PictureType | null;
  /** The type as people write it, as `JXL` or `PDF`; null where it is not known. */
  readonly name: string | null;
}

/** How many bytes from the start of a file tell what it holds. */
export const CONTENT_HEAD = 4100;

/** The pictures that are read, as `file-type` names them. */
const READ: Readonly<Record<string, PictureType>> = {
  ...{ jpg: 'jpeg', png: 'png', apng: 'png', webp: 'webp', tif: 'tiff', gif: 'gif', bmp: 'bmp' },
  ...{ avif: 'avif', heic: 'heic' },
};

const MEDIA: Readonly<Record<string, 'picture' | 'video' | 'sound'>> = {
  ...{ image: 'picture', video: 'video', audio: 'sound' },
};

const UNKNOWN: FileContent = { medium: null, picture: null, name: null };
const TIFF: FileContent = { medium: 'picture', picture: 'tiff', name: 'TIFF' };

/** What a file holds. @param file the whole file, or at least its first `CONTENT_HEAD` bytes */
export async function fileContent(file: Uint8Array): Promise<FileContent> {
  const head = file.subarray(0, CONTENT_HEAD);
  const found = await fileTypeFromBuffer(head);
  if (!found && startsWith(head, CODESTREAM)) return { medium: 'picture', picture: null, name: 'J2C' };
  if (!found) return startsAsTiff(head) ? TIFF : UNKNOWN;
  if (found.ext === 'dcm') return { medium: 'picture', picture: null, name: 'DICOM' };
  const medium = MEDIA[found.mime.split('/')[0]] ?? null;
  return { medium, picture: READ[found.ext] ?? null, name: found.ext.toUpperCase() };
}

/** JPEG 2000 without the boxes around it: the markers of its start and its size. */
const CODESTREAM = [0xff, 0x4f, 0xff, 0x51];

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, i) => bytes[i] === byte);
}

/** `file-type` looks for the directory of a TIFF, which often is at the end of the file, and does not know a TIFF without it. */
function startsAsTiff(head: Uint8Array): boolean {
  const [a, b, c, d] = head;
  return (
    (a === 0x49 && b === 0x49 && c === 42 && d === 0) || (a === 0x4d && b === 0x4d && c === 0 && d === 42)
  );
}
