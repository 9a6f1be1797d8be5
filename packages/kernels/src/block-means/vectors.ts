import { blockMeans } from '../compiled/block-means.ts';
import { bytesOfBase64 } from '../webassembly/base64.ts';
import { instantiate } from '../webassembly/instance.ts';
import type { FillBlockMeans } from './blocks.ts';
import { plainBlockMeans } from './plain.ts';

/** Bytes behind the last pixel, and behind the last result, up to which a vector may reach. */
const BEHIND = 16;
/** Bytes of pixels that are copied at once: memory that has grown is never given back. */
const AT_ONCE = 2 ** 21;
/** Bytes of one row of blocks above which they are not copied. */
const MOST_BYTES = 2 ** 25;

/** Means over blocks of colour pictures in WebAssembly, or undefined where there is none or a page's policy forbids it. */
export function vectorBlockMeans(): FillBlockMeans | undefined {
  const instance = instantiate(bytesOfBase64(blockMeans));
  if (!instance) return undefined;
  const meanBlocks = instance.exported('meanBlocks');
  const meanPairs = instance.exported('meanPairs');
  let memory = new Uint8Array();
  return (blocks, out, place) => {
    const { data, width, left, top, block, columns, rows } = blocks;
    const line = 3 * width;
    const bytes = line * block;
    if (bytes > MOST_BYTES) {
      plainBlockMeans(blocks, out, place);
      return;
    }
    const band = Math.max(1, Math.floor(AT_ONCE / bytes));
    const length = 3 * columns;
    for (let first = 0; first < rows; first += band) {
      const count = Math.min(band, rows - first);
      const results = bytes * count + BEHIND;
      if (memory.length < results + length + BEHIND) {
        instance.grow(results + length + BEHIND);
        memory = new Uint8Array(instance.buffer());
      }
      const from = line * (top + first * block);
      memory.set(data.subarray(from, from + bytes * count));
      for (let row = 0; row < count; row++) {
        const at = row * bytes + 3 * left;
        if (block === 2) meanPairs(at, line, columns, results);
        else meanBlocks(at, line, block, columns, results);
        out.set(memory.subarray(results, results + length), place.at + (first + row) * place.line);
      }
    }
  };
}
