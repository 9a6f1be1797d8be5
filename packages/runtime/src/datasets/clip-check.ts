import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Sample, WinceError } from '@wince/core';
import type { Video, VideoDescription } from '@wince/media';
import { sha256OfFile } from '../files/hash.ts';
import { systemCode, systemReason } from '../files/system-error.ts';
import { openVideo } from '../media/open-video.ts';
import { openSound } from '../media/sound.ts';
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
  'mpeg-ts': ['.mts', '.m2ts', '.ts', '.m2t', '.mpg', '.mpeg'],
  'mpeg-ps': ['.mpg', '.mpeg', '.vob', '.dat'],
  asf: ['.wmv', '.asf'],
  flv: ['.flv'],
  ogg: ['.ogv', '.ogg', '.ogm'],
  mxf: ['.mxf'],
  dv: ['.dv'],
  ivf: ['.ivf'],
  y4m: ['.y4m'],
  'raw-h264': ['.h264', '.264', '.avc'],
  'raw-hevc': ['.h265', '.265', '.hevc'],
  'raw-mpeg': ['.m2v', '.mpv', '.m1v', '.m4v', '.mpg'],
};

/** An interval may end so many seconds behind its video: people round times. */
const ROUNDING = 0.1;

/** Seconds from each start and before each end that are decoded. */
const PROBED = 1;

/**
 * Video and sound: the file is there and holds something. A video is opened: what it holds, how large its frames are, how long it
 * is; and it is decoded where its rows begin and end. Sound is read as far as its rows reach.
 */
export async function checkClip(
  absolute: string,
  kind: 'video' | 'sound',
  rows: readonly Sample[],
): Promise<Checked> {
  const [{ path, subject }] = rows;
  const of = { path, subject };
  const failed = (finding: Finding, bytesHash?: string): Checked => ({
    file: { path, rows, bytesHash, isVideo: kind === 'video' },
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
    const file = { path, rows, bytesHash, isVideo: kind === 'video' };
    try {
      if (kind === 'sound') {
        return { file, findings: await soundFindings(absolute, rows) };
      }
      const video = await openVideo(absolute, { name: path });
      try {
        const findings = videoFindings(video.description, rows);
        return { file, findings: [...findings, ...(await framesFindings(video, rows))] };
      } finally {
        await video.close();
      }
    } catch (error) {
      if (!(error instanceof WinceError)) throw error;
      const { code, message, hint } = error;
      return failed({ level: 'error', code, message, ...of, hint }, bytesHash);
    }
  } catch (cause) {
    const code = systemCode(cause);
    if (code === undefined) throw cause;
    if (code === 'ENOENT' || code === 'ENOTDIR') return failed(missingFile(of));
    return failed({
      level: 'error',
      code: 'unreadable-file',
      message: `${path} cannot be read: ${systemReason(cause)}.`,
      ...of,
      hint: 'Check that it is a file and that you may read it.',
    });
  }
}

/** Reads sound as far as its rows need it: what of it is lost is told. */
async function soundFindings(absolute: string, rows: readonly Sample[]): Promise<readonly Finding[]> {
  const [{ path, subject }] = rows;
  const last = rows.reduce((most, { end }) => Math.max(most, end ?? Number.POSITIVE_INFINITY), 0);
  const sound = await openSound(absolute, { name: path });
  try {
    let end = 0;
    for await (const { time, samples, sampleRate } of sound.blocks({ end: last }))
      end = time + samples.length / sampleRate;
    const stated = sound.description.duration;
    const duration = end < last - ROUNDING ? end : stated;
    const reasons = sound.completeness?.reasons ?? [];
    const warnings = reasons.map(({ message }): Finding => {
      const hint = 'wince reads the part that exists. If the source has more, copy the file again.';
      return { level: 'warning', code: 'partial-sound', message, path, subject, hint };
    });
    return [...warnings, ...intervalFindings(duration, rows)];
  } finally {
    await sound.close();
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
  return [...findings, ...intervalFindings(duration, rows)];
}

/** @param duration of the file in seconds; null where it does not say */
function intervalFindings(duration: number | null, rows: readonly Sample[]): readonly Finding[] {
  const [{ path, subject }] = rows;
  const of = { path, subject };
  const findings: Finding[] = [];
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

/** Decodes a second where rows begin, and one before they end: what of it is lost is told. */
async function framesFindings(video: Video, rows: readonly Sample[]): Promise<readonly Finding[]> {
  const [{ path, subject }] = rows;
  const { duration } = video.description;
  const findings: Finding[] = [];
  const looked = new Map<string, string | null>();
  const look = async (start: number, end: number | undefined): Promise<string | null> => {
    const key = `${start} ${end}`;
    let found = looked.get(key);
    if (found === undefined) {
      found = await whatIsLost(video, start, end);
      looked.set(key, found);
    }
    return found;
  };
  for (const { start, end, line } of rows) {
    const from = start ?? 0;
    const last = Math.min(end ?? duration ?? Number.POSITIVE_INFINITY, duration ?? Number.POSITIVE_INFINITY);
    // What lies behind the end is told by its length.
    if (from >= last) continue;
    const places = [{ what: 'start', from, to: Math.min(from + PROBED, last) }];
    if (Number.isFinite(last) && last - PROBED > from)
      places.push({ what: 'end', from: last - PROBED, to: last });
    for (const { what, from: first, to } of places) {
      const lost = await look(first, Number.isFinite(to) ? to : undefined);
      if (lost === null) continue;
      findings.push({
        level: 'warning',
        code: 'frames-lost',
        message: `Line ${line}: frames of ${path} are missing at the ${what} of the row, from ${first.toFixed(2)} s to ${to.toFixed(2)} s: ${lost}`,
        ...{ path, subject },
        hint: 'Look at this place in a player. If the frames are damaged, copy the file again from its source, or move the row.',
      });
    }
  }
  return findings;
}

/** Smaller pictures are made faster. */
const PROBE_SIDE = 64;

/** What of a part of a video cannot be given, in words; null where nothing is missing. */
async function whatIsLost(video: Video, start: number, end: number | undefined): Promise<string | null> {
  try {
    for await (const _ of video.frames({ start, end, maximumSide: PROBE_SIDE })) {
      // Decoding is all that is wanted.
    }
  } catch (error) {
    if (!(error instanceof WinceError)) throw error;
    // A frame may stand longer than the part that is looked at.
    return error.code === 'empty-interval' ? null : error.message;
  }
  const { completeness } = video;
  if (!completeness || completeness.lostFrames === 0) return null;
  const { soundFrames, lostFrames } = completeness;
  return `${lostFrames} of ${soundFrames + lostFrames} frames cannot be decoded.`;
}
