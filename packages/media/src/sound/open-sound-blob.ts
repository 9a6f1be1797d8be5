import type { OpenVideoOptions } from '../video.ts';
import type { BlobSound } from './blob-sound.ts';

/**
 * Opens the sound of a video of which the bytes are at hand; see `openVideoBlob`. Nothing leaves the page.
 *
 * @throws WinceError `no-sound-track`, `unsupported-codec`, `damaged-sound`, and those of `openVideoBlob` for its container
 */
export async function openSoundBlob(
  blob: Blob,
  options: Pick<OpenVideoOptions, 'name' | 'clock'> = {},
): Promise<BlobSound> {
  const { openSoundWithMediabunny } = await import('./mediabunny-sound.ts');
  return openSoundWithMediabunny(blob, options);
}
