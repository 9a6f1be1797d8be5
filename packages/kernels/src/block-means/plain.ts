import type { BlockPlace, Blocks } from './blocks.ts';

/** Means over blocks in plain TypeScript. */
export function plainBlockMeans(blocks: Blocks, out: Uint8Array, place: BlockPlace): void {
  const { data, width, channels, left, top, block, columns, rows } = blocks;
  const share = 1 / (block * block);
  const run = block * channels;
  for (let row = 0; row < rows; row++) {
    const from = ((top + row * block) * width + left) * channels;
    for (let column = 0, to = place.at + row * place.line; column < columns; column++, to += channels) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let j = 0; j < block; j++) {
          const line = from + j * width * channels + column * run;
          for (let at = line + c; at < line + run; at += channels) sum += data[at];
        }
        out[to + c] = sum * share + 0.5;
      }
    }
  }
}
