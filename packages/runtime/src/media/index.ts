export type {
  FrameOptions,
  OpenVideoOptions,
  PartialReason,
  Video,
  VideoCompleteness,
  VideoDescription,
} from '@wince/media';
export { openVideo } from './open-video.ts';
export { type DecodedPicture, type DecodeOptions, decodePicture, MAXIMUM_PIXELS } from './picture.ts';
export * from './picture-type.ts';
export * from './probe.ts';
export * from './recording-kind.ts';
