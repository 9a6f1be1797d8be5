import type { VideoFrame } from '@wince/core';
import { type SecondSize, secondThinning } from '@wince/media';
import type { Frame } from 'node-av';
import { AV_FRAME_FLAG_INTERLACED } from 'node-av/constants';
import { FrameScaler, type ScaledFrame, type ScalerOptions } from './scaler.ts';

export interface ScaledFramesOptions extends ScalerOptions {
  readonly second?: SecondSize;
  /** Whether thinning keeps a frame: asked once of each, in the order of time. */
  readonly keep: (time: number) => boolean;
  /** Seconds: frames before it and from `end` on are left out. */
  readonly start: number;
  readonly end: number;
}

/**
 * The frames of a reading at the sizes that are asked for. A frame is scaled, to both sizes at once, while the next one is decoded, so that
 * what was made of it comes with the next.
 */
export class ScaledFrames {
  readonly #options: ScaledFramesOptions;
  readonly #first: FrameScaler;
  readonly #second: FrameScaler | null;
  readonly #keepSecond: (time: number) => boolean;
  /** Second pictures that are made before the first ones of their frames, by time. */
  readonly #seconds = new Map<number, VideoFrame['image']>();
  #coming: Promise<readonly VideoFrame[]> = Promise.resolve([]);
  #isBehind = false;

  constructor(options: ScaledFramesOptions) {
    const { timeBase, turn, second } = options;
    this.#options = options;
    this.#first = new FrameScaler(options);
    this.#second = second ? new FrameScaler({ timeBase, turn, sizeOf: () => second.size }) : null;
    this.#keepSecond = secondThinning(second);
  }

  /** How the light of a high dynamic range was coded that was brought into a plain one; null where there was none. */
  get hdr(): FrameScaler['hdr'] {
    return this.#first.hdr;
  }

  /** Whether a frame came that lies behind the asked times: so do those that follow. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Takes a frame, which may go then. @returns what came of the frames before it */
  async add(frame: Frame, time: number): Promise<readonly VideoFrame[]> {
    const before = await this.coming();
    // Woven frames come later than they were given, and all must pass: which are wanted is told by the time with which they come.
    const weaves = this.weaves(frame);
    if (!weaves && !this.#options.keep(time)) return before;
    const isTwice = weaves ? this.#second !== null : this.#keepSecond(time);
    if (!weaves && !this.#isWithin(time)) return before;
    const first = await this.#first.take(frame);
    const second = isTwice && this.#second ? await this.#second.take(frame) : null;
    this.#coming = Promise.all([first.pictures, second?.pictures ?? []]).then(([pictures, seconds]) =>
      this.#together(pictures, seconds, weaves),
    );
    // It is told when its turn comes, not as one that nobody handles.
    this.#coming.catch(() => {});
    return before;
  }

  /** Whether fields are woven from this frame on. */
  weaves(frame: Frame): boolean {
    return this.#first.weaves || frame.hasFlags(AV_FRAME_FLAG_INTERLACED);
  }

  /** What comes of the frames that were taken, as far as it comes without another. */
  async coming(): Promise<readonly VideoFrame[]> {
    const coming = await this.#coming;
    this.#coming = Promise.resolve([]);
    return coming;
  }

  /** Gives what is still inside. */
  async end(): Promise<readonly VideoFrame[]> {
    const before = await this.coming();
    const { weaves } = this.#first;
    const [pictures, seconds] = [await this.#first.end(), (await this.#second?.end()) ?? []];
    return [...before, ...this.#together(pictures, seconds, weaves)];
  }

  async close(): Promise<void> {
    await this.#coming.catch(() => {});
    this.#first.close();
    this.#second?.close();
  }

  #together(
    pictures: readonly ScaledFrame[],
    seconds: readonly ScaledFrame[],
    weaves: boolean,
  ): readonly VideoFrame[] {
    for (const { time, image } of seconds) this.#seconds.set(time, image);
    return pictures.flatMap((picture) => {
      const second = this.#seconds.get(picture.time);
      this.#seconds.delete(picture.time);
      if (picture.time >= this.#options.end) this.#isBehind = true;
      if (weaves && !this.#options.keep(picture.time)) return [];
      const isTwice = weaves ? this.#keepSecond(picture.time) : second !== undefined;
      if (!this.#isWithin(picture.time)) return [];
      return isTwice && second ? [{ ...picture, second }] : [picture];
    });
  }

  #isWithin(time: number): boolean {
    return time >= this.#options.start && time < this.#options.end;
  }
}
