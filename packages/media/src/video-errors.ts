import { WinceError } from '@wince/core';
import type { Size } from './size.ts';

const COPY_AGAIN = 'Copy the file again from its source, or leave it out.';

/** What is read, for messages. */
const READ_CONTAINERS = 'MP4, MOV, MKV, WebM, AVI, MPEG-TS, MPEG-PS, WMV, FLV, OGV or MXF';

/** The error `empty-file`: a file of 0 bytes. @param name what the message calls the video, here and below */
export function emptyVideo(name: string): WinceError {
  return new WinceError('empty-file', `${name} has no content (0 bytes).`, { hint: COPY_AGAIN });
}

/** The error `not-a-video`: the content of the file is no container that is read here. @param cause the decoder's own error */
export function notAVideo(name: string, cause?: unknown): WinceError {
  return new WinceError(
    'not-a-video',
    `${name} is not a video: its content does not have a known video format.`,
    {
      hint: `Give an ${READ_CONTAINERS} file; the content of the file is checked, not its name. ${makeReadable(name)}`,
      cause,
    },
  );
}

/** What makes a file readable that is not. */
function makeReadable(name: string): string {
  return `If a player shows it, this makes a copy that can be read: ffmpeg -i "${name}" -c:v libx264 -crf 18 -pix_fmt yuv420p -c:a aac readable.mp4`;
}

/** The error `video-without-index`: an MP4 or MOV file without the index that is written last. */
export function videoWithoutIndex(name: string): WinceError {
  return new WinceError(
    'video-without-index',
    `${name} cannot be read: its index is missing. A recorder writes the index last, so the file was cut off or is still being written.`,
    { hint: 'Wait until the file is completely written, or copy it again from its source.' },
  );
}

/**
 * The error `damaged-video`: the container is known, and what is in it cannot be read.
 *
 * @param why what is wrong, without a full stop
 * @param cause the decoder's own error
 */
export function damagedVideo(name: string, why: string, cause?: unknown): WinceError {
  return new WinceError('damaged-video', `${name} is damaged or cut off: ${why}.`, {
    hint: COPY_AGAIN,
    cause,
  });
}

/** The error `no-video-track`: a file that can be read and holds no pictures. @param hasSound whether it holds sound */
export function noVideoTrack(name: string, hasSound: boolean): WinceError {
  return new WinceError('no-video-track', `${name} contains no video${hasSound ? ', only sound' : ''}.`, {
    hint: 'Give the file that contains the video.',
  });
}

/** The error `encrypted-video`: the packets of the video track are encrypted. */
export function encryptedVideo(name: string): WinceError {
  return new WinceError('encrypted-video', `${name} is encrypted.`, {
    hint: 'Export it again, without encryption, from the program that made it.',
  });
}

/**
 * The error `unsupported-codec`.
 *
 * @param codec as {@link VideoDescription.codec} has it
 * @param readable the codecs that can be decoded here; empty where there are none
 */
export function unsupportedCodec(name: string, codec: string, readable: readonly string[]): WinceError {
  return new WinceError('unsupported-codec', `${name} uses ${codec}, which cannot be decoded here.`, {
    hint:
      readable.length > 0
        ? `Convert it to one of these: ${readable.join(', ')}. ${makeReadable(name)}`
        : 'This page cannot decode any video. A browser decodes video only in pages that are opened over https or from this computer.',
  });
}

/**
 * The error `unsupported-container`: a video that Node reads and a page does not.
 *
 * @param container as {@link VideoDescription.container} has it
 * @param readable the containers that are read here, in words
 */
export function unsupportedContainer(name: string, container: string, readable: string): WinceError {
  return new WinceError(
    'unsupported-container',
    `${name} is a file of the format ${container}, which cannot be read here.`,
    {
      hint: `Convert it to one of these: ${readable}. Or read it with the wince command.`,
    },
  );
}

/** The error `video-not-in-page` of a video whose fields the command line weaves. */
export function interlacedInPage(name: string): WinceError {
  const copy = `ffmpeg -i "${name}" -vf bwdif=mode=send_frame -c:v libx264 -crf 18 -pix_fmt yuv420p -c:a aac plain.mp4`;
  return videoNotInPage(name, 'interlaced', `Use \`wince predict\`, or make a copy without fields: ${copy}`);
}

/** The error `video-not-in-page` of a video whose light the command line maps to a plain screen. @param transfer `PQ` or `HLG` */
export function hdrInPage(name: string, transfer: string): WinceError {
  const hint = 'Use `wince predict`, or record without high dynamic range.';
  return videoNotInPage(name, `of high dynamic range (${transfer})`, hint);
}

function videoNotInPage(name: string, what: string, hint: string): WinceError {
  const message = `${name} is ${what}, and a page does not show it as the command line does.`;
  return new WinceError('video-not-in-page', message, { hint });
}

/**
 * The error `video-too-large`: refused before a frame is decoded.
 *
 * @param size of a frame in pixels
 * @param maximumPixels the most pixels that a frame may have, width times height
 */
export function videoTooLarge(name: string, { width, height }: Size, maximumPixels: number): WinceError {
  return new WinceError(
    'video-too-large',
    `${name} has frames of ${width} x ${height} pixels. At most ${maximumPixels} pixels can be decoded.`,
    { hint: 'Check the file, or save it with smaller frames.' },
  );
}

/**
 * The error `no-frames`: there is a video track, and none of its frames can be given.
 *
 * @param lost frames that are in the file and cannot be decoded
 */
export function noFrames(name: string, lost: number): WinceError {
  const why = lost > 0 ? `none of its ${lost} frames can be decoded` : 'it contains no frames';
  return new WinceError('no-frames', `${name} gives no frames: ${why}.`, { hint: COPY_AGAIN });
}

/**
 * The error `empty-interval`: no frame is between two times.
 *
 * @param start seconds
 * @param end seconds; undefined is the end of the video
 */
export function emptyInterval(name: string, start: number, end: number | undefined): WinceError {
  const until = end === undefined ? 'the end' : `${end} s`;
  return new WinceError('empty-interval', `${name} has no frame between ${start} s and ${until}.`, {
    hint: 'Compare the interval with the length of the video.',
  });
}
