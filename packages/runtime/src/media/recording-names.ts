import { extname } from 'node:path';

/** Endings of pictures. */
export const PICTURE_ENDINGS = [
  '.jpg',
  '.jpeg',
  '.jpe',
  '.jfif',
  '.png',
  '.bmp',
  '.webp',
  '.tif',
  '.tiff',
  '.gif',
];
const VIDEOS = ['.mp4', '.m4v', '.mov', '.mkv', '.webm', '.avi', '.mpg', '.mpeg', '.mts', '.m2ts', '.3gp'];
const SOUNDS = ['.wav', '.mp3', '.flac', '.ogg', '.m4a'];
/** Endings of video and sound. */
export const CLIP_ENDINGS = [...VIDEOS, ...SOUNDS];

/** Whether a name ends as a picture does. The content decides in the end; this tells pictures from clips beforehand. */
export function namesPicture(path: string): boolean {
  return PICTURE_ENDINGS.includes(extname(path).toLowerCase());
}

/** Whether a name ends as video or sound does. */
export function namesClip(path: string): boolean {
  return CLIP_ENDINGS.includes(extname(path).toLowerCase());
}

/** Whether a name ends as video does. */
export function namesVideo(path: string): boolean {
  return VIDEOS.includes(extname(path).toLowerCase());
}
