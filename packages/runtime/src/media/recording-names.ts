import { namedFormat } from './recording-formats.ts';

/** Whether a name ends as a picture does. The content decides in the end; this tells pictures from clips beforehand. */
export function namesPicture(path: string): boolean {
  return readAs(path) === 'picture';
}

/** Whether a name ends as video does. */
export function namesVideo(path: string): boolean {
  return readAs(path) === 'video';
}

/** The medium that the ending claims, where files of this format are read. */
function readAs(path: string): 'picture' | 'video' | 'sound' | null {
  const format = namedFormat(path);
  return format && format.instead === null ? format.medium : null;
}
