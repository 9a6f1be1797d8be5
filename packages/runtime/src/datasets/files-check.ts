import { extname } from 'node:path';
import { differenceHash, type Sample, WinceError } from '@wince/core';
import { sha256Of } from '../files/hash.ts';
import type { PictureType } from '../media/file-content.ts';
import { decodePicture, type PictureOptions, readPicture } from '../media/picture.ts';
import { notARecording, recordingKind } from '../media/recording-kind.ts';
import { type Checked, type CheckedFile, missingFile, SMALLEST_SIDE } from './checked-file.ts';
import { checkClip } from './clip-check.ts';
import type { Finding } from './finding.ts';
import { pathsInside } from './folder.ts';

const ENDINGS: Readonly<Record<PictureType, readonly string[]>> = {
  jpeg: ['.jpg', '.jpeg', '.jpe', '.jfif'],
  png: ['.png'],
  webp: ['.webp'],
  tiff: ['.tif', '.tiff'],
  gif: ['.gif'],
  bmp: ['.bmp', '.dib'],
  avif: ['.avif'],
  heic: ['.heic', '.heif', '.hif'],
};

/** How the files of a data set are opened to check them. */
export interface FilesCheckOptions extends PictureOptions {
  /** How many files are opened at a time. Default: 4. */
  readonly workers?: number;
  /** Called as files are done. Default: nobody is told. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Opens each file of a data set once: whether it is there, is what it says, and what it holds. */
export async function checkFiles(
  folder: string,
  samples: readonly Sample[],
  { workers = 4, onProgress, ...decode }: FilesCheckOptions,
): Promise<{ readonly files: readonly CheckedFile[]; readonly findings: readonly Finding[] }> {
  const follow = pathsInside(folder);
  const findings: Finding[] = [];
  const byPlace = new Map<string, Sample[]>();
  for (const sample of samples) {
    const found = await follow(sample.path);
    if (found.is === 'inside') {
      const rows = byPlace.get(found.absolute);
      if (rows) rows.push(sample);
      else byPlace.set(found.absolute, [sample]);
    } else {
      findings.push({
        level: 'error',
        code: 'path-leaves-folder',
        message: `Line ${sample.line}: ${sample.path} is outside the folder: ${found.why}.`,
        path: sample.path,
        subject: sample.subject,
        hint: 'Copy the file into the folder of the data set and write its path relative to dataset.csv.',
      });
    }
  }

  const places = [...byPlace];
  const files: CheckedFile[] = new Array(places.length);
  const found: (readonly Finding[])[] = new Array(places.length);
  let next = 0;
  let done = 0;
  const worker = async () => {
    for (let i = next++; i < places.length; i = next++) {
      const [absolute, rows] = places[i];
      const kind = await recordingKind(absolute).catch(() => 'picture' as const);
      const checked =
        kind === 'picture'
          ? await checkPicture(absolute, rows, decode)
          : kind === 'unknown'
            ? unknownFile(rows)
            : await checkClip(absolute, kind, rows);
      files[i] = checked.file;
      found[i] = checked.findings;
      onProgress?.(++done, places.length);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(workers, places.length)) }, worker));
  return { files, findings: [...findings, ...found.flat()] };
}

function unknownFile(rows: readonly Sample[]): Checked {
  const [{ path, subject }] = rows;
  const { code, message, hint } = notARecording(path);
  return { file: { path, rows }, findings: [{ level: 'error', code, message, path, subject, hint }] };
}

async function checkPicture(
  absolute: string,
  rows: readonly Sample[],
  decode: PictureOptions,
): Promise<Checked> {
  const [{ path, subject }] = rows;
  const of = { path, subject };
  let bytesHash: string | undefined;
  try {
    const bytes = await readPicture(absolute);
    bytesHash = sha256Of(bytes);
    const { image, type, notes } = await decodePicture(bytes, { ...decode, name: path });
    const file: CheckedFile = {
      path,
      rows,
      bytesHash,
      pixelHash: sha256Of(`${image.width} x ${image.height}\n`, image.data),
      look: differenceHash(image),
    };
    const findings: Finding[] = notes.map((note) => ({
      ...{ level: 'note', code: 'picture-note', message: `${path}: ${note}`, ...of },
      hint: 'Nothing needs to be done where the first picture of the file, as it is shown, is the one that is meant.',
    }));
    const ending = extname(path).toLowerCase();
    if (!ENDINGS[type].includes(ending)) {
      findings.push({
        level: 'warning',
        code: 'wrong-ending',
        message: `${path} contains the format ${type.toUpperCase()}, but its name ${ending === '' ? 'has no ending' : `ends in ${ending}`}.`,
        ...of,
        hint: `wince reads it by its content. Change the ending to ${ENDINGS[type][0]}, and find out why the ending was wrong.`,
      });
    }
    if (Math.min(image.width, image.height) < SMALLEST_SIDE) {
      findings.push({
        level: 'warning',
        code: 'small-picture',
        message: `${path} has ${image.width} x ${image.height} pixels. This is too small for a face.`,
        ...of,
        hint: 'If it is a thumbnail, replace it with the full picture.',
      });
    }
    return { file, findings };
  } catch (error) {
    if (!(error instanceof WinceError)) throw error;
    const { code, message, hint } = error;
    const finding: Finding =
      code === 'no-such-file' ? missingFile(of) : { level: 'error', code, message, ...of, hint };
    return { file: { path, rows, bytesHash }, findings: [finding] };
  }
}
