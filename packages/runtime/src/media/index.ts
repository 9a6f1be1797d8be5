export type {
  FrameOptions,
  OpenVideoOptions,
  PartialReason,
  Video,
  VideoCompleteness,
  VideoDescription,
} from '@wince/media';
export type { PictureType } from './file-content.ts';
export { type GrowingOptions, openGrowingVideo } from './growing-video.ts';
export { cameraName, openCamera } from './libav/camera.ts';
export type { Sound, SoundCompleteness, SoundDescription, SoundOptions } from './libav/sound.ts';
export { openVideo } from './open-video.ts';
export { type DecodedPicture, decodePicture, MAXIMUM_PIXELS, type PictureOptions } from './picture.ts';
export * from './probe.ts';
export * from './recording-kind.ts';
export { type OpenSoundOptions, openSound } from './sound.ts';
