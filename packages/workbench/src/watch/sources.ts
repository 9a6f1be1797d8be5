import { type RgbImage, resizeRgb, type SoundBlock, type VideoFrame } from '@wince/core';
import {
  askedSize,
  type FrameOptions,
  openSoundBlob,
  openVideoBlob,
  secondThinning,
  thinning,
} from '@wince/media';
import {
  buildHeadModel,
  type Clip,
  clipResponse,
  clipScene,
  clipSound,
  type DrawnFrame,
  drawFrame,
  drawSubject,
  FRAMES_PER_SECOND,
  planClip,
  SAMPLES_PER_SECOND,
} from '@wince/phantom';
import { type LiveSound, openLiveSound, type SoundBeside } from './cry.ts';

/** Frames that can be watched. */
export interface Frames {
  readonly frames: (wanted: FrameOptions) => AsyncIterable<VideoFrame>;
  /** Pixels across of the recording as it is shown; undefined where frames are as they are. */
  readonly shownWidth?: number;
  /** Whether colours so far are those of the command line, and not some of the browser's. */
  readonly hasOwnColours: () => boolean;
  /** Whether frames come by themselves, and wait for nobody. */
  readonly isLive: boolean;
  /** Seconds at which the face answers to something, where that is known. */
  readonly onsets: readonly number[];
  /** Opens the sound beside them. */
  readonly sound: () => Promise<SoundBeside>;
  close(): Promise<void>;
}

/** Frames of a file, decoded by the browser. @throws WinceError those of `openVideoBlob` */
export async function openVideoFile(
  file: Blob,
  name: string,
  clock: 'player' | 'container',
): Promise<Frames> {
  const video = await openVideoBlob(file, { name, clock });
  return {
    frames: (wanted) => video.frames(wanted),
    shownWidth: video.description.width,
    hasOwnColours: () => video.hasOwnColours ?? true,
    isLive: false,
    onsets: [],
    sound: () => openSoundBlob(file, { name, clock }),
    close: () => video.close(),
  };
}

/** A drawn neonate that nobody has trained with: it is drawn frame by frame as it is watched. */
export function openPhantom(seed: number): Frames {
  const subject = drawSubject('demo', seed, { monk: 3 });
  const clip: Clip = planClip(subject, { seed });
  const model = buildHeadModel(subject);
  return {
    async *frames({ start = 0, end = Number.POSITIVE_INFINITY, rate, signal }) {
      const keep = thinning(rate);
      let spare: DrawnFrame | undefined;
      for (let i = 0; i < clip.frames; i++) {
        signal?.throwIfAborted();
        const time = i / FRAMES_PER_SECOND;
        if (!keep(time) || time < start) continue;
        if (time >= end) return;
        spare = drawFrame(model, clipScene(clip, i), spare);
        yield { time, image: spare.image };
      }
    },
    hasOwnColours: () => true,
    isLive: false,
    onsets: clip.segments.flatMap((segment, part) => {
      const times = segment.label === 'pain' ? clipResponse(clip, part) : null;
      return times ? [times.onset] : [];
    }),
    sound: async () => ({ blocks: () => soundOf(clip), close: async () => undefined }),
    close: async () => undefined,
  };
}

/** The sound of a drawn neonate, half a second at a time. */
async function* soundOf(clip: Clip): AsyncGenerator<SoundBlock, void, undefined> {
  const sound = clipSound(clip);
  const step = SAMPLES_PER_SECOND / 2;
  for (let at = 0; at < sound.length; at += step) {
    const time = at / SAMPLES_PER_SECOND;
    yield { time, sampleRate: SAMPLES_PER_SECOND, samples: sound.subarray(at, at + step) };
  }
}

/** Pictures of a camera as the page sends them: the newest is looked at, and what came before it and was not is left out. */
export interface CameraFrames extends Frames {
  push(time: number, picture: ImageBitmap): void;
  /** What the page pushes the sound of the microphone to. */
  readonly microphone: LiveSound;
}

/** Opens what the page sends pictures of a camera to. */
export function openCameraFrames(): CameraFrames {
  let newest: { readonly time: number; readonly picture: ImageBitmap } | null = null;
  let ended = false;
  const microphone = openLiveSound();
  let wake = () => {};
  return {
    push(time, picture) {
      newest?.picture.close();
      newest = { time, picture };
      wake();
    },
    async *frames({ maximumSide, size, second, signal, rate }) {
      const keep = thinning(rate);
      const keepSecond = secondThinning(second);
      while (!ended) {
        signal?.throwIfAborted();
        const own = newest;
        newest = null;
        if (!own) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        const { time, picture } = own;
        const whole = keep(time) ? pixelsOf(picture) : null;
        picture.close();
        if (!whole) continue;
        const image = scaled(whole, { maximumSide, size });
        yield second && keepSecond(time) ? { time, image, second: scaled(whole, second) } : { time, image };
      }
    },
    hasOwnColours: () => false,
    isLive: true,
    onsets: [],
    microphone,
    sound: async () => microphone,
    async close() {
      ended = true;
      newest?.picture.close();
      newest = null;
      wake();
    },
  };
}

function pixelsOf(picture: ImageBitmap): RgbImage {
  const { width, height } = picture;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('the browser gives no canvas');
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0, at = 0; i < data.length; i += 4) {
    pixels[at++] = data[i];
    pixels[at++] = data[i + 1];
    pixels[at++] = data[i + 2];
  }
  return { width, height, data: pixels };
}

function scaled(image: RgbImage, asked: Pick<FrameOptions, 'maximumSide' | 'size'>): RgbImage {
  const { width, height } = askedSize(image, asked);
  return width === image.width && height === image.height ? image : resizeRgb(image, width, height, 'area');
}
