import {
  emptyVideo,
  MAXIMUM_VIDEO_PIXELS,
  notAVideo,
  noVideoTrack,
  type OpenVideoOptions,
  readStructure,
  type Video,
} from '@wince/media';
import { CONTENT_HEAD } from './file-content.ts';
import { fileVersion, openFile } from './file-handle.ts';
import { beginsAsSound } from './sound-content.ts';

/** How a video file is opened. */
export interface OpenFileOptions extends OpenVideoOptions {
  /** Whether the file is still being written. */
  readonly isGrowing?: boolean;
}

/**
 * Opens a video file: MP4, MOV, MKV, WebM, AVI, MPEG-TS or MPEG-PS, told by content and not by name. Close it after use.
 *
 * @example
 * const video = await openVideo('S01.mp4');
 * try {
 *   for await (const { time, image } of video.frames({ maximumSide: 960 })) look(time, image);
 *   if (video.completeness?.state === 'partial') tell(video.completeness.reasons);
 * } finally {
 *   await video.close();
 * }
 *
 * @throws WinceError `no-such-file`, `unreadable-file`, `empty-file`, `not-a-video`, `video-without-index`, `damaged-video`,
 *   `no-video-track`, `encrypted-video`, `unsupported-codec`, `video-too-large`
 */
export async function openVideo(path: string, options: OpenFileOptions = {}): Promise<Video> {
  const { name = path, maximumPixels = MAXIMUM_VIDEO_PIXELS, clock, isGrowing } = options;
  const file = await openFile(path, name);
  try {
    const { size } = await file.stat();
    if (size === 0) throw emptyVideo(name);
    const read = async (offset: number, length: number) => {
      const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    };
    const structure = await readStructure(read, size);
    if (!structure) {
      const isSound = await beginsAsSound(await read(0, CONTENT_HEAD));
      throw isSound ? noVideoTrack(name, true) : notAVideo(name);
    }
    const { openLibavVideo } = await import('./libav/libav-video.ts');
    return await openLibavVideo(path, {
      ...{ name, maximumPixels, structure, isGrowing, containerClock: clock === 'container' },
      version: () => fileVersion(path),
    });
  } finally {
    await file.close();
  }
}
