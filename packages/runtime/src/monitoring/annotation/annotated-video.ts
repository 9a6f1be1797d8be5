import { open, rename, rm } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import {
  type MonitorReading,
  type RgbImage,
  type ScoredFrame,
  type VideoFrame,
  WinceError,
} from '@wince/core';
import {
  canEncodeVideo,
  FilePathTarget,
  MkvOutputFormat,
  MovOutputFormat,
  Mp4OutputFormat,
  Output,
  type OutputFormat,
  type OutputOptions,
  type VideoCodec,
  VideoSampleSource,
  WebMOutputFormat,
} from 'mediabunny';
import { makePrivateFolder, writeError } from '../../files/atomic.ts';
import { removeLeftovers, temporaryBeside } from '../../files/leftovers.ts';
import { registerEncoders, SAMPLE_COLOURS, taggedSample } from '../../media/encoding.ts';
import { type AnnotationText, drawAnnotatedFrame } from './draw-frame.ts';
import { type AnnotationLayout, layoutFor } from './layout.ts';
import { type CopiedSound, type SoundOrReason, soundOf } from './sound.ts';
import { TRACE_SECONDS, type TracePoint, tracePoint } from './trace.ts';

const FORMATS: Readonly<Record<string, { readonly codec: VideoCodec; readonly make: () => OutputFormat }>> = {
  '.mp4': { codec: 'avc', make: () => new Mp4OutputFormat() },
  '.mov': { codec: 'avc', make: () => new MovOutputFormat() },
  '.mkv': { codec: 'avc', make: () => new MkvOutputFormat() },
  '.webm': { codec: 'vp9', make: () => new WebMOutputFormat() },
};

/** Bits a second for each pixel: drawn lines and letters stay sharp. */
const BITS_PER_PIXEL = 4;
const [LEAST_BITS, MOST_BITS] = [1_000_000, 12_000_000];
/** Seconds that a frame is shown which no other follows or precedes. */
const LONE_FRAME = 0.04;

/** What became of an annotated video. */
export interface WrittenVideo {
  readonly path: string;
  readonly frames: number;
  /** Why the recording's sound is left out; null where it was copied. */
  readonly soundLeftOut: string | null;
}

/** An annotated video that is being written, frame by frame; it takes its name when it is whole. */
export interface AnnotatedVideo {
  push(frame: VideoFrame, scored: ScoredFrame, reading: MonitorReading): Promise<void>;
  /** @throws WinceError `no-frames` when nothing was pushed */
  finish(): Promise<WrittenVideo>;
  /** Removes what was written. Does nothing after `finish`. */
  abandon(): Promise<void>;
}

/** @throws WinceError `unknown-video-format`, which names those that are known */
export function assertVideoName(path: string): void {
  formatFor(path);
}

/**
 * Begins an annotated video. Every frame keeps its own time, also where the rate varies; sound is copied as it is where the
 * format can hold it. Memory does not grow with the length.
 *
 * @param path its extension says the format: .mp4, .mov, .mkv (H.264) or .webm (VP9)
 * @param options.zero asked at the first frame: seconds of the recording's own clock at which the time of its frames is 0
 * @param options.recording the file that the frames come from, for its sound; null for a camera
 * @throws WinceError `unknown-video-format`, `missing-codec` (at the first frame), `cannot-write`, `disk-full`
 */
