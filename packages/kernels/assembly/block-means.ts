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

@inline
function rounded(sum: i32, share: f64): i32 {
  return <i32>(<f64>sum * share + 0.5);
}
