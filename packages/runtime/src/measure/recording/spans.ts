import type { RecordingPart } from '@wince/observation';

/** Places that overlap or touch, so that one reading gives all of them. */
export function spansOf<Item extends RecordingPart>(places: readonly Item[]): readonly (readonly Item[])[] {
  const spans: Item[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const place of places.toSorted((a, b) => a.start - b.start)) {
    if (spans.length === 0 || place.start > end) spans.push([]);
    spans[spans.length - 1].push(place);
    end = Math.max(end, place.end ?? Number.POSITIVE_INFINITY);
  }
  return spans;
}
