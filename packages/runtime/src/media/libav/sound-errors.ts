import { WinceError } from '@wince/core';

const COPY_AGAIN = 'Copy the file again from its source, or leave it out.';

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

export function noSoundTrack(name: string): WinceError {
  return new WinceError('no-sound-track', `${name} has no sound.`, {
    hint: 'Give a recording with sound, or leave out the features that need sound.',
  });
}

export function damagedSound(name: string, why: string): WinceError {
  return new WinceError('damaged-sound', `The sound of ${name} is damaged or cut off: ${why}.`, {
    hint: COPY_AGAIN,
  });
}

export function emptySoundInterval(name: string, start: number, end: number | undefined): WinceError {
  const until = end === undefined ? 'the end' : `${end} s`;
  return new WinceError('empty-interval', `${name} has no sound between ${start} s and ${until}.`, {
    hint: 'Check the interval against the length of the recording.',
  });
}
