import { applySimilarity } from '../../../face/similarity.ts';
import { COLOUR_TO_GREY, GREY_SIZE } from '../../../face/template.ts';
import { spreadWeight } from '../spread.ts';
import { ACTION_REGIONS, type ActionRegionName, anchorOf, EYE_DISTANCE, MIDDLE_X } from './regions.ts';

/**
 * The weights of an action's two columns, its intensity and its confidence, go evenly to the regions of both sides that it is read in;
 * see `Extractor.backProject`.
 *
 * @param regions of each action, in the order of the columns
 */
export function backProjectRegions(
  landmarks: Float64Array,
  regions: readonly ActionRegionName[],
  weights: Float64Array,
  map: Float64Array,
): void {
  regions.forEach((name, action) => {
    const places = pixelsOf(name, landmarks);
    const gave = new Float64Array(places.length);
    spreadWeight(weights[2 * action] + weights[2 * action + 1], { places, gave }, map);
  });
}

function pixelsOf(name: ActionRegionName, landmarks: Float64Array): Int32Array {
  const region = ACTION_REGIONS[name];
  const [near, far] = region.across;
  const anchor = anchorOf(region, landmarks);
  const [top, bottom] = region.down.map((down) => anchor + down * EYE_DISTANCE);
  const boxes = [
    [MIDDLE_X - far * EYE_DISTANCE, MIDDLE_X - near * EYE_DISTANCE],
    [MIDDLE_X + near * EYE_DISTANCE, MIDDLE_X + far * EYE_DISTANCE],
  ].map(([left, right]) => [...applySimilarity(COLOUR_TO_GREY, [left, top, right, bottom])].map(held));
  const found = new Set<number>();
  for (const [left, upper, right, lower] of boxes) {
    for (let y = upper; y <= lower; y++) for (let x = left; x <= right; x++) found.add(y * GREY_SIZE + x);
  }
  return Int32Array.from(found);
}

function held(value: number): number {
  return Math.min(GREY_SIZE - 1, Math.max(0, Math.round(value)));
}
