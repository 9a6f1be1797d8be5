import { COLOUR_SIZE, type RegisteredFace, type RgbImage, resizeRgb } from '@wince/core';
import type { TakingPictures } from './opened-network.ts';

/** Rises when faces are resized otherwise. */
const VERSION = 1;

/**
 * The registered face as a network takes it: as it is where the network takes 224 x 224 pixels, otherwise resized to what
 * it takes, by area where that is smaller.
 */
export function networkPicture(
  { colour }: Pick<RegisteredFace, 'colour'>,
  { input }: Pick<TakingPictures, 'input'>,
): RgbImage {
  return colour.width === input.width && colour.height === input.height
    ? colour
    : resizeRgb(colour, input.width, input.height, 'area');
}

/** What the numbers of a network depend on beside its own identity: how the face is resized for it. */
export function resizingIdentity({ input }: Pick<TakingPictures, 'input'>): string {
  return input.width === COLOUR_SIZE && input.height === COLOUR_SIZE ? '' : ` resized ${VERSION}`;
}
