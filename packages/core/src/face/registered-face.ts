import type { GreyImage, RgbImage } from '../image/image.ts';

/** A face in its canonical place: what every extractor sees. Made by registration (`face/registration.ts`). */
export interface RegisteredFace {
  /** 128 x 128 grey, for texture: framed closer than the colour face, so that it holds the face and little else. */
  readonly grey: GreyImage;
  /** 224 x 224 colour, for networks. */
  readonly colour: RgbImage;
  /** 468 landmarks of the face mesh as x, y pairs, in pixels of the 224 x 224 picture (936 numbers). */
  readonly landmarks: Float64Array;
}
