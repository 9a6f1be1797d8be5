import { z } from 'zod';
import { COVERABLE_REGIONS, type CoverableRegion, regionPixels } from '../../face/covering/region-cells.ts';
import { GREY_SIZE } from '../../face/template.ts';
import type { GreyImage } from '../../image/image.ts';

/** A region of the face that a family may be computed in. */
export type FaceRegion = CoverableRegion;

/**
 * The parameter of families that can be computed in one region of the face: `hog?region=brow`. Without it they see the whole face.
 * It has no default: families that were named before there were regions are the same families.
 */
export const regionParameter = z
  .enum(COVERABLE_REGIONS)
  .optional()
  .describe('The region of the face that is looked at. Without it, the whole face.');

/** Pixels across and down of what a texture is computed on. */
export function textureSize(region: FaceRegion | undefined): {
  readonly width: number;
  readonly height: number;
} {
  if (!region) return { width: GREY_SIZE, height: GREY_SIZE };
  const { left, top, right, bottom } = regionPixels(region);
  return { width: right - left, height: bottom - top };
}

/** Cells across and down of a texture: a region has its share of those of the whole face, at least one. @param grid cells a side of the whole face */
export function textureCells(
  grid: number,
  region: FaceRegion | undefined,
): { readonly across: number; readonly down: number } {
  const { width, height } = textureSize(region);
  const share = (pixels: number) => Math.max(1, Math.round((grid * pixels) / GREY_SIZE));
  return { across: share(width), down: share(height) };
}

/** Stands before the names of columns of a region: `brow `; nothing for the whole face. */
export function regionPrefix(region: FaceRegion | undefined): string {
  return region ? `${region} ` : '';
}

/** The region cut out of a registered grey face: what lies outside of it can change nothing. */
export function regionOfPicture({ width, data }: GreyImage, region: FaceRegion): GreyImage {
  const { left, top, right, bottom } = regionPixels(region);
  const cut = new Uint8Array((right - left) * (bottom - top));
  for (let y = top; y < bottom; y++)
    cut.set(data.subarray(y * width + left, y * width + right), (y - top) * (right - left));
  return { width: right - left, height: bottom - top, data: cut };
}

/** A pixel's place in the 128 x 128 grey face, of a pixel of a region cut out of it (or of the whole face). */
export function placeInFace(x: number, y: number, region: FaceRegion | undefined): number {
  const { left, top } = region ? regionPixels(region) : { left: 0, top: 0 };
  return (y + top) * GREY_SIZE + x + left;
}

/** The regions that a texture looks at: its own, or none where it sees the whole face. */
export function regionsOf({ region }: { readonly region?: FaceRegion }): readonly FaceRegion[] {
  return region ? [region] : [];
}
