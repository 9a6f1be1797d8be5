import type { Video } from '@wince/media';
import { noCamera } from './no-camera.ts';

/** How a camera is named: `/dev/video0`, `camera:0`, or `camera:` and the name that the system gives it. */
export function cameraName(text: string): string | number | undefined {
  const named = /^camera:(.+)$/.exec(text)?.[1];
  if (named !== undefined) return /^\d+$/.test(named) ? Number(named) : named;
  return /^\/dev\/video\d+$/.test(text) ? text : undefined;
}

/**
 * Opens a camera: V4L2 on Linux, AVFoundation on macOS, DirectShow on Windows. Each call of `frames` starts the camera
 * anew, and its times begin at 0. Frames go on until the generator is returned or `stop` is aborted.
 *
 * @param text as {@link cameraName} takes it
 * @throws WinceError `no-camera`, `unsupported-codec`
 */
export async function openCamera(
  text: string,
  options: { readonly stop?: AbortSignal } = {},
): Promise<Video> {
  const device = cameraName(text);
  if (device === undefined) throw noCamera(text, 'this is not the name of a camera');
  const { openLibavCamera } = await import('./libav/camera.ts');
  return openLibavCamera(text, device, options);
}
