/** The kinds of video files that are told apart by their content. */
export type VideoContainer =
  | ('mp4' | 'mov' | 'matroska' | 'webm' | 'avi' | 'mpeg-ts' | 'mpeg-ps' | 'asf' | 'flv' | 'ogg' | 'mxf')
  | ('dv' | 'ivf' | 'y4m' | 'raw-h264' | 'raw-hevc' | 'raw-mpeg');

/** Gives `length` bytes from `offset` on, or fewer where the file ends. */
export type ReadBytes = (offset: number, length: number) => Promise<Uint8Array>;

/** What the outermost layer of a file says of it. */
export interface ContainerStructure {
  readonly container: VideoContainer;
  /** Whether the file ends before its outermost parts do, in bytes that are missing; 0 where nothing is. */
  readonly missingBytes: number;
  /** Whether an MP4 or MOV has neither an index nor fragments: nothing of it can be decoded. */
  readonly withoutIndex: boolean;
  /** Whether a track of an MP4 or MOV is protected. */
  readonly isEncrypted: boolean;
}

/**
 * Tells the container of a file by its content, and whether the file is as long as its outermost parts claim. Nothing for a
 * file of another kind, and for pictures.
 *
 * `file-type` cannot take the place of the first lines: it needs modules that a page cannot load as they are, does not know
 * fragments of an MP4 without their start, and takes a text with two well-placed letters G for a transport stream.
 */
export async function readStructure(read: ReadBytes, size: number): Promise<ContainerStructure | undefined> {
  const head = await read(0, Math.min(size, 4096));
  if (ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 4) === 'AVI ') return riffStructure(read, size);
  if (startsWith(head, [0x1a, 0x45, 0xdf, 0xa3])) return ebmlStructure(head, size);
  if (MP4_STARTS.includes(ascii(head, 4, 4))) {
    if (ascii(head, 4, 4) === 'ftyp' && STILL_PICTURES.includes(ascii(head, 8, 4))) return undefined;
    return boxStructure(read, size);
  }
  if (isTransportStream(head)) return { container: 'mpeg-ts', ...WHOLE };
  if (startsWith(head, [0x00, 0x00, 0x01, 0xba])) return { container: 'mpeg-ps', ...WHOLE };
  const other = STARTS.find(({ start }) => startsWith(head, start))?.container ?? rawStream(head);
  return other && { container: other, ...WHOLE };
}

/** Containers that their first bytes tell, and of which no more is looked at here. */
const STARTS: readonly { readonly container: VideoContainer; readonly start: readonly number[] }[] = [
  // The identifier of the header object of Microsoft's Advanced Systems Format (WMV).
  { container: 'asf', start: [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11] },
  { container: 'flv', start: [...bytesOf('FLV'), 1] },
  // SMPTE 377: the key of a header partition.
  { container: 'mxf', start: [0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0d, 0x01, 0x02] },
  { container: 'ivf', start: bytesOf('DKIF') },
  { container: 'y4m', start: bytesOf('YUV4MPEG2 ') },
  // IEC 61834: the header of the first block of a frame.
  { container: 'dv', start: [0x1f, 0x07, 0x00] },
];

/** Words in the first pages of an OGG that tell that a track of it is video. */
const VIDEO_IN_OGG = ['\x80theora', '\x01video', 'BBCD\0'];

/** Every track of an OGG begins with a page of its own, and all these pages come first. @param text the first 512 bytes as Latin-1 */
export function isVideoInOgg(text: string): boolean {
  return text.startsWith('OggS') && VIDEO_IN_OGG.some((word) => text.includes(word));
}

/** A stream of a codec without a container, by the kind of its first unit behind a start code. */
function rawStream(head: Uint8Array): VideoContainer | undefined {
  if (isVideoInOgg(latin(head.subarray(0, 512)))) return 'ogg';
  const long = startsWith(head, [0, 0, 0, 1]);
  if (!long && !startsWith(head, [0, 0, 1])) return undefined;
  const [unit, second] = head.subarray(long ? 4 : 3);
  // The sequence header of MPEG-1 and MPEG-2; the sequence of visual objects of MPEG-4.
  if (!long && (unit === 0xb3 || unit === 0xb0)) return 'raw-mpeg';
  // A delimiter or a set of parameters. HEVC: those of the video, the sequence; its second byte is 1.
  if ([0x40, 0x42, 0x46].includes(unit) && second === 1) return 'raw-hevc';
  return unit < 0x80 && [7, 9].includes(unit & 31) ? 'raw-h264' : undefined;
}

function bytesOf(text: string): readonly number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}

const WHOLE = { missingBytes: 0, withoutIndex: false, isEncrypted: false } as const;

/** Types of boxes that an MP4 or MOV file starts with. */
const MP4_STARTS = ['ftyp', 'styp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot', 'moof'];

/**
 * Brands of pictures in the boxes of an MP4 (HEIC, AVIF, Canon's CR3). A decoder of videos takes a tile of such a picture for
 * a frame.
 */
