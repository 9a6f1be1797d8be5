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
export { openVideoBlob } from './open-video-blob.ts';
export { type ReadableVideo, readableVideo } from './readable.ts';
export type { Size } from './size.ts';
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
