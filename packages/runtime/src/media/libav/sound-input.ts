import {
  type ContainerStructure,
  damagedSound,
  encryptedVideo,
  noSoundTrack,
  unsupportedCodec,
  videoWithoutIndex,
} from '@wince/media';
import { avGetCodecName, Codec, Dictionary, FormatContext, Log, type Stream } from 'node-av';
import { AV_LOG_QUIET, AV_NOPTS_VALUE, AVDISCARD_ALL, AVMEDIA_TYPE_AUDIO } from 'node-av/constants';
import type { SoundDescription } from '../opened-sound.ts';
import { reason, seconds } from './input.ts';

/** Containers that libav may open: only those that do not lead to another file or to the network. */
const CONTAINERS =
  'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,wav,w64,aiff,caf,flac,mp3,aac,amr,ogg';

/** An opened container, with the track whose sound is wanted. */
export interface SoundInput {
  readonly format: FormatContext;
  readonly stream: Stream;
  readonly decoder: Codec;
  readonly description: SoundDescription;
  /** The tick of the stream's time base that is time 0. */
  readonly zero: bigint;
  /** Seconds of sound that are surely in a whole file, by the header of a file of sound alone; 0 where it does not say. */
  readonly leastLength: number;
}

export interface SoundInputOptions {
  readonly name: string;
  /** Of a container of video; null for a file of sound alone. */
  readonly structure: ContainerStructure | null;
  /** By how much the file is shorter than its outermost layer says. */
  readonly missingBytes: number;
  /** Seconds of the container's clock that are time 0; null where there are no pictures to say so. */
  readonly firstTime: number | null;
}

/**
 * Opens the sound of a file with libav, up to its first samples. Close it with {@link closeSoundInput}.
 *
 * @throws WinceError `video-without-index`, `damaged-sound`, `no-sound-track`, `encrypted-video`, `unsupported-codec`
 */
export async function openSoundInput(path: string, options: SoundInputOptions): Promise<SoundInput> {
  const { name, structure } = options;
  // What goes wrong is told by codes; libav's own words would go to standard error.
  Log.setLevel(AV_LOG_QUIET);
  const format = new FormatContext();
  const settings = Dictionary.fromObject({ protocol_whitelist: 'file', format_whitelist: CONTAINERS });
  try {
    // With "file:" in front, no path is taken for an address.
    const opened = await format.openInput(`file:${path}`, null, settings);
    if (opened < 0) {
      if (structure?.withoutIndex) throw videoWithoutIndex(name);
      throw damagedSound(name, reason(opened));
    }
  } finally {
    settings.free();
  }
  try {
    return await inspect(format, options);
  } catch (error) {
    await format.closeInput();
    throw error;
  }
}

export async function closeSoundInput({ format }: SoundInput): Promise<void> {
  await format.closeInput();
}

async function inspect(
  format: FormatContext,
  { name, structure, missingBytes, firstTime }: SoundInputOptions,
): Promise<SoundInput> {
  // Before libav looks further, lengths are those of the header, and none is an estimate.
  const headers = format.streams.map(({ duration, timeBase }) => lengthOf(duration, timeBase));
  const found = await format.findStreamInfo();
  if (found < 0) throw damagedSound(name, reason(found));
  const { streams } = format;
  const sounds = streams.filter(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_AUDIO);
  // libav prefers the default track, then the one with more channels.
  const best = format.findBestStream(AVMEDIA_TYPE_AUDIO);
  const stream = sounds.find(({ index }) => index === best) ?? sounds.at(0);
  if (!stream) {
    if (structure?.withoutIndex) throw videoWithoutIndex(name);
    if (structure === null || missingBytes > 0)
      throw damagedSound(name, 'no track is found in the part that exists');
    throw noSoundTrack(name);
  }
  for (const other of streams) if (other.index !== stream.index) other.discard = AVDISCARD_ALL;
  if (structure?.isEncrypted) throw encryptedVideo(name);

  const { codecpar, timeBase } = stream;
  const decoder = Codec.findDecoder(codecpar.codecId);
  const codec = avGetCodecName(codecpar.codecId) ?? `codec ${codecpar.codecId}`;
  if (!decoder) throw unsupportedCodec(name, codec, ['aac', 'mp3', 'opus', 'flac', 'pcm']);
  const { sampleRate, channels } = codecpar;
  if (!(sampleRate > 0 && channels > 0))
    throw damagedSound(name, 'its sample rate or its number of channels is missing');
  const container = structure?.container ?? format.iformat?.name ?? 'unknown';
  const start = stream.startTime === AV_NOPTS_VALUE ? 0n : stream.startTime;
  // An MP3 counts the encoder's delay as time, though nothing of it is given; a stream of packets has a clock of its own.
  const isOwnClock = firstTime === null && ['mp3', 'mpeg-ts', 'mpeg-ps'].includes(container);
  const zero = isOwnClock ? start : BigInt(Math.round(((firstTime ?? 0) * timeBase.den) / timeBase.num));
  const length = lengthOf(stream.duration, timeBase);
  const whole =
    format.duration === AV_NOPTS_VALUE || format.duration <= 0n ? null : Number(format.duration) / 1e6;
  return {
    format,
    stream,
    decoder,
    zero,
    leastLength: structure === null ? (headers.at(stream.index) ?? 0) - slackOf(codec, sampleRate) : 0,
    description: {
      container,
      codec,
      sampleRate,
      channels,
      duration: length === null ? whole : seconds(start - zero, timeBase) + length,
    },
  };
}

function lengthOf(duration: bigint, timeBase: Stream['timeBase']): number | null {
  return duration === AV_NOPTS_VALUE || duration <= 0n ? null : seconds(duration, timeBase);
}

/** Seconds by which whole sound may be shorter than its header says: lossy codecs may count what their encoder added. */
function slackOf(codec: string, sampleRate: number): number {
  return codec.startsWith('pcm_') || codec === 'flac' ? 0.5 / sampleRate : 0.2;
}
