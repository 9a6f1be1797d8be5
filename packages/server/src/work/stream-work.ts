import {
  monitorParameters,
  openLiveMonitor,
  type RgbImage,
  resizeRgb,
  stateWord,
  whyNoScore,
} from '@wince/core';
import { askedSize, type FrameOptions, secondThinning, thinning, type Video } from '@wince/media';
import { decodePicture, readModel, scoreVideo } from '@wince/runtime';
import type { StreamTask, TaskEvent, TaskInput } from './tasks.ts';

/** Where the frames of a stream come in. */
export interface StreamInput {
  /** The next frame; null where none comes any more. */
  next(): Promise<TaskInput | null>;
}

/**
 * Watches pictures that come one after the other, as a monitor: scores and states are those of a video of the same frames. What is said of a
 * frame is told when it is known: after the face at rest was seen, and a frame later.
 */
export async function streamWork(
  { model: path, cache }: StreamTask,
  input: StreamInput,
  signal: AbortSignal,
  tell: (event: TaskEvent) => void,
): Promise<null> {
  const model = await readModel(path);
  const parameters = monitorParameters.parse({});
  const monitor = openLiveMonitor({ parameters, bars: [], start: 0 });
  const { positive, version } = model.manifest;
  tell({ type: 'watching', version });
  const open = async () => streamVideo(input, tell);
  for await (const { scored } of scoreVideo('the stream', model, { cache, open, signal })) {
    const { reading, ended } = monitor.push(scored);
    const { time, state, value, stale, bar, faults, status } = reading;
    tell({
      ...{ type: 'reading', time, state: stateWord(state, positive), stale, status },
      score: value && { value: value.score, confidence: value.confidence, age: value.age },
      reason: whyNoScore(reading, parameters.leastConfidence),
      faults: faults.map(({ reason }) => reason),
      bar,
      episodes_ended: ended.map(({ start, confirmed, end, peak, endedBy }) => ({
        ...{ start, confirmed, end, peak, ended_by: endedBy },
      })),
      model_version: version,
    });
  }
  return null;
}

function streamVideo(input: StreamInput, tell: (event: TaskEvent) => void): Video {
  return {
    description: {
      ...{ container: 'camera', codec: 'pictures', width: 0, height: 0, rotation: 0, duration: null },
      ...{ firstTime: 0, frameRate: null, hasSound: false, isCutOff: false, reader: 'libav' },
    },
    completeness: null,
    async *frames({ maximumSide, size, second, rate, signal, start = 0 }: FrameOptions = {}) {
      const keep = thinning(rate);
      const keepSecond = secondThinning(second);
      for (;;) {
        const next = await input.next();
        signal?.throwIfAborted();
        if (!next) return;
        const { image } = await decodePicture(next.bytes, { name: `the frame at ${next.time} s` });
        tell({ type: 'frame-taken' });
        const { time } = next;
        if (!keep(time)) continue;
        const isTwice = second !== undefined && keepSecond(time);
        if (time < start) continue;
        const first = scaled(image, { maximumSide, size });
        yield isTwice ? { time, image: first, second: scaled(image, second) } : { time, image: first };
      }
    },
    close: async () => undefined,
  };
}

function scaled(image: RgbImage, asked: Pick<FrameOptions, 'maximumSide' | 'size'>): RgbImage {
  const { width, height } = askedSize(image, asked);
  return width === image.width && height === image.height ? image : resizeRgb(image, width, height, 'area');
}
