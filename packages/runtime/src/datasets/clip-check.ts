import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Sample, WinceError } from '@wince/core';
import type { VideoDescription } from '@wince/media';
import { systemCode } from '../files/atomic.ts';
import { sha256OfFile } from '../files/hash.ts';
import { openVideo } from '../media/open-video.ts';
import { namesVideo } from '../media/recording-names.ts';
import { type Checked, missingFile, SMALLEST_SIDE } from './checked-file.ts';
import type { Finding } from './finding.ts';

const ENDINGS: Readonly<Record<VideoDescription['container'], readonly string[]>> = {
  // No file of a data set is one.
  camera: [],
  mp4: ['.mp4', '.m4v', '.3gp', '.mov'],
  mov: ['.mov', '.mp4'],
  matroska: ['.mkv'],
  webm: ['.webm', '.mkv'],
  avi: ['.avi'],
  'mpeg-ts': ['.mts', '.m2ts', '.mpg', '.mpeg'],
  'mpeg-ps': ['.mpg', '.mpeg'],
};

/** An interval may end so many seconds behind its video: people round times. */
const ROUNDING = 0.1;

/**
 * Video and sound: the file is there and holds something. A video is opened, up to its first frames: what it holds, how large its
 * frames are, how long it is. It is not decoded to its end here.
 */
export async function checkClip(absolute: string, rows: readonly Sample[]): Promise<Checked> {
  const [{ path, subject }] = rows;
  const of = { path, subject };
  const failed = (finding: Finding, bytesHash?: string): Checked => ({
    file: { path, rows, bytesHash },
    findings: [finding],
  });
  try {
    const found = await stat(absolute);
    if (found.isFile() && found.size === 0) {
      const message = `${path} has no content (0 bytes).`;
      const hint = 'Copy the file again from its source.';
      return failed({ level: 'error', code: 'empty-file', message, ...of, hint });
    }
    const bytesHash = await sha256OfFile(absolute);
    const file = { path, rows, bytesHash };
    if (!namesVideo(path)) return { file, findings: [] };
    try {
      const video = await openVideo(absolute, { name: path });
      await video.close();
      return { file, findings: videoFindings(video.description, rows) };
    } catch (error) {
      if (!(error instanceof WinceError)) throw error;
      const { code, message, hint } = error;
      return failed({ level: 'error', code, message, ...of, hint }, bytesHash);
    }
  } catch (cause) {
    const code = systemCode(cause);
    if (code === undefined) throw cause;
    if (code === 'ENOENT' || code === 'ENOTDIR') return failed(missingFile(of));
    const why = code === 'EISDIR' ? 'it is a folder' : code;
    return failed({
      level: 'error',
      code: 'unreadable-file',
      message: `${path} cannot be read: ${why}.`,
      ...of,
      hint: 'Check that it is a file and that you may read it.',
    });
  }
}

function videoFindings(
  { container, width, height, duration, isCutOff }: VideoDescription,
  rows: readonly Sample[],
): readonly Finding[] {
  const [{ path, subject }] = rows;
  const of = { path, subject };
  const findings: Finding[] = [];
  const ending = extname(path).toLowerCase();
  if (!ENDINGS[container].includes(ending)) {
    findings.push({
      level: 'warning',
      code: 'wrong-ending',
      message: `${path} contains the format ${container}, but its name ends in ${ending}.`,
      ...of,
      hint: `wince reads it by its content. Change the ending to ${ENDINGS[container][0]}, and find out why the ending was wrong.`,
    });
  }
  if (Math.min(width, height) < SMALLEST_SIDE) {
    findings.push({
      level: 'warning',
      code: 'small-picture',
      message: `${path} has frames of ${width} x ${height} pixels. This is too small for a face.`,
      ...of,
      hint: 'If it is a preview, replace it with the full video.',
    });
  }
  if (isCutOff) {
    findings.push({
      level: 'warning',
      code: 'cut-off-video',
      message: `${path} is shorter than its container states: it was cut off, or it is still being written.`,
      ...of,
      hint: 'wince reads the part that exists. If the source has more, copy the file again.',
    });
  }
  if (duration === null) return findings;
  for (const { start, end, line } of rows) {
    if ((start ?? 0) < duration && (end ?? 0) <= duration + ROUNDING) continue;
    findings.push({
      level: 'error',
      code: 'interval-beyond-end',
      message: `Line ${line}: ${path} is ${duration.toFixed(2)} s long, but the row is from ${start ?? 0} s to ${end === null ? 'the end' : `${end} s`}.`,
      ...of,
      hint: 'Correct start and end (in seconds from the beginning of the file), or the path.',
    });
  }
  return findings;
}
