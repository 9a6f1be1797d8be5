import { howMany, isOrAre, type VideoFrame, WinceError } from '@wince/core';
import {
  EncodedPacketSink,
  type Input,
  InputDisposedError,
  type InputVideoTrack,
  UnsupportedInputFormatError,
  type VideoSample,
  VideoSampleSink,
} from 'mediabunny';
import type { ContainerStructure } from './container.ts';
import {
  askedSize,
  checkFrameOptions,
  MAXIMUM_VIDEO_PIXELS,
  readingStart,
  secondThinning,
  shownSize,
  thinning,
} from './frame-options.ts';
import { firstFrameOf, hdrOf, isInterlaced, openPageInput } from './mediabunny-input.ts';
import { codecName, readableVideo } from './readable.ts';
import { givesPlanes, samplePicture } from './sample-picture.ts';
import type { Turn } from './turn.ts';
import type {
  FrameOptions,
  OpenVideoOptions,
  PartialReason,
  Video,
  VideoCompleteness,
  VideoDescription,
} from './video.ts';
import {
  damagedVideo,
  emptyInterval,
  hdrInPage,
  interlacedInPage,
  noFrames,
  notAVideo,
  noVideoTrack,
  unsupportedCodec,
  videoTooLarge,
} from './video-errors.ts';

/** Opens a video as `openVideoBlob` does. */
export async function openWithMediabunny(blob: Blob, options: OpenVideoOptions = {}): Promise<Video> {
  const { name = 'the video', maximumPixels = MAXIMUM_VIDEO_PIXELS, clock } = options;
  const { input, structure } = await openPageInput(blob, name);
  try {
    return await inspect(input, structure, { name, maximumPixels, containerClock: clock === 'container' });
  } catch (error) {
    input.dispose();
    if (error instanceof UnsupportedInputFormatError) throw notAVideo(name, error);
    if (error instanceof WinceError) throw error;
    throw damagedVideo(name, error instanceof Error ? error.message : String(error), error);
  }
}

async function inspect(
  input: Input,
  structure: ContainerStructure,
  {
    name,
    maximumPixels,
    containerClock,
  }: { readonly name: string; readonly maximumPixels: number; readonly containerClock: boolean },
): Promise<Video> {
  const track = await input.getPrimaryVideoTrack();
  const hasSound = (await input.getAudioTracks()).length > 0;
  if (!track) {
    if (structure.missingBytes > 0) throw damagedVideo(name, 'no track is found in the part that exists');
    throw noVideoTrack(name, hasSound);
  }
  const codec = await track.getCodec();
  if (codec === null || !(await track.canDecode())) {
    const { codecs } = await readableVideo();
    throw unsupportedCodec(name, codec ?? 'an unknown codec', codecs);
  }
  const { matrix, transfer } = await track.getColorSpace();
  const hdr = hdrOf(transfer);
  if (hdr !== null) throw hdrInPage(name, hdr);
  if (await isInterlaced(track)) throw interlacedInPage(name);
  const stored = { width: await track.getCodedWidth(), height: await track.getCodedHeight() };
  const aspect = await track.getPixelAspectRatio();
  const rotation = await track.getRotation();
  const mirrored = await track.getFlip();
  const shown = shownSize(stored, aspect.num / aspect.den, rotation);
  if (Math.max(stored.width * stored.height, shown.width * shown.height) > maximumPixels)
    throw videoTooLarge(name, stored, maximumPixels);
  const end = await track.getDurationFromMetadata();
  const { firstTime, frameRate } = await firstFrameOf(track);
  const zero = containerClock ? 0 : firstTime;
  const description: VideoDescription = {
    container: structure.container,
    codec: codecName(codec),
    ...shown,
    rotation,
    duration: end === null ? null : end - zero,
    firstTime,
    frameRate,
    hasSound,
    isCutOff: structure.missingBytes > 0,
    reader: 'mediabunny',
  };
  // mediabunny rotates first and mirrors then.
  const turn: Turn = { mirrored, rotation: mirrored ? OPPOSITE[rotation] : rotation };
  return new MediabunnyVideo(input, track, {
    ...{ name, structure, description, turn, zero },
    aspect: aspect.num / aspect.den,
    matrix: matrix ?? null,
  });
}

const OPPOSITE = { 0: 0, 90: 270, 180: 180, 270: 90 } as const;

interface Known {
  readonly name: string;
  readonly structure: ContainerStructure;
  readonly description: VideoDescription;
  readonly turn: Turn;
  /** Width of a stored pixel over its height. */
  readonly aspect: number;
  /** The matrix of its colours, as its container or its stream names it; null where neither does. */
  readonly matrix: string | null;
  /** Seconds of the container's clock that are time 0. */
  readonly zero: number;
}

class MediabunnyVideo implements Video {
  readonly description: VideoDescription;
  completeness: VideoCompleteness | null = null;
  hasOwnColours = true;
  readonly #input: Input;
  readonly #track: InputVideoTrack;
  readonly #known: Known;

  constructor(input: Input, track: InputVideoTrack, known: Known) {
    this.#input = input;
    this.#track = track;
    this.#known = known;
    this.description = known.description;
  }

