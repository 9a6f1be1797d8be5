import { access } from 'node:fs/promises';
import {
  askedSize,
  checkFrameOptions,
  type FrameOptions,
  type Size,
  secondThinning,
  thinning,
  unsupportedCodec,
  type Video,
  type VideoCompleteness,
} from '@wince/media';
import { Codec, type Demuxer, DeviceAPI, Log } from 'node-av';
import { AV_LOG_QUIET } from 'node-av/constants';
import { noCamera } from '../no-camera.ts';
import { decodeFrames, emptyCount } from './decode.ts';
import type { VideoInput } from './input.ts';
import { FrameScaler } from './scaler.ts';

/** A camera that is opened. @param text its name in messages @param device its name for the system */
export async function openLibavCamera(
  text: string,
  device: string | number,
  { stop }: { readonly stop?: AbortSignal },
): Promise<Video> {
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
      const { start = 0, end = Number.POSITIVE_INFINITY, rate, second } = options;
      const opened = await openDevice(text, device);
      const input = inputOf(text, opened);
      const { turn, stream } = input;
      const scalerTo = (sizeOf: (stored: Size) => Size) =>
        new FrameScaler({ timeBase: stream.timeBase, turn, sizeOf });
      const scaler = scalerTo((stored) => askedSize(stored, options));
      const secondScaler = second ? scalerTo(() => second.size) : null;
      const signals = [options.signal, stop, closing.signal].filter((signal) => signal !== undefined);
      const keep = thinning(rate);
      const keepSecond = secondThinning(second);
      const count = emptyCount();
      let frames = 0;
      let began: number | undefined;
      const decoding = {
        ...{
          name: text,
          maximumPixels: Number.MAX_SAFE_INTEGER,
          zero: 0n,
          frameRate: null,
          start: null,
          isWanted: () => true,
        },
        signal: AbortSignal.any(signals),
      };
      try {
        for await (const { frame } of decodeFrames(input, decoding, count)) {
          const seconds = (await secondScaler?.add(frame)) ?? [];
          for (const [k, { time, image }] of (await scaler.add(frame)).entries()) {
            began ??= time;
            const since = time - began;
            if (since >= end) return;
            if (since < start || !keep(since)) continue;
            frames++;
            const isTwice = keepSecond(since);
            yield isTwice ? { time: since, image, second: seconds[k].image } : { time: since, image };
          }
        }
      } catch (cause) {
        // Stopping is how watching a camera ends.
        if (!stop?.aborted) throw cause;
      } finally {
        completeness = {
          state: 'whole',
          reasons: [],
          notes: [],
          frames,
          soundFrames: frames,
          lostFrames: count.lost,
        };
        scaler.close();
        secondScaler?.close();
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
      ...{ duration: null, firstTime: 0 },
      frameRate: num > 0 && den > 0 ? num / den : null,
      ...{ hasSound: false, isCutOff: false, reader: 'libav' },
    },
  };
}
