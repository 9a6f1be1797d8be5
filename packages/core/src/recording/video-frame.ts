import type { RgbImage } from '../image/image.ts';

/** A frame of a video, turned as it is shown. */
export interface VideoFrame {
  /** Seconds from the beginning of the recording, as the file has it: not the frame's number over a rate. */
  readonly time: number;
  readonly image: RgbImage;
  /** The same at another size, where the reading was asked for a second one, and for this frame. */
  readonly second?: RgbImage;
}
