import type { VideoFrame } from '@wince/core';
import type { VideoContainer } from './container.ts';
import type { Size } from './size.ts';

/** How a video is opened. */
export interface OpenVideoOptions {
  /** Videos with more pixels a frame than this are refused before a frame is decoded. Default: 8192 x 4320. */
  readonly maximumPixels?: number;
  /** What messages call the video. Default: its path. */
  readonly name?: string;
  /**
   * What times count from: the first frame that is shown, as players do, or time 0 of the container's own clock. A transport
   * stream that a camera wrote may begin at an hour of its own clock. Default: `player`.
   */
  readonly clock?: 'player' | 'container';
}

/** What is known of a video before its frames are decoded. */
export interface VideoDescription {
  /** What holds it; `camera` where it comes from a device. */
  readonly container: VideoContainer | 'camera';
  /** `h264`, `hevc`, `vp8`, `vp9`, `av1`, `mjpeg`, `mpeg4`, or what else the decoder calls it. */
  readonly codec: string;
  /** Pixels across, as the video is shown: turned as the file says, with square pixels. */
  readonly width: number;
  /** Pixels down, as the video is shown. */
  readonly height: number;
  /** Degrees clockwise by which the stored frames are turned to be shown. */
  readonly rotation: 0 | 90 | 180 | 270;
  /** Seconds from time 0 to the end of the last frame, as the file says; null where it says nothing. */
  readonly duration: number | null;
  /** Seconds on the container's own clock at which the first frame is shown. */
  readonly firstTime: number;
  /** Mean frames a second, as the file says; null where it says nothing. */
  readonly frameRate: number | null;
  /** Whether there is sound beside the pictures. */
  readonly hasSound: boolean;
  /** Whether the file ends before its container says so. */
  readonly isCutOff: boolean;
  /** Which code decodes it: `libav` (Node), or `mediabunny` (Node and pages). */
  readonly reader: 'libav' | 'mediabunny';
}

/** A second size at which frames are wanted. */
export interface SecondSize {
  /** The size of the second picture, as it is shown; made as that of the first. */
  readonly size: Size;
  /** Of the frames that are given, at most so many a second have a second picture: of each period of 1 / rate, the first. Default: all. */
  readonly rate?: number;
}

/** Which frames are wanted, and how large. */
export interface FrameOptions {
  /** Seconds; frames before it are left out. Default: 0. */
  readonly start?: number;
  /** Seconds; this frame and what follows is left out. Default: the end. */
  readonly end?: number;
  /** Frames are made smaller, never larger, until their longer side has at most so many pixels. Default: as they are. */
  readonly maximumSide?: number;
  /**
   * The size of the frames as they are shown, whatever their shape was: the mean over what a pixel covers, made while decoding, so that no
   * whole frame is copied. In the place of `maximumSide`. Default: their own shape.
   */
  readonly size?: Size;
  /** The same frames at another size too, each decoded once. Default: none. */
  readonly second?: SecondSize;
  /** At most so many frames a second of true time: of each period of 1 / rate from time 0, the first. Default: all. */
  readonly rate?: number;
  /** Ends the reading with the signal's reason. Default: nothing ends it. */
  readonly signal?: AbortSignal;
}

/** Why a video was not read whole. */
export interface PartialReason {
  /**
   * - `truncated`: the file ends before its container says so, or before its last frame.
   * - `broken-frames`: packets that cannot be decoded, and frames that are predicted from them, were left out.
   * - `being-written`: the file changed while it was read.
   */
  readonly code: 'truncated' | 'broken-frames' | 'being-written';
  /** One sentence for people. */
  readonly message: string;
}

/** How complete the frames were that were asked for. */
export interface VideoCompleteness {
  readonly state: 'whole' | 'partial';
  /** None when `whole`. */
  readonly reasons: readonly PartialReason[];
  /** What was done to times and colours, in words: `times: interpolated 2 frames`. None where all are as the file has them. */
  readonly notes: readonly string[];
  /** Frames that were given. */
  readonly frames: number;
  /** Frames between the asked times that could be decoded, with those that were left out to keep to a rate. */
  readonly soundFrames: number;
  /** Frames that were in the file and could not be given, because they or what they are predicted from is broken. */
  readonly lostFrames: number;
}

/** An opened video. Frames are decoded as they are asked for: memory does not grow with the length of the video. */
export interface Video {
  readonly description: VideoDescription;
  /**
   * The frames in the order in which they are shown, each at its true time, turned as it is shown, with square pixels, 8 bits a
   * channel. Times rise strictly. May be called again, also before an earlier call has ended. The same file gives the
   * same bytes each time.
   *
   * @throws WinceError `no-frames` when frames are there and none of them can be decoded, `empty-interval` when no frame lies
   *   between `start` and `end`, `bad-frame-options`
   */
  frames(options?: FrameOptions): AsyncGenerator<VideoFrame, void, undefined>;
  /** How complete the last call of {@link frames} was that came to its end; null before. */
  readonly completeness: VideoCompleteness | null;
  /**
   * Whether all frames so far became pictures by `storedPicture`; else the colours of some are those of the browser, up to 2 of 255 off.
   * Left out where it is always so.
   */
  readonly hasOwnColours?: boolean;
  /** Ends all reading and frees what the decoder holds. */
  close(): Promise<void>;
}