  frames(options: FrameOptions = {}): AsyncGenerator<VideoFrame, void, undefined> {
    checkFrameOptions(options);
    return this.#frames(options);
  }

  async close(): Promise<void> {
    this.#input.dispose();
  }

  async *#frames(options: FrameOptions): AsyncGenerator<VideoFrame, void, undefined> {
    const { start = 0, end = Number.POSITIVE_INFINITY, rate, second, signal } = options;
    const { name, description, turn, aspect, zero, matrix } = this.#known;
    const sizeOf = ({ codedWidth: width, codedHeight: height }: VideoSample) =>
      askedSize(shownSize({ width, height }, aspect, description.rotation), options);
    const keep = thinning(rate);
    const keepSecond = secondThinning(second);
    let frames = 0;
    let soundFrames = 0;
    let last = Number.NEGATIVE_INFINITY;
    let reachedEnd = true;
    const damage: Damage = { lost: 0, stopped: null };
    for await (const sample of this.#samples(readingStart(options) + zero, damage)) {
      try {
        signal?.throwIfAborted();
        const time = sample.timestamp - zero;
        if (time >= end) {
          reachedEnd = false;
          break;
        }
        // What lies before time 0 is there to be decoded, not to be shown.
        if (time < 0) continue;
        if (time <= last) {
          damage.lost++;
          continue;
        }
        last = time;
        if (time >= start) soundFrames++;
        if (!keep(time)) continue;
        const isTwice = second !== undefined && keepSecond(time);
        if (time < start) continue;
        // A stream may say what its container does not.
        const hdr = hdrOf(sample.colorSpace.transfer);
        if (hdr !== null) throw hdrInPage(name, hdr);
        this.hasOwnColours &&= givesPlanes(sample);
        const image = await samplePicture(sample, sizeOf(sample), turn, matrix);
        frames++;
        yield isTwice
          ? { time, image, second: await samplePicture(sample, second.size, turn, matrix) }
          : { time, image };
      } finally {
        sample.close();
      }
    }
    const reasons = partialReasons(this.#known, damage, reachedEnd);
    const state = reasons.length === 0 ? 'whole' : 'partial';
    const notes = this.hasOwnColours ? [] : ['colours: those of the browser, which gave no planes'];
    this.completeness = { state, reasons, notes, frames, soundFrames, lostFrames: damage.lost };
    if (frames > 0) return;
    if (damage.lost === 0 && (start > 0 || options.end !== undefined)) {
      throw emptyInterval(name, start, options.end);
    }
    throw noFrames(name, damage.lost);
  }

  /** Decoded samples. After a packet that cannot be decoded, decoding goes on with the next key frame. */
  async *#samples(start: number, damage: Damage): AsyncGenerator<VideoSample, void, undefined> {
    const sink = new VideoSampleSink(this.#track, { hardwareAcceleration: 'prefer-software' });
    let from = start;
    for (;;) {
      let last: number | null = null;
      try {
        for await (const sample of sink.samples(from)) {
          last = sample.timestamp;
          yield sample;
        }
        return;
      } catch (error) {
        if (error instanceof InputDisposedError) throw error;
        const next = await this.#nextKeyTime(last === null ? { from } : { behind: last }, damage);
        if (next === null) {
          if (damage.lost === 0) damage.stopped = error instanceof Error ? error.message : String(error);
          return;
        }
        from = next;
      }
    }
  }

  /**
   * The time of the first key frame behind what was read last, or, where nothing was read, behind where reading began. What
   * lies between counts as lost.
   */
  async #nextKeyTime(
    last: { readonly behind: number } | { readonly from: number },
    damage: Damage,
  ): Promise<number | null> {
    const packets = new EncodedPacketSink(this.#track);
    const options = { metadataOnly: true };
    const time = 'from' in last ? last.from : last.behind;
    let packet = (await packets.getPacket(time, options)) ?? (await packets.getFirstPacket(options));
    if (packet && 'from' in last) damage.lost++;
    while (packet) {
      packet = await packets.getNextPacket(packet, options);
      if (!packet) return null;
      if (packet.timestamp <= time) continue;
      if (packet.type === 'key') return packet.timestamp;
      damage.lost++;
    }
    return null;
  }
}

interface Damage {
  /** Frames between a packet that cannot be decoded and the next key frame. */
  lost: number;
  /** What the reading ended with, where not with the end of the file. */
  stopped: string | null;
}

function partialReasons(
  { name, structure }: Known,
  { lost, stopped }: Damage,
  reachedEnd: boolean,
): readonly PartialReason[] {
  const reasons: PartialReason[] = [];
  if (reachedEnd && structure.missingBytes > 0) {
    const message = `${name} was cut off: ${structure.missingBytes} bytes are missing at its end.`;
    reasons.push({ code: 'truncated', message });
  } else if (stopped !== null) {
    reasons.push({ code: 'truncated', message: `${name} cannot be read to its end: ${stopped}.` });
  }
  if (lost > 0) {
    const message = `${howMany(lost, 'frame')} of ${name} ${isOrAre(lost)} left out, because frames there are broken.`;
    reasons.push({ code: 'broken-frames', message });
  }
  return reasons;
}
