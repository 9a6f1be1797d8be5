export { HD_HEIGHT } from './colours.ts';
export { type ContainerStructure, isVideoInOgg, readStructure, type VideoContainer } from './container.ts';
export {
  askedSize,
  checkFrameOptions,
  MAXIMUM_VIDEO_PIXELS,
  readingStart,
  secondThinning,
  shownSize,
  startsAtZero,
  thinning,
} from './frame-options.ts';
export { fieldReader } from './h264/h264-fields.ts';
export { unitsWithLengths, unitsWithStartCodes } from './h264/units.ts';
export { openVideoBlob } from './open-video-blob.ts';
export { type ReadableVideo, readableVideo } from './readable.ts';
export type { Size } from './size.ts';
export { openSoundBlob } from './sound/open-sound-blob.ts';
export { blocksOf, type SoundPiece, soundBlockLength } from './sound/sound-blocks.ts';
export { SOUND_TOLERANCE, soundClock } from './sound/sound-clock.ts';
export { damagedSound, emptySoundInterval, noSoundTrack, notASound } from './sound/sound-errors.ts';
export { STORED_PICTURE_VERSION, type StoredChannels, storedPicture } from './stored-picture.ts';
export { type Turn, turnImage } from './turn.ts';
export type {
  FrameOptions,
  OpenVideoOptions,
  PartialReason,
  SecondSize,
  Video,
  VideoCompleteness,
  VideoDescription,
} from './video.ts';
export {
  damagedVideo,
  emptyInterval,
  emptyVideo,
  encryptedVideo,
  noFrames,
  notAVideo,
  noVideoTrack,
  unsupportedCodec,
  videoTooLarge,
  videoWithoutIndex,
} from './video-errors.ts';
