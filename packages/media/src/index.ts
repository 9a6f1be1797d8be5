export { type ContainerStructure, readStructure, type VideoContainer } from './container.ts';
export {
  checkFrameOptions,
  MAXIMUM_VIDEO_PIXELS,
  type Size,
  shownSize,
  sizeWithin,
  thinning,
} from './frame-options.ts';
export type {
  FrameOptions,
  OpenVideoOptions,
  PartialReason,
  Video,
  VideoCompleteness,
  VideoDescription,
} from './video.ts';
export * from './video-errors.ts';