const STILL_PICTURES = ['mif1', 'heic', 'heix', 'heim', 'heis', 'avif', 'crx '];

/** ISO 14496-12, 4.2: boxes side by side, each with its size in front. */
async function boxStructure(read: ReadBytes, size: number): Promise<ContainerStructure> {
  let container: VideoContainer = 'mov';
  let withoutIndex = true;
  let isEncrypted = false;
  let at = 0;
  while (at + 8 <= size) {
    const head = await read(at, 16);
    const view = viewOf(head);
    const type = ascii(head, 4, 4);
    let length = view.getUint32(0);
    if (length === 1 && head.length >= 16) length = Number(view.getBigUint64(8));
    // 0: up to the end of the file.
    else if (length === 0) length = size - at;
    if (type === 'ftyp') container = ascii(head, 8, 4) === 'qt  ' ? 'mov' : 'mp4';
    // An index that is itself cut off is none.
    if ((type === 'moov' || type === 'moof') && at + length <= size) withoutIndex = false;
    if (type === 'moov' && at + length <= size)
      isEncrypted = await hasProtectedTrack(read, at + 8, at + length);
    // No box is that short: what follows is no box, and its length is not known.
    if (length < 8) return { container, missingBytes: 0, withoutIndex, isEncrypted };
    at += length;
  }
  return { container, missingBytes: Math.max(0, at - size), withoutIndex, isEncrypted };
}

/** Boxes that lead to the description of a track's samples. */
const TO_SAMPLES = ['trak', 'mdia', 'minf', 'stbl'];

/** Names of sample entries under which a protected video stands (ISO 14496-12, 8.12; QuickTime). */
const PROTECTED = ['encv', 'drmi'];

async function hasProtectedTrack(read: ReadBytes, first: number, end: number): Promise<boolean> {
  for (let at = first; at + 8 <= end; ) {
    const head = await read(at, 24);
    const type = ascii(head, 4, 4);
    const length = viewOf(head).getUint32(0);
    if (length < 8) return false;
    if (TO_SAMPLES.includes(type) && (await hasProtectedTrack(read, at + 8, at + length))) return true;
    // Version and number of entries, then the first entry: its length and its name.
    if (type === 'stsd' && PROTECTED.includes(ascii(head, 20, 4))) return true;
    at += length;
  }
  return false;
}

/** RFC 8794: a header, then one segment that holds everything. */
function ebmlStructure(head: Uint8Array, size: number): ContainerStructure {
  const container = latin(head.subarray(0, 64)).includes('webm') ? 'webm' : 'matroska';
  const structure = { container, ...WHOLE } as const;
  const header = variableInteger(head, 4);
  if (!header || header.value === null) return structure;
  const at = header.next + header.value;
  if (!startsWith(head.subarray(at), [0x18, 0x53, 0x80, 0x67])) return structure;
  const segment = variableInteger(head, at + 4);
  // A segment of unknown length was written by a recorder that never went back to it.
  if (!segment || segment.value === null) return structure;
  return { ...structure, missingBytes: Math.max(0, segment.next + segment.value - size) };
}

/** RFC 8794, 4: an integer that says its own length; null for "unknown". */
function variableInteger(
  bytes: Uint8Array,
  at: number,
): { readonly value: number | null; readonly next: number } | undefined {
  if (at >= bytes.length || bytes[at] === 0) return undefined;
  const length = Math.clz32(bytes[at]) - 23;
  if (at + length > bytes.length) return undefined;
  let value = bytes[at] & (0xff >> length);
  let ones = value === 0xff >> length;
  for (let i = 1; i < length; i++) {
    value = value * 256 + bytes[at + i];
    ones &&= bytes[at + i] === 0xff;
  }
  return { value: ones ? null : value, next: at + length };
}

/** RIFF chunks side by side: `AVI ` first, then, in files over 1 GB, further ones (`AVIX`). */
async function riffStructure(read: ReadBytes, size: number): Promise<ContainerStructure> {
  let at = 0;
  while (at + 8 <= size) {
    const head = await read(at, 8);
    if (ascii(head, 0, 4) !== 'RIFF') break;
    const length = viewOf(head).getUint32(4, true);
    // 0: a recorder that never came back to write it.
    if (length === 0) return { container: 'avi', ...WHOLE };
    at += 8 + length + (length % 2);
  }
  // The byte that fills up an odd length may be left out at the end.
  return { container: 'avi', ...WHOLE, missingBytes: at - size > 1 ? at - size : 0 };
}

/** ISO 13818-1, 2.4.3.2: packets of 188 bytes (192 with a time in front), each with the same first byte. */
function isTransportStream(head: Uint8Array): boolean {
  return [
    { first: 0, step: 188 },
    { first: 4, step: 192 },
  ].some(
    ({ first, step }) =>
      head.length > first + 2 * step && [0, 1, 2].every((packet) => head[first + packet * step] === 0x47),
  );
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return bytes.length >= start.length && start.every((byte, i) => bytes[i] === byte);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function ascii(bytes: Uint8Array, at: number, length: number): string {
  return latin(bytes.subarray(at, at + length));
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
