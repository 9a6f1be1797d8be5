/**
 * Room for numbers that a function needs while it runs and hands to nobody: the same room each time, since making some for every
 * frame costs more than many a loop. What it holds is left over from the last time.
 *
 * @param make a typed array of a length
 */
export function scratch<
  Numbers extends { readonly length: number; subarray(from: number, to: number): Numbers },
>(make: (length: number) => Numbers): (length: number) => Numbers {
  let room = make(0);
  return (length) => {
    if (room.length < length) room = make(length);
    return room.length === length ? room : room.subarray(0, length);
  };
}
