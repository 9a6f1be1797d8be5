import { extname } from 'node:path';

/** A format of recordings that is known by the endings of its files. */
export interface RecordingFormat {
  readonly name: string;
  readonly medium: 'picture' | 'video' | 'sound';
  /** In small letters, the usual one first. */
  readonly endings: readonly string[];
  /** What to do with such a file, as it is not read; null where it is read. */
  readonly instead: string | null;
}

const AS_JPEG = 'Save it as JPEG or PNG';
const AS_MP4 = 'Convert it to MP4';
const AS_WAV = 'Convert it to WAV or FLAC';

/**
 * Every format that is known, those that are read first. The one list of them: `--help`, messages, the guide and the program
 * itself go by it.
 */
export const recordingFormats: readonly RecordingFormat[] = [
  read('JPEG', 'picture', '.jpg .jpeg .jpe .jfif'),
  read('PNG', 'picture', '.png'),
  read('BMP', 'picture', '.bmp .dib'),
  read('WebP', 'picture', '.webp'),
  read('TIFF', 'picture', '.tif .tiff'),
  read('GIF', 'picture', '.gif'),
  read('HEIC', 'picture', '.heic .heif .hif'),
  read('AVIF', 'picture', '.avif'),
  read('MP4', 'video', '.mp4 .m4v .3gp'),
  read('MOV', 'video', '.mov'),
  read('MKV', 'video', '.mkv'),
  read('WebM', 'video', '.webm'),
  read('AVI', 'video', '.avi'),
  read('MPEG-TS', 'video', '.mts .m2ts'),
  read('MPEG-PS', 'video', '.mpg .mpeg .vob'),
  read('Windows Media', 'video', '.wmv .asf'),
  read('Flash Video', 'video', '.flv'),
  read('Ogg Video', 'video', '.ogv'),
  read('MXF', 'video', '.mxf'),
  read('DV', 'video', '.dv'),
  read('IVF', 'video', '.ivf'),
  read('Y4M', 'video', '.y4m'),
  read('H.264 stream', 'video', '.h264 .264'),
  read('HEVC stream', 'video', '.h265 .265 .hevc'),
  read('MPEG stream', 'video', '.m2v .m1v'),
  read('WAV', 'sound', '.wav'),
  read('MP3', 'sound', '.mp3'),
  read('FLAC', 'sound', '.flac'),
  read('OGG', 'sound', '.ogg .opus'),
  read('M4A', 'sound', '.m4a'),
  read('AIFF', 'sound', '.aif .aiff'),
  read('AAC', 'sound', '.aac'),
  read('AMR', 'sound', '.amr'),
  read('CAF', 'sound', '.caf'),
  notRead('JPEG 2000', 'picture', '.jp2 .j2k .j2c .jpf .jpx .jpm', AS_JPEG),
  notRead('JPEG XL', 'picture', '.jxl', AS_JPEG),
  notRead(
    'camera RAW',
    'picture',
    '.dng .cr2 .cr3 .crw .nef .nrw .arw .sr2 .srf .srw .raf .orf .rw2 .rwl .pef .raw .3fr .iiq .x3f .erf .kdc .mrw',
    'Export it as JPEG or PNG from a program that develops RAW files',
  ),
  notRead('DICOM', 'picture', '.dcm', 'Export it as PNG, without the data of the person'),
  notRead('Photoshop', 'picture', '.psd', AS_JPEG),
  notRead('Netpbm', 'picture', '.ppm .pgm .pnm', AS_JPEG),
  notRead('RealMedia', 'video', '.rm .rmvb', AS_MP4),
  notRead('Windows Media Audio', 'sound', '.wma', AS_WAV),
];

function read(name: string, medium: RecordingFormat['medium'], endings: string): RecordingFormat {
  return { name, medium, endings: endings.split(' '), instead: null };
}

function notRead(
  name: string,
  medium: RecordingFormat['medium'],
  endings: string,
  instead: string,
): RecordingFormat {
  return { name, medium, endings: endings.split(' '), instead };
}

const byEnding = new Map(
  recordingFormats.flatMap((format) => format.endings.map((ending) => [ending, format] as const)),
);

/** The format that the ending of a name claims; undefined for an ending of no known recording. */
export function namedFormat(path: string): RecordingFormat | undefined {
  return byEnding.get(extname(path.trim()).toLowerCase());
}

/** The formats that are read, in words: `pictures: JPEG (.jpg .jpeg), PNG (.png)`, a line for each medium. */
export function readableFormats(): readonly string[] {
  return (['picture', 'video', 'sound'] as const).map((medium) => {
    const own = recordingFormats.filter((format) => format.medium === medium && format.instead === null);
    const named = own.map(({ name, endings }) => `${name} (${endings.join(' ')})`);
    return `${medium === 'sound' ? 'sound' : `${medium}s`}: ${named.join(', ')}`;
  });
}
