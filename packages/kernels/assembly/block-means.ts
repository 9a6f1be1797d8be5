/** Means of a colour picture over whole blocks of pixels. Sums are whole numbers: the results are those of a plain loop to the last bit. */

/**
 * One row of blocks: the mean of each block's `block` x `block` pixels, rounded.
 *
 * @param data the first pixel of the first block, three bytes a pixel; four bytes behind the last one may be read, too
 * @param line bytes from one row of pixels to the next
 * @param columns how many blocks
 * @param out three bytes a block
 */
export function meanBlocks(data: usize, line: i32, block: i32, columns: i32, out: usize): void {
  const share: f64 = 1.0 / <f64>(block * block);
  const run = 3 * block;
  for (let column = 0; column < columns; column++, data += run, out += 3) {
    let sum = i32x4.splat(0);
    let row = data;
    for (let j = 0; j < block; j++, row += line) {
      for (let at = row, end = row + run; at < end; at += 3) {
        sum = i32x4.add(sum, v128.extend_low<u16>(v128.extend_low<u8>(v128.load32_zero(at))));
      }
    }
    store<u8>(out, rounded(i32x4.extract_lane(sum, 0), share));
    store<u8>(out, rounded(i32x4.extract_lane(sum, 1), share), 1);
    store<u8>(out, rounded(i32x4.extract_lane(sum, 2), share), 2);
  }
}

/**
 * The same for blocks of 2 x 2 pixels, two of them at once.
 *
 * @param data the first pixel of the first block; 16 bytes behind the last one may be read, too
 * @param out three bytes a block, and up to 5 behind the last one that are overwritten
 */
export function meanPairs(data: usize, line: i32, columns: i32, out: usize): void {
  // Two pixels side by side: the pair of each colour.
  const pairs = i8x16(0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11, -1, -1, -1, -1);
  const half = i16x8.splat(2);
  for (let column = 0; column < columns; column += 2, data += 12, out += 6) {
    const sum = i16x8.add(
      v128.extadd_pairwise<u8>(i8x16.swizzle(v128.load(data), pairs)),
      v128.extadd_pairwise<u8>(i8x16.swizzle(v128.load(data + line), pairs)),
    );
    const mean = i16x8.shr_u(i16x8.add(sum, half), 2);
    store<i64>(out, i64x2.extract_lane(v128.narrow<u16>(mean, mean), 0));
  }
}

@inline
function rounded(sum: i32, share: f64): i32 {
  return <i32>(<f64>sum * share + 0.5);
}
