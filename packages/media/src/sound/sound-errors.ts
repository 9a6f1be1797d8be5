import { WinceError } from '@wince/core';

const COPY_AGAIN = 'Copy the file again from its source, or leave it out.';

/** The error `not-a-sound`: the content of the file is no format of sound that is read here. @param cause the decoder's own error */
export function notASound(name: string, cause?: unknown): WinceError {
  return new WinceError(
    'not-a-sound',
    `${name} is not a sound recording: its content does not have a known format.`,
    {
      hint: 'Give a WAV, FLAC, MP3, OGG, M4A, MP4, MOV, MKV or WebM file. The content of the file is checked, not its name.',
      cause,
    },
  );
}

/** The error `no-sound-track`: a recording without sound. @param name what the message calls the recording, here and below */
export function noSoundTrack(name: string): WinceError {
  return new WinceError('no-sound-track', `${name} has no sound.`, {
    hint: 'Give a recording with sound, or leave out the features that need sound.',
  });
}

/** The error `damaged-sound`. @param why what is wrong, without a full stop */
export function damagedSound(name: string, why: string): WinceError {
  return new WinceError('damaged-sound', `The sound of ${name} is damaged or cut off: ${why}.`, {
    hint: COPY_AGAIN,
  });
}

/** The error `empty-interval`: no sound is between two times. @param start seconds @param end seconds; undefined is the end */
export function emptySoundInterval(name: string, start: number, end: number | undefined): WinceError {
  const until = end === undefined ? 'the end' : `${end} s`;
  return new WinceError('empty-interval', `${name} has no sound between ${start} s and ${until}.`, {
    hint: 'Check the interval against the length of the recording.',
  });
}