export async function openAnnotatedVideo(
  path: string,
  options: { readonly recording: string | null; readonly text: AnnotationText; readonly zero?: () => number },
): Promise<AnnotatedVideo> {
  const { codec, make } = formatFor(path);
  const format = make();
  const temporary = temporaryBeside(path);
  await createPrivate(path, temporary);
  const found = await soundOf(options.recording, format);
  const past: TracePoint[] = [];
  let opened: Opened | undefined;
  let waiting: { readonly image: RgbImage; readonly time: number } | undefined;
  let duration = LONE_FRAME;
  let frames = 0;
  let done = false;

  const write = async (until: number): Promise<void> => {
    if (!waiting || !opened) return;
    const { image, time } = waiting;
    duration = until - time;
    await opened.sound?.copyUntil(until);
    const sample = taggedSample(image, time, duration);
    await opened.video.add(sample).finally(() => sample.close());
    frames++;
  };
  const abandon = async (): Promise<void> => {
    if (done) return;
    done = true;
    await opened?.output.cancel();
    await closeSound(opened?.sound ?? null, found);
    await rm(temporary, { force: true });
  };
  const orAbandon = async <Result>(work: () => Promise<Result>): Promise<Result> =>
    work().catch(async (cause: unknown) => {
      await abandon();
      throw cause instanceof WinceError ? cause : writeError(path, cause);
    });

  return {
    push: (frame, scored, reading) =>
      orAbandon(async () => {
        opened ??= await openTracks({ format, target: new FilePathTarget(temporary) }, codec, frame.image, {
          ...found,
          zero: options.zero?.() ?? 0,
        });
        past.push(tracePoint(reading));
        while (past.length > 1 && past[1].time < frame.time - TRACE_SECONDS) past.shift();
        const image = drawAnnotatedFrame(opened.layout, frame, scored, reading, past, options.text);
        await write(frame.time);
        waiting = { image, time: frame.time };
      }),
    finish: () =>
      orAbandon(async () => {
        if (!waiting || !opened) throw noFrames(path);
        await write(waiting.time + duration);
        await opened.output.finalize();
        await closeSound(opened.sound, found);
        await rename(temporary, path);
        done = true;
        return { path, frames, soundLeftOut: found.reason };
      }),
    abandon,
  };
}

/** What is open once the size of the frames is known. */
interface Opened {
  readonly output: Output;
  readonly layout: AnnotationLayout;
  readonly video: VideoSampleSource;
  readonly sound: CopiedSound | null;
}

async function openTracks(
  options: OutputOptions,
  codec: VideoCodec,
  first: RgbImage,
  { sound, zero }: SoundOrReason & { readonly zero: number },
): Promise<Opened> {
  registerEncoders();
  const layout = layoutFor(first.width, first.height);
  const { width, height } = layout;
  const bitrate = Math.min(MOST_BITS, Math.max(LEAST_BITS, width * height * BITS_PER_PIXEL));
  if (!(await canEncodeVideo(codec, { width, height, bitrate }))) {
    throw new WinceError(
      'missing-codec',
      `This machine has no encoder for ${codec} at ${width} x ${height} pixels.`,
      {
        hint: `Try another extension (${Object.keys(FORMATS).join(', ')}), or install again with scripts allowed for node-av, which brings the codecs.`,
      },
    );
  }
  const video = new VideoSampleSource({
    ...{ codec, bitrate, keyFrameInterval: 1, hardwareAcceleration: 'prefer-software' },
    // The encoder says nothing of colours that it was told, and the container is written from what it says.
    onEncodedPacket(_, meta) {
      if (meta?.decoderConfig) meta.decoderConfig.colorSpace = SAMPLE_COLOURS;
    },
  });
  const output = new Output(options);
  output.addVideoTrack(video);
  const copied = sound ? await sound.addTo(output, zero) : null;
  await output.start();
  return { output, layout, video, sound: copied };
}

async function closeSound(copied: CopiedSound | null, { sound }: SoundOrReason): Promise<void> {
  if (copied) await copied.close();
  else await sound?.close();
}

function formatFor(path: string): (typeof FORMATS)[string] {
  const format = FORMATS[extname(path).toLowerCase()];
  if (format) return format;
  throw new WinceError(
    'unknown-video-format',
    extname(path) === ''
      ? `${path} has no extension, which tells what video format to write.`
      : `${path}: no video can be written in the format ${extname(path)}.`,
    {
      hint: `Name a file that ends with ${Object.keys(FORMATS).join(', ')}.`,
    },
  );
}

/** The encoder's library opens the file by name: it is made beforehand, so that its owner alone reads it. */
async function createPrivate(path: string, temporary: string): Promise<void> {
  try {
    await makePrivateFolder(dirname(path));
    await removeLeftovers(dirname(path));
    await (await open(temporary, 'wx', 0o600)).close();
  } catch (cause) {
    throw writeError(path, cause);
  }
}

function noFrames(path: string): WinceError {
  return new WinceError('no-frames', `There was no frame to write into ${path}.`, {
    hint: 'Check that the recording can be played.',
  });
}
