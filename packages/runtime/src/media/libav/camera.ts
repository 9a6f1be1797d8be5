import { access } from 'node:fs/promises';
import { WinceError } from '@wince/core';
import {
  checkFrameOptions,
  type FrameOptions,
  sizeWithin,
  thinning,
  unsupportedCodec,
  type Video,
  type VideoCompleteness,
} from '@wince/media';
import { Codec, type Demuxer, DeviceAPI, Log } from 'node-av';
import { AV_LOG_QUIET } from 'node-av/constants';
import { decodeFrames } from './decode.ts';
import type { VideoInput } from './input.ts';
import { FrameScaler } from './scaler.ts';

/** How a camera is named: `/dev/video0`, `camera:0`, or `camera:` and the name that the system gives it. */
export function cameraName(text: string): string | number | undefined {
  const named = /^camera:(.+)$/.exec(text)?.[1];
  if (named !== undefined) return /^\d+$/.test(named) ? Number(named) : named;
  return /^\/dev\/video\d+$/.test(text) ? text : undefined;
}

/**
 * Opens a camera: V4L2 on Linux, AVFoundation on macOS, DirectShow on Windows. Each call of `frames` starts the camera
 * anew, and its times begin at 0. Frames go on until the generator is returned or `stop` is aborted.
 *
 * @param text as {@link cameraName} takes it
 * @throws WinceError `no-camera`, `unsupported-codec`
 */
export async function openCamera(
  text: string,
  { stop }: { readonly stop?: AbortSignal } = {},
): Promise<Video> {
  const device = cameraName(text);
  if (device === undefined) throw noCamera(text, 'this is not the name of a camera');
  const first = await openDevice(text, device);
  const { description } = inputOf(text, first);
  await first.close();
  const closing = new AbortController();
  let completeness: VideoCompleteness | null = null;
  return {
    description,
    get completeness() {
      return completeness;
    },
    async *frames(options: FrameOptions = {}) {
      checkFrameOptions(options);
      const { start = 0, end = Number.POSITIVE_INFINITY, maximumSide, rate } = options;
      const opened = await openDevice(text, device);
      const input = inputOf(text, opened);
      const scaler = new FrameScaler({
        timeBase: input.stream.timeBase,
        turn: input.turn,
        size: sizeWithin(description, maximumSide),
      });
      const signals = [options.signal, stop, closing.signal].filter((signal) => signal !== undefined);
      const keep = thinning(rate);
      const count = { lost: 0, stopped: null };
      let frames = 0;
      let began: number | undefined;
      const decoding = {
        ...{ name: text, maximumPixels: Number.MAX_SAFE_INTEGER, start: 0, isWanted: () => true },
        signal: AbortSignal.any(signals),
      };
      try {
        for await (const { frame } of decodeFrames(input, decoding, count)) {
          for (const { time, image } of await scaler.add(frame)) {
            began ??= time;
            const since = time - began;
            if (since >= end) return;
            if (since < start || !keep(since)) continue;
            frames++;
            yield { time: since, image };
          }
        }
      } catch (cause) {
        // Stopping is how watching a camera ends.
        if (!stop?.aborted) throw cause;
      } finally {
        completeness = { state: 'whole', reasons: [], frames, lostFrames: count.lost };
        scaler.close();
        await opened.close();
      }
    },
    async close() {
      closing.abort(new Error(`${text} was closed while its frames were read`));
    },
  };
}

async function openDevice(text: string, device: string | number): Promise<Demuxer> {
  Log.setLevel(AV_LOG_QUIET);
  if (typeof device === 'string' && device.startsWith('/dev/')) {
    await access(device).catch((cause: unknown) => {
      throw noCamera(text, 'the device is missing, or may not be read', cause);
    });
  }
  try {
    return await DeviceAPI.openCamera({ videoDevice: device });
  } catch (cause) {
    throw noCamera(text, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function inputOf(text: string, opened: Demuxer): VideoInput {
  const stream = opened.video();
  if (!stream) throw noCamera(text, 'it gives no pictures');
  const { codecpar } = stream;
  const decoder = Codec.findDecoder(codecpar.codecId);
  if (!decoder)
    throw unsupportedCodec(text, codecpar.codecTagString ?? `codec ${codecpar.codecId}`, ['mjpeg']);
  const { num, den } = stream.avgFrameRate;
  return {
    format: opened.getFormatContext(),
    stream,
    decoder,
    turn: { rotation: 0, mirrored: false },
    pixelAspect: 1,
    description: {
      ...{ container: 'camera', codec: decoder.name ?? String(decoder.id), rotation: 0 },
      ...{ width: codecpar.width, height: codecpar.height },
      duration: null,
      frameRate: num > 0 && den > 0 ? num / den : null,
      ...{ hasSound: false, isCutOff: false, reader: 'libav' },
    },
  };
}

function noCamera(text: string, why: string, cause?: unknown): WinceError {
  return new WinceError('no-camera', `There is no camera ${text} that can be watched: ${why}.`, {
    hint: 'Name one as /dev/video0, camera:0 or camera:NAME, and check that no other program uses it.',
    cause,
  });
}
