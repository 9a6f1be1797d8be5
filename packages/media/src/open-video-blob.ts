import type { OpenVideoOptions, Video } from './video.ts';

/**
 * Opens a video of which the bytes are at hand: a file that a user chose in a page, or one that Node opened as a blob. It is decoded
 * by the browser, or by what has been registered with mediabunny, on the processor. Nothing leaves the page.
 *
 * Interlaced video, and video of high dynamic range, is refused: its frames would be other ones than those of the command line.
 *
 * @throws WinceError `empty-file`, `not-a-video`, `unsupported-container`, `video-without-index`, `damaged-video`,
 *   `no-video-track`, `encrypted-video`, `unsupported-codec`, `video-too-large`, `video-not-in-page`
 */
export async function openVideoBlob(blob: Blob, options: OpenVideoOptions = {}): Promise<Video> {
  const { openWithMediabunny } = await import('./mediabunny-video.ts');
  return openWithMediabunny(blob, options);
}
