import { WinceError } from '@wince/core';

/** The error of a camera that cannot be watched. */
export function noCamera(text: string, why: string, cause?: unknown): WinceError {
  return new WinceError('no-camera', `There is no camera ${text} that can be watched: ${why}.`, {
    hint: 'Name one as /dev/video0, camera:0 or camera:NAME, and check that no other program uses it.',
    cause,
  });
}
