export { cameraName, openCamera } from './camera.ts';
export type { PictureType } from './file-content.ts';
export { type GrowingOptions, openGrowingVideo } from './growing-video.ts';
export type { Sound, SoundCompleteness, SoundDescription, SoundOptions } from './libav/sound.ts';
export { openVideo } from './open-video.ts';
export { type DecodedPicture, decodePicture, type PictureOptions } from './picture.ts';
export { type PictureProbe, probePicture } from './probe.ts';
export { recordingKind } from './recording-kind.ts';
export { type OpenSoundOptions, openSound } from './sound.ts';
