import {
  BlobSource,
  EncodedPacketSink,
  Input,
  type InputVideoTrack,
  MATROSKA,
  MP4,
  MPEG_TS,
  QTFF,
  WEBM,
} from 'mediabunny';
import { type ContainerStructure, readStructure } from './container.ts';
import { startsAtZero } from './frame-options.ts';
import { fieldReader } from './h264/h264-fields.ts';
import { PAGE_CONTAINERS } from './readable.ts';
import {
  emptyVideo,
  encryptedVideo,
  notAVideo,
  unsupportedContainer,
  videoWithoutIndex,
} from './video-errors.ts';

/** A container that mediabunny reads. Dispose of the input after use. */
export interface OpenedInput {
  readonly input: Input;
  readonly structure: ContainerStructure;
}

/**
 * Opens a container, of which nothing is decoded yet.
 *
 * @throws WinceError `empty-file`, `not-a-video`, `unsupported-container`, `video-without-index`, `encrypted-video`
 */
export async function openPageInput(blob: Blob, name: string): Promise<OpenedInput> {
  if (blob.size === 0) throw emptyVideo(name);
  const read = async (offset: number, length: number) =>
    new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
  const structure = await readStructure(read, blob.size);
  if (!structure) throw notAVideo(name);
  if (!PAGE_CONTAINERS.includes(structure.container)) {
    throw unsupportedContainer(name, structure.container, PAGE_CONTAINERS.join(', '));
  }
  if (structure.withoutIndex) throw videoWithoutIndex(name);
  if (structure.isEncrypted) throw encryptedVideo(name);
  const input = new Input({ source: new BlobSource(blob), formats: [MP4, QTFF, MATROSKA, WEBM, MPEG_TS] });
  return { input, structure };
}

/** Packets that the mean frame rate is taken from. */
const RATE_PACKETS = 256;

/** When the first frame of a video is shown, in seconds of the container's clock, and its mean frames a second where they are known. */
export async function firstFrameOf(
  track: InputVideoTrack,
): Promise<{ readonly firstTime: number; readonly frameRate: number | null }> {
  // What lies before time 0 of the container is there to be decoded, not to be shown.
  const first = Math.max(0, await track.getFirstTimestamp());
  const { averagePacketRate } = await track.computePacketStats(RATE_PACKETS);
  const frameRate = averagePacketRate > 0 ? averagePacketRate : null;
  return { firstTime: startsAtZero(first, frameRate) ? 0 : first, frameRate };
}

/** Packets that are looked at for fields. */
const FIELD_PACKETS = 64;

/** Whether a video is interlaced, by its first packets: of the codecs that pages decode, H.264 alone has fields in use. */
export async function isInterlaced(track: InputVideoTrack): Promise<boolean> {
  if ((await track.getCodec()) !== 'avc') return false;
  const description = (await track.getDecoderConfig())?.description;
  const reader = fieldReader(description ? bytesOf(description) : null);
  if (reader.framesOnly()) return false;
  const sink = new EncodedPacketSink(track);
  let packet = await sink.getFirstPacket();
  for (let packets = 0; packet && packets < FIELD_PACKETS; packets++) {
    if (reader.isInterlaced(packet.data)) return true;
    if (reader.framesOnly()) return false;
    packet = await sink.getNextPacket(packet);
  }
  return false;
}

function bytesOf(source: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}

/** The name of a transfer of high dynamic range in the words of WebCodecs; null for a plain one. */
export function hdrOf(transfer: string | null | undefined): 'PQ' | 'HLG' | null {
  if (transfer === 'pq') return 'PQ';
  return transfer === 'hlg' ? 'HLG' : null;
}
