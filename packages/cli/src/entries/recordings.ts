/**
 * Recordings: pictures, videos, cameras and sound, opened and decoded; in a page, too.
 *
 * @module recordings
 */

export {
  type FrameOptions,
  type OpenVideoOptions,
  openVideoBlob,
  type PartialReason,
  type ReadableVideo,
  readableVideo,
  type Video,
  type VideoCompleteness,
  type VideoContainer,
  type VideoDescription,
} from '@wince/media';
export {
  type BedsideClock,
  type BedsideClockOptions,
  type BedsideOptions,
  bedsideClock,
  cameraName,
  type DecodedPicture,
  decodePicture,
  type GrowingOptions,
  type OpenSoundOptions,
  openCamera,
  openGrowingVideo,
  openSound,
  openVideo,
  type PictureOptions,
  type PictureProbe,
  type PictureType,
  probePicture,
  readBedside,
  recordingKind,
  type Sound,
  type SoundCompleteness,
  type SoundDescription,
  type SoundOptions,
} from '@wince/runtime';
export * from './core/recordings.ts';
