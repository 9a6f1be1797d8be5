import { type FilePlace, networkError, SIZE_OPTION } from './network-error.ts';

/** A side that nobody's pictures have. */
const TOO_LONG = 2 ** 16;

/**
 * The size of pictures of a file whose layers are made for one size, or for any where it leaves a side open.
 *
 * @param stated [height, width], a side below 1 where it is open
 * @param asked what `--size` says
 * @returns [height, width]
 * @throws WinceError `network-size` where nobody states a side, or both do and differ
 */
export function sizeOfPictures(
  format: string,
  stated: readonly number[],
  asked: readonly [number, number] | undefined,
  place: FilePlace,
): readonly [number, number] {
  const [height, width] = [0, 1].map((axis) => {
    const own = stated[axis] ?? 0;
    if (own < 1) return asked?.[axis] ?? 0;
    return own;
  });
  const shown = [0, 1].map((axis) => ((stated[axis] ?? 0) < 1 ? '?' : stated[axis])).join(' x ');
  if (height < 1 || width < 1)
    throw networkError('network-size', format, `the network takes pictures of any size (${shown}).`, {
      ...place,
      hint: SIZE_OPTION,
    });
  if (asked && (height !== asked[0] || width !== asked[1])) {
    const message = `the network takes pictures of ${shown} (rows x columns), not of ${asked.join(' x ')}.`;
    throw networkError('network-size', format, message, {
      ...place,
      hint: shown.includes('?')
        ? 'Give --size with the rows or columns that the file has.'
        : `Leave --size out: the file fixes the size at ${height}x${width}.`,
    });
  }
  if (height >= TOO_LONG || width >= TOO_LONG)
    throw networkError('network-size', format, `${height} x ${width} is not a size of pictures.`, place);
  return [height, width];
}
